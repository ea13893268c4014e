"""Finds the shortest run that shows a finding: the number of cycles after which it is found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from ...record.fetch_run import FetchRun, History
from ..finding import Finding

# A missed event shows when a later fetch has ended well, a fetch that fails for ever after some more.
_LATER = (0, 1, 2, 3, 5, 8)
# To judge a long run takes longer, so fewer numbers are tried.
_LONG, _LATER_IN_LONG = 100, (4, 12)
_PARTS = (16, 8, 4, 2)
# To judge a long run again and again would cost more than the run.
_MOST_JUDGED, _FEWEST_JUDGED = 2, 200


@dataclass(frozen=True)
class Beginning:
    """The first ``count`` fetches of a run."""

    runs: History
    count: int

    def __iter__(self) -> Iterator[FetchRun]:
        return islice(iter(self.runs), self.count)

    def __len__(self) -> int:
        return min(self.count, len(self.runs))


def reproducible(
    findings: Sequence[Finding],
    runs: History,
    judged: Callable[[History], Sequence[Finding]],
    never_below: int = 1,
) -> tuple[Finding, ...]:
    """Return the findings, each with the options of ``xfetch run`` that show it with the fewest cycles.

    ``judged`` is a function that judges the first fetches of the run. ``never_below`` is the least number of
    cycles that the run can have. A finding that only the whole run shows gets no number of cycles.
    """
    total = len(runs)
    left = {number: _candidates(one, total, never_below) for number, one in enumerate(findings)}
    shown: dict[int, int] = {}
    budget = max(_MOST_JUDGED * total, _FEWEST_JUDGED)
    for count in sorted({count for one in left.values() for count in one}):
        wanting = [number for number, one in left.items() if count in one and number not in shown]
        if not wanting or count > budget:
            continue
        budget -= count
        found = judged(Beginning(runs, count))
        shown.update(
            (number, count) for number in wanting if any(_same(findings[number], f) for f in found)
        )
    return tuple(
        replace(one, reproduce=_options(one, shown.get(number, 0)))
        for number, one in enumerate(findings)
    )


def _candidates(finding: Finding, total: int, least: int) -> Collection[int]:
    """Return the numbers of cycles after which the finding may be found."""
    later = _LATER if total <= _LONG else _LATER_IN_LONG
    begins = (finding.cycle or 1, *finding.cycles[:1], *finding.cycles[-1:])
    found = {max(begin + more, least) for begin in begins for more in later}
    if finding.cycle == total:
        # What grows until the end shows before it.
        found.update(max(total // part, least) for part in _PARTS)
    return {count for count in found if count < total}


def _same(finding: Finding, other: Finding) -> bool:
    """Whether a finding about the first cycles of a run is the same as the finding about the whole run."""
    return (
        (finding.rule, finding.severity, finding.confidence)
        == (other.rule, other.severity, other.confidence)
        and (not finding.events or finding.events[0] in other.events)
        and (bool(finding.events) or finding.shape == other.shape)
    )


def _options(finding: Finding, cycles: int) -> tuple[str, ...]:
    count = ("--cycles", str(cycles)) if cycles else ()
    return (*count, "--event", finding.events[0]) if finding.events else count
