"""The rows of the Fetch History table: equal neighbouring cycles share a row, and long histories are cut."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from ...judging.diagnosis.diagnose import MISSED as MISSED_EVENT
from ...judging.finding import Finding
from ...judging.outcome import Outcome
from ...judging.verdict.event_verdict import MISSED
from ...record.fetch_run import FetchRun, LastRunChange
from ..headline import new_in

# The priority of a row that no cause refers to.
NO_CAUSE = 99
_USUAL_MESSAGES = ("pulled ", "Completed")


@dataclass(frozen=True)
class Row:
    """Consecutive cycles with the same result, shown in one row. ``first`` and ``last`` are equal if there is
    one cycle.

    ``new``, ``duplicates`` and ``missed`` are the counts of each single cycle; ``before`` are the sums over
    all earlier cycles.
    """

    number: int
    first: FetchRun
    last: FetchRun
    new: int
    duplicates: int
    missed: int = 0
    before: Gap = field(default_factory=lambda: Gap(0, 0, 0, 0))

    @property
    def cycles(self) -> int:
        return self.last.cycle - self.first.cycle + 1

    @property
    def label(self) -> str:
        """The number of the cycle, or of the first and last cycle: ``7``, ``7-12``."""
        return (
            f"{self.first.cycle}" if self.cycles == 1 else f"{self.first.cycle}-{self.last.cycle}"
        )

    @property
    def change(self) -> LastRunChange:
        """The change of the last run from before the first of the cycles to after the last."""
        return replace(
            self.first.last_run, asked=self.last.last_run.asked, after=self.last.last_run.after
        )

    @property
    def sums(self) -> Gap:
        """The sums over the cycles of this row and all earlier ones."""
        each = (1, self.new, self.duplicates, self.missed)
        return Gap(*(sum_ + one * self.cycles for sum_, one in zip(self.before, each, strict=True)))


class Gap(NamedTuple):
    """A number of cycles, with the sums of their counts. The table shows one for cycles that it leaves
    out.
    """

    cycles: int
    new: int
    duplicates: int
    missed: int = 0

    def since(self, before: Gap) -> Gap:
        """Return the sums that came after ``before``."""
        return Gap(*(one - other for one, other in zip(self, before, strict=True)))


def has_usual_message(run: FetchRun) -> bool:
    """Whether the fetch's message only repeats the counts, so that it need not be shown."""
    return run.message.startswith(_USUAL_MESSAGES)


def rows_of(outcome: Outcome, folded: bool) -> Iterator[Row]:
    """Yield one row for each cycle; with ``folded`` one row for consecutive cycles with the same result."""
    row: Row | None = None
    missed = missed_in(outcome)
    for run in outcome.runs:
        duplicates = outcome.judgement.duplicates.get(run.cycle, 0)
        counts = new_in(outcome, run), duplicates, missed[run.cycle]
        if row is not None and folded and _alike(row, run, counts):
            row = replace(row, last=run)
            continue
        if row is not None:
            yield row
            row = Row(row.number + 1, run, run, *counts, row.sums)
        else:
            row = Row(0, run, run, *counts)
    if row is not None:
        yield row


def missed_in(outcome: Outcome) -> Counter[int]:
    """Return how many events each cycle missed, as the stories of the events tell."""
    if outcome.verdicts is None or not outcome.summary.missed:
        return Counter()
    lost = {one.event.id: one.lost_in for one in outcome.verdicts.of(MISSED) if one.lost_in}
    lost.update((one.events[0], lost_in(one)) for one in outcome.findings if lost_in(one))
    return Counter(lost.values())


def lost_in(finding: Finding) -> int:
    """Return the cycle that lost the missed event of a finding, as its cause tells. Return 0 if the finding
    is not about exactly one missed event, or its cause is not known.
    """
    cause = finding.cause
    if finding.rule != MISSED_EVENT or len(finding.events) != 1 or cause is None:
        return 0
    return cause.places[0].cycle if cause.known and cause.places else 0


def _alike(row: Row, run: FetchRun, counts: tuple[int, int, int]) -> bool:
    before = row.last
    return (
        (row.new, row.duplicates, row.missed) == counts
        and run.status == before.status
        and run.command == before.command
        and run.first_run == before.first_run
        and before.pulled_at.date() == run.pulled_at.date()
        and _moved(before.last_run) == _moved(run.last_run)
        and (
            run.message == before.message or (has_usual_message(run) and has_usual_message(before))
        )
        and before.record.attempts == run.record.attempts == ()
    )


def _moved(change: LastRunChange) -> frozenset[str] | bool:
    """Return which keys of the last run changed. If the last run is not an object, return whether it
    changed.
    """
    before, after = change.before or {}, change.after or {}
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return before != after
    return frozenset(key for key in {**before, **after} if before.get(key) != after.get(key))


def chosen(
    rows: Iterator[Row], telling: Callable[[Row], bool], at_ends: int, most_telling: int
) -> list[Row]:
    """Return the first and last ``at_ends`` rows, and between them the first ``most_telling`` rows for
    which ``telling`` is true. The other rows are not kept in memory.
    """
    first: list[Row] = []
    between: list[Row] = []
    last: deque[Row] = deque(maxlen=at_ends)
    for row in rows:
        if len(first) < at_ends:
            first.append(row)
            continue
        if len(last) == at_ends and telling(last[0]) and len(between) < most_telling:
            between.append(last[0])
        last.append(row)
    return [*first, *between, *last]


def within(rows: list[Row], priority: Callable[[Row], int], most_lines: int) -> list[Row]:
    """Return as many of the rows as fit into ``most_lines``, together with the lines for the gaps between
    them and after them.

    The first row always stays. Then come the first row that a cause refers to, the last row, and the others:
    those with the smallest ``priority`` first, the earliest first. A row that no cause refers to has the
    priority ``NO_CAUSE``.
    """
    if not rows:
        return []
    first, last = rows[0], rows[-1]
    telling = min(rows[1:], key=lambda row: (priority(row), row.number), default=last)
    heads = [first, *([telling] if priority(telling) < NO_CAUSE else []), last]
    numbers = {row.number for row in heads}
    others = [row for row in rows if row.number not in numbers]
    kept: dict[int, Row] = {}
    for row in [*heads, *sorted(others, key=lambda row: (priority(row), row.number))]:
        tried = dict(sorted({**kept, row.number: row}.items()))
        if not kept or lines_of(tried.values(), last.number) <= most_lines:
            kept = tried
    return list(kept.values())


def lines_of(rows: Collection[Row], last_number: int) -> int:
    """Return how many lines these rows take, with one for each gap and one for each change of the date.
    ``last_number`` is the number of the last of all rows: a gap may follow the rows.
    """
    numbers = [row.number for row in rows]
    gaps = sum(after - before > 1 for before, after in pairwise(numbers))
    gaps += bool(numbers) and numbers[-1] < last_number
    days = [row.first.pulled_at.date() for row in rows]
    return len(numbers) + gaps + sum(before != after for before, after in pairwise(days))


def with_gaps(rows: Collection[Row], total: Gap) -> Iterator[Row | Gap]:
    """Yield the rows, and a ``Gap`` where cycles are left out between them and after them. ``total`` counts
    all cycles.
    """
    before: Row | None = None
    for row in rows:
        if before is not None and row.number > before.number + 1:
            yield row.before.since(before.sums)
        yield row
        before = row
    if before is not None and before.last.cycle < total.cycles:
        yield total.since(before.sums)
