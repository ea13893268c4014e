"""How finely a product keeps a time: to the second or minute, cut or rounded."""

from __future__ import annotations

from dataclasses import dataclass

from ..reading.error import ApiError, Path, alternatives

UNITS_US = {
    "microsecond": 1,
    "millisecond": 1_000,
    "second": 1_000_000,
    "minute": 60_000_000,
    "hour": 3_600_000_000,
    "day": 86_400_000_000,
}
Bounds = tuple[int | None, int | None]


@dataclass(frozen=True)
class Precision:
    """Times are multiples of ``unit_us``; ``nearest`` rounds half up, otherwise the rest is cut."""

    unit_us: int = 1
    nearest: bool = False

    def apply(self, us: int) -> int:
        """The time as it is kept."""
        return (us + self._shift) // self.unit_us * self.unit_us

    def bounds(self, op: str, us: int) -> Bounds | None:
        """The exact times, from (included) to (excluded), whose kept form compares so with ``us``.

        None when there are none. ``op`` is gt, ge, lt, le or eq.
        """
        unit_us, shift = self.unit_us, self._shift
        floor = us // unit_us * unit_us
        if op in ("ge", "lt"):
            edge = (floor if floor == us else floor + unit_us) - shift
            return (edge, None) if op == "ge" else (None, edge)
        after = floor + unit_us - shift
        if op in ("gt", "le"):
            return (after, None) if op == "gt" else (None, after)
        return (us - shift, after) if floor == us else None

    @property
    def _shift(self) -> int:
        return self.unit_us // 2 if self.nearest else 0


EXACT = Precision()


def parse_precision(text: str, path: Path) -> Precision:
    """``second``, ``minute`` … (cut), or ``round second`` (to the nearest)."""
    words = text.split()
    nearest = words[:1] == ["round"]
    unit = " ".join(words[1:] if words[:1] in (["round"], ["cut"]) else words)
    if unit not in UNITS_US:
        raise ApiError(path, f"{text!r} is no precision{alternatives(unit, UNITS_US)}")
    return Precision(UNITS_US[unit], nearest)
