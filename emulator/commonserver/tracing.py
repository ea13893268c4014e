"""Translate the line numbers in a traceback of production to the name of a module and the line in it.

Production runs CommonServerPython and the integration as one text, and its tracebacks count the lines of that
text. The module also accepts requests for profiling dumps, but no dump is ever made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    import sys
    from typing import Any

    import demistomock as demisto

__all__ = (
    "content_profiler",
    "fix_traceback_line_numbers",
    "register_module_line",
    "register_signal_handler_profiling_dump",
)

_MODULES_LINE_MAPPING: dict[Any, dict[str, float]] = {
    "CommonServerPython": {"start": 0, "end": 0, "end_wrapper": 0},
    "CustomScriptIntegration": {
        "start": 1,
        "start_wrapper": 1,
        "end": float("inf"),
        "end_wrapper": float("inf"),
    },
}


def __line__() -> int:
    """Return the line number of the caller."""
    return sys._getframe(1).f_lineno


def register_module_line(module_name: Any, start_end: Any, line: Any, wrapper: Any = 0) -> None:
    """Remember the line at which a module begins or ends in the text that production runs.

    Invalid arguments are logged, not raised.
    """
    try:
        if start_end not in ("start", "end"):
            raise ValueError("Invalid start_end argument. Acceptable values are: start, end.")
        if not isinstance(line, int) or line < 0:
            raise ValueError(
                f"Invalid line argument. Expected non-negative integer, got {type(line)}({line})"
            )
        lines = _MODULES_LINE_MAPPING.setdefault(
            module_name,
            {"start": 0, "start_wrapper": 0, "end": float("inf"), "end_wrapper": float("inf")},
        )
        lines.update({start_end: line, f"{start_end}_wrapper": line + wrapper})
    except Exception as error:
        demisto.info(
            f'failed to register module line. module: "{module_name}" start_end: "{start_end}"'
            f' line: "{line}".\nError: {error}'
        )


def _find_relevant_module(line: int) -> Any:
    """Return the module that a line of production's text belongs to; of nested ones, the innermost."""
    found = ""
    for name, lines in _MODULES_LINE_MAPPING.items():
        if lines["start"] <= line <= lines["end"]:
            known = _MODULES_LINE_MAPPING.get(found)
            if known is None or lines["start"] > known["start"]:
                found = name
    return found


def _lines_before(module: Any, line: int) -> int:
    """Return how much larger a line's number is in production's text than in the module itself.

    That is the module's first line there, plus the lines of other modules that were inserted before.
    """
    start = _MODULES_LINE_MAPPING.get(module, {}).get("start", 0)
    inside = sum(
        lines["end_wrapper"] - lines["start_wrapper"]
        for lines in _MODULES_LINE_MAPPING.values()
        if lines["start"] > start and lines.get("end_wrapper", float("inf")) < line
    )
    return int(start + inside)


def fix_traceback_line_numbers(trace_str: str) -> str:
    """Replace each ``<string>`` line in a traceback by the module's name and the line in that module."""

    def fixed(match: re.Match[str]) -> str:
        line = int(match["line"])
        module = _find_relevant_module(line)
        return f'File "<{module}>", line {line - _lines_before(module, line)},'

    return re.sub(r'File "<string>", line (?P<line>\d+),', fixed, trace_str)


def register_signal_handler_profiling_dump(
    signal_type: Any = None, profiling_dump_rows_limit: int = 20
) -> None:
    """Store the row limit of a profiling dump. No signal handler is installed: it would outlive the run."""
    globals()["PROFILING_DUMP_ROWS_LIMIT"] = profiling_dump_rows_limit


def content_profiler(func: Any) -> Any:
    """Return the function itself: a fetch has no War Room to which the profile could be sent."""
    return func
