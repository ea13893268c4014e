"""Finds out whether events arrive faster than the fetches can ever create them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from .verdicts import Verdicts

# So many full fetches in a row show that the limit is the reason; each half of them has to fall behind.
LEAST_FETCHES = 6


@dataclass(frozen=True)
class Behind:
    """Fetches in a row that each created ``each`` events, the most that any fetch of the run creates, while
    more events arrived than that.

    ``arrived`` is how many events became visible from cycle ``first`` to cycle ``last``, ``brought`` how many
    were created there; ``minutes`` is how long that was. ``stream`` is the list of the events, empty if there
    is only one.
    """

    stream: str
    first: int
    last: int
    each: int
    arrived: int
    brought: int
    minutes: float

    @property
    def a_minute(self) -> float:
        """By how many events a minute the fetches fall behind."""
        return (self.arrived - self.brought) / self.minutes


def behind(verdicts: Verdicts, began: Mapping[int, datetime]) -> Iterator[Behind]:
    """Yield for each stream the row of fetches in which its fetches fell behind. ``began`` maps each cycle
    that ended well to its begin.
    """
    cycles = sorted(began)
    streams: dict[str, list[int]] = {}
    for number, event in enumerate(verdicts.truth):
        if event.in_scope and verdicts.marks.seen[number]:
            streams.setdefault(event.stream, []).append(number)
    deliveries = verdicts.marks.deliveries
    for stream, numbers in streams.items():
        arrived = Counter(verdicts.marks.seen[number] for number in numbers)
        brought = Counter(deliveries[n][0].cycle for n in numbers if n in deliveries)
        found = _longest(cycles, arrived, brought)
        if found:
            yield Behind(
                stream=stream if len(streams) > 1 else "",
                first=found[0],
                last=found[-1],
                each=brought[found[0]],
                arrived=sum(arrived[cycle] for cycle in found),
                brought=sum(brought[cycle] for cycle in found),
                minutes=_minutes(cycles, found, began),
            )


def _longest(cycles: Sequence[int], arrived: Counter[int], brought: Counter[int]) -> Sequence[int]:
    """Return the longest row of full fetches in which the backlog grew from begin to end; empty without one.

    The first fetch is left out, since it may bring what was there before; so are those after the last
    arrival.
    """
    most = max(brought.values(), default=0)
    last = max(arrived, default=0)
    rows: list[list[int]] = [[]]
    for cycle in cycles[1:]:
        if cycle <= last and most and brought[cycle] == most:
            rows[-1].append(cycle)
        elif rows[-1]:
            rows.append([])
    row = max(rows, key=len)
    half = len(row) // 2
    parts = (row[:half], row[half:])
    grows = all(
        sum(arrived[cycle] for cycle in part) > sum(brought[cycle] for cycle in part)
        for part in parts
    )
    return row if len(row) >= LEAST_FETCHES and grows else ()


def _minutes(cycles: Sequence[int], found: Sequence[int], began: Mapping[int, datetime]) -> float:
    """Return how long the events of these cycles took to arrive: from the begin of the fetch before."""
    before = cycles[cycles.index(found[0]) - 1]
    return (began[found[-1]] - began[before]).total_seconds() / 60
