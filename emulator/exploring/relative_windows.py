"""Parameters that say how far back a fetch looks, such as ``3 days``, ``5 minutes ago`` and ``now-1h``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..record.entries import CheckedJson
from ..settings.units import spoken_s

_SPANS = (("minute", 1), ("minute", 5), ("hour", 1), ("day", 1), ("day", 7))
_UNITS_S = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 7 * 86400.0}
_SHORT = re.compile(r"((?:now)?-)(\d+)([smhdw])")
# A duration in words may say something else: a timeout, or how long a token lasts.
_NAME = re.compile(
    r"first_?fetch|fetch_?(time|since|from|window)|look_?back|window|since|start|earliest|backfill|time_?range",
    re.IGNORECASE,
)


def windows_of(params: Mapping[str, CheckedJson]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each parameter whose name and value say how far back a fetch looks, with other values of the same
    form.
    """
    for name, value in sorted(params.items()):
        if isinstance(value, str) and _NAME.search(name) and window_s(value):
            others = (_like(value, unit, count) for unit, count in _SPANS)
            yield name, tuple(one for one in others if window_s(one) != window_s(value))


def window_s(value: str) -> float:
    """Return how far back a relative window begins; 0 for another text."""
    short = _SHORT.fullmatch(value.strip())
    if short is not None:
        return int(short[2]) * _UNITS_S[short[3]]
    return spoken_s(value) or 0.0


def _like(value: str, unit: str, count: int) -> str:
    """Return a window in the form of another one."""
    short = _SHORT.fullmatch(value.strip())
    if short is not None:
        return f"{short[1]}{count}{unit[0]}"
    ago = " ago" if value.strip().lower().endswith("ago") else ""
    return f"{count} {unit}{'s' if count > 1 else ''}{ago}"
