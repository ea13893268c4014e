"""Keeps some states of a run in memory, so that a late fetch of a long run can be repeated without all
fetches before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

_MOST_KEPT, _MOST_BYTES = 32, 64 << 20
# A shorter run is repeated from its first fetch: to begin in its middle saves nothing.
_FEWEST_SAVED = 50


# No dataclass: the supervisor imports this before it starts the child, and dataclasses take 5 ms.
class Checkpoint(NamedTuple):
    """What a child needs to continue after a fetch: the number of its cycle, the state that the child before
    sent with it, and the secrets that were known. It is unmasked, and never on disk.
    """

    cycle: int
    state: bytes
    learned: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Return a text without the state and the secrets."""
        return f"Checkpoint({self.cycle})"


class Checkpoints:
    """Checkpoints of one run, at equal distances. When there are too many, every second one is dropped.

    ``wanted`` holds those of the cycles that ``want`` named; none of them is dropped.
    """

    def __init__(self) -> None:
        self.wanted: dict[int, Checkpoint] = {}
        self._named: frozenset[int] = frozenset()
        self._kept: dict[int, Checkpoint] = {}
        self._step = _FEWEST_SAVED
        self._bytes = 0

    def want(self, cycles: Iterable[int]) -> None:
        """Name cycles after which the state is kept, wherever they lie."""
        self._named = frozenset(cycles)

    def see(self, cycle: int, state: bytes, learned: Iterable[str]) -> None:
        """Take note of the state after a cycle."""
        if cycle in self._named:
            self.wanted[cycle] = Checkpoint(cycle, state, tuple(learned))
        if cycle % self._step:
            return
        self._kept[cycle] = Checkpoint(cycle, state, tuple(learned))
        self._bytes += len(state)
        while len(self._kept) > _MOST_KEPT or self._bytes > _MOST_BYTES:
            self._step *= 2
            self._kept = {
                number: one for number, one in self._kept.items() if number % self._step == 0
            }
            self._bytes = sum(len(one.state) for one in self._kept.values())

    def before(self, cycle: int, after: int = 0) -> Checkpoint | None:
        """Return the last checkpoint before a cycle. Return None if it is fewer than 50 cycles later than
        ``after``, the cycle up to which fetches are repeated anyway.
        """
        found = max((one for one in self._kept if one < cycle), default=0)
        return self._kept[found] if found - after >= _FEWEST_SAVED else None


def segments(
    cycles: tuple[int, ...], checkpoints: Checkpoints
) -> tuple[tuple[Checkpoint | None, tuple[int, ...]], ...]:
    """Divide the cycles to repeat, in order, into groups: each is repeated from its checkpoint on, or from
    the first fetch.
    """
    found: list[tuple[Checkpoint | None, tuple[int, ...]]] = []
    for cycle in sorted(cycles):
        checkpoint = checkpoints.before(cycle, found[-1][1][-1] if found else 0)
        if checkpoint is None and found:
            found[-1] = found[-1][0], (*found[-1][1], cycle)
        else:
            found.append((checkpoint, (cycle,)))
    return tuple(found)
