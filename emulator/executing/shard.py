"""A shard: one of the parts into which a check or a search is divided, so that several machines share it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from ..errors import UsageError

_SHARD = re.compile(r"(\d{1,4})/(\d{1,4})")


@dataclass(frozen=True)
class Shard:
    """Part ``number`` of ``of`` parts; both count from 1. Part 1 of 1 is all of the work."""

    number: int = 1
    of: int = 1

    def takes(self, index: int) -> bool:
        """Whether the piece of work with this number, counted from 0, belongs to this part."""
        return index % self.of == self.number - 1


def parts_by_time(names: Sequence[str], of: int, times_s: Mapping[str, float]) -> tuple[int, ...]:
    """Return for each piece of work, by its name, the number of the part of ``of`` parts that does it.

    The longest piece goes first, each to the part that has the least so far. A piece without a time counts as
    the median of the others. Where none has a time, each part gets every ``of``-th piece.
    """
    known = [times_s[name] for name in names if name in times_s]
    usual_s = median(known) if known else 1.0
    parts = [0] * len(names)
    sums_s = dict.fromkeys(range(1, of + 1), 0.0)
    for index in sorted(range(len(names)), key=lambda one: -times_s.get(names[one], usual_s)):
        least = min(sums_s, key=lambda number: sums_s[number])
        parts[index] = least
        sums_s[least] += times_s.get(names[index], usual_s)
    return tuple(parts)


def shard_of(text: str | None) -> Shard:
    """Parse a shard such as ``2/3``; None is the whole work. Raises UsageError for other text."""
    if text is None:
        return Shard()
    match = _SHARD.fullmatch(text.strip())
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise UsageError(
            "write the part and the number of parts, such as 1/2", where=f"--shard {text}"
        )
    return Shard(int(match[1]), int(match[2]))
