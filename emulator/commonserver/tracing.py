"""Translate line numbers of the single text that production executes; accept requests for profiling
dumps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from typing import Any

    from .module_lines import _MODULES_LINE_MAPPING

__all__ = (
    "fix_traceback_line_numbers",
    "register_signal_handler_profiling_dump",
)


def _find_relevant_module(line: int) -> Any:
    """Return the innermost module that contains the line."""
    found = ""
    for name, lines in _MODULES_LINE_MAPPING.items():
        if lines["start"] <= line <= lines["end"]:
            known = _MODULES_LINE_MAPPING.get(found)
            if known is None or lines["start"] > known["start"]:
                found = name
    return found


def _lines_before(module: Any, line: int) -> int:
    """Return the number of lines before a line of a module: its start, and the modules inserted above
    the line.
    """
    start = _MODULES_LINE_MAPPING.get(module, {}).get("start", 0)
    inside = sum(
        lines["end_wrapper"] - lines["start_wrapper"]
        for lines in _MODULES_LINE_MAPPING.values()
        if lines["start"] > start and lines.get("end_wrapper", float("inf")) < line
    )
    return int(start + inside)


def fix_traceback_line_numbers(trace_str: str) -> str:
    """Replace each ``<string>`` line of a traceback by the module's name and the line in that module."""

    def fixed(match: re.Match[str]) -> str:
        line = int(match["line"])
        module = _find_relevant_module(line)
        return f'File "<{module}>", line {line - _lines_before(module, line)},'

    return re.sub(r'File "<string>", line (?P<line>\d+),', fixed, trace_str)


def register_signal_handler_profiling_dump(
    signal_type: Any = None, profiling_dump_rows_limit: int = 20
) -> None:
    """Keep the limit only. No signal handler is installed, since it would outlive the run."""
    globals()["PROFILING_DUMP_ROWS_LIMIT"] = profiling_dump_rows_limit
