"""Record at which lines modules begin and end in the single text that production executes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sys
    from typing import Any

    import demistomock as demisto

__all__ = ("register_module_line",)

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
    """Record where a module begins or ends in the single text. Arguments that make no sense are
    logged.
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
