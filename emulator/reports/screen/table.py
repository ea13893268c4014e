"""The Fetch History table: a row for each cycle or for equal neighbouring cycles, and details below a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ...judging.known_events import KnownEvents, known_events
from ...judging.outcome import Outcome
from ...judging.tally import caught
from ...judging.value_words import counted
from ...settings.settings import FETCH_ASSETS, FETCH_INDICATORS
from ...settings.units import format_duration
from ..headline import all_new, new_words
from ..last_run_words import cut_words, raw_change, single_key
from .failures import went_on
from .rows import (
    NO_CAUSE,
    Gap,
    Row,
    chosen,
    has_usual_message,
    missed_in,
    rows_of,
    with_gaps,
    within,
)
from .styled import REQUESTS, TRACE, UNBOUNDED, Span, StyledLine, line, shortened, wrapped
from .trace import request_lines, trace_lines

_AT_ENDS, _MOST_TELLING = 20, 40
_INDENT = "     "
# The last run gets so many columns at least, whatever the messages need, and so many at most.
_LAST_RUN_CHARS, _MOST_LAST_RUN = 26, 50
_MOST_MESSAGE = 40
_CONTEXT = "no last run; state in the integration context"
# What takes longer than a second is worth a column.
_LONG_S = 1.0


@dataclass(frozen=True)
class Table:
    """The rows to show and what all of them need.

    ``numbers`` maps a cycle to the numbers of those causes in the report's list that concern it; ``key`` is
    the key of the last run if it has only one.
    """

    outcome: Outcome
    rows: tuple[Row, ...]
    numbers: Mapping[int, Sequence[int]]
    key: str | None
    verbosity: int

    @cached_property
    def known(self) -> KnownEvents:
        """The ids of all known events. The lines about requests name those that an answer held."""
        outcome = self.outcome
        return known_events(outcome.runs, outcome.judgement.identity, outcome.dossier.truth)

    def lines_at(self, width: int) -> Iterator[StyledLine]:
        """Yield the table's lines, at most ``width`` columns wide."""
        layout = _layout(self, width)
        yield _head(layout)
        day = self.outcome.dossier.clock.start.date()
        summary = self.outcome.summary
        missed = sum(missed_in(self.outcome).values())
        total = Gap(summary.cycles, all_new(self.outcome), summary.duplicates, missed)
        for row in with_gaps(self.rows, total):
            if isinstance(row, Gap):
                yield _gap(row)
                continue
            if row.first.pulled_at.date() != day:
                day = row.first.pulled_at.date()
                yield line(Span(f"{' ' * layout.label}  {day:%Y-%m-%d}", "dim"))
            yield _row(layout, row)
            yield from _beneath(layout, row)


def table_of(
    outcome: Outcome, numbers: Mapping[int, Sequence[int]], verbosity: int, most_lines: int
) -> Table:
    """Return the table with as many rows as fit into ``most_lines``; if it shows requests, with up to 80
    rows.

    The first row always stays, then come the first of a cause, the last, and other rows of causes.
    """
    folded = verbosity < REQUESTS

    def telling(row: Row) -> bool:
        return (
            any(row.first.cycle <= cycle <= row.last.cycle for cycle in numbers) or row.first.failed
        )

    rows = chosen(rows_of(outcome, folded), telling, _AT_ENDS, _MOST_TELLING)
    if folded:
        rows = within(rows, lambda row: _priority(row, numbers), most_lines)
    return Table(outcome, tuple(rows), numbers, single_key(outcome.runs), verbosity)


def _priority(row: Row, numbers: Mapping[int, Sequence[int]]) -> int:
    causes = [
        number
        for cycle, found in numbers.items()
        if row.first.cycle <= cycle <= row.last.cycle
        for number in found
    ]
    # A row that counts lost or repeated events tells more than one that a cause refers to.
    return 0 if row.missed or row.duplicates else min(causes, default=NO_CAUSE)


@dataclass(frozen=True)
class _Layout:
    """The widths of the columns in characters; 0 for a column that is not shown because it would be empty."""

    table: Table
    width: int
    label: int
    took: int
    duplicates: int
    missed: int
    last_run: int
    message: int

    @property
    def before(self) -> int:
        """The width of all columns before the one of the last run."""
        return self.label + 2 + 8 + 2 + self.took + 4 + self.duplicates + self.missed + 2


def _layout(table: Table, width: int) -> _Layout:
    runs = [row.first for row in table.rows]
    label = max(3, *(len(row.label) for row in table.rows)) if table.rows else 3
    took = 6 if any(run.duration_s > _LONG_S for run in runs) else 0
    duplicates = 5 if table.outcome.judgement.duplicates else 0
    missed = 7 if missed_in(table.outcome) else 0
    layout = _Layout(table, width, label, took, duplicates, missed, 0, 0)
    cells = [len(_change(layout, row, UNBOUNDED)) for row in table.rows]
    title = len(table.key or "")
    needed = max(title, *cells) if cells else title
    if width == UNBOUNDED:
        return replace(layout, last_run=min(needed, _MOST_LAST_RUN), message=_MOST_MESSAGE)
    room = width - layout.before - 2
    messages = max((len(_shortest_message(table, row)) for row in table.rows), default=0)
    wanted = max(room - min(messages, _MOST_MESSAGE), _LAST_RUN_CHARS)
    last_run = min(needed, wanted, _MOST_LAST_RUN, width - layout.before)
    return replace(layout, last_run=last_run, message=max(room - last_run, 0))


def _key_title(table: Table) -> str:
    if table.key:
        return table.key
    if _in_context(table):
        return _CONTEXT
    states = [state for row in table.rows for state in (row.change.before, row.change.after)]
    keys = dict.fromkeys(str(key) for state in states if isinstance(state, dict) for key in state)
    return f"last run: {', '.join(keys)}" if keys else "last run"


def _in_context(table: Table) -> bool:
    """Whether the fetches keep their state in the integration context and save no last run."""
    runs = [row.first for row in table.rows]
    return any(run.context_changed for run in runs) and not any(
        run.last_run.before or run.last_run.asked or run.last_run.after for run in runs
    )


def _head(layout: _Layout) -> StyledLine:
    took = f"{'took':>5} " if layout.took else ""
    duplicates = f" {'dup':>4}" if layout.duplicates else ""
    room = UNBOUNDED if layout.width == UNBOUNDED else layout.last_run + layout.message
    title = shortened(_key_title(layout.table), room)
    missed = " missed" if layout.missed else ""
    columns = f"{'#':>{layout.label}}  {'pulled':<8}  {took}{'new':>4}{duplicates}{missed}  {title}"
    return line(Span(columns, "dim"))


def _gap(gap: Gap) -> StyledLine:
    new = f", {gap.new} new" if gap.new else ""
    duplicates = f", {counted(gap.duplicates, 'duplicate')}" if gap.duplicates else ""
    missed = f", {gap.missed} missed" if gap.missed else ""
    return line(Span(f"  … {counted(gap.cycles, 'more cycle')}{new}{duplicates}{missed}", "dim"))


def _row(layout: _Layout, row: Row) -> StyledLine:
    run = row.first
    took = f"{'-' if run.status == 'skipped' else format_duration(run.duration_s):>5} "
    new = new_words(layout.table.outcome, run)
    new = str(row.new * row.cycles) if new != "-" else new
    duplicates = f" {row.duplicates * row.cycles or '-':>4}" if layout.duplicates else ""
    missed = f" {row.missed * row.cycles or '-':>6}" if layout.missed else ""
    cell = _change(layout, row, _room_of_change(layout))
    room = layout.width - layout.before - len(cell) - 2
    message = _message(layout, row, room)
    # A message that is too long for its column begins where the last run ends.
    gap = max(min(layout.last_run - len(cell) + 2, room + 2 - len(message)), 2)
    return line(
        f"{row.label:>{layout.label}}  {run.pulled_at:%H:%M:%S}  {took if layout.took else ''}{new:>4}",
        Span(duplicates, "error" if row.duplicates else ""),
        Span(missed, "error" if row.missed else ""),
        f"  {cell}{' ' * gap if message else ''}",
        Span(message, "error" if run.failed else "dim"),
    )


def _room_of_change(layout: _Layout) -> int:
    return UNBOUNDED if layout.width == UNBOUNDED else layout.last_run


def _change(layout: _Layout, row: Row, room: int) -> str:
    run = row.first
    if run.status == "skipped":
        return ""
    change = row.change
    if change.before == change.after:
        return "" if change.after in ({}, None) else "unchanged"
    return cut_words(change, run.at, layout.table.key, room)


def _message(layout: _Layout, row: Row, room: int) -> str:
    """Return what the row says besides its counts, in the longest version that fits into ``room``
    characters.
    """
    ways = list(_messages(layout.table, row))
    fitting = next((text for text in ways if len(text) <= room), "")
    return fitting or (shortened(ways[-1], room) if ways and room > 1 else "")


def _shortest_message(table: Table, row: Row) -> str:
    return next(reversed([*_messages(table, row)]), "")


def _messages(table: Table, row: Row) -> Iterator[str]:
    """Yield the message of a table's row: in full, then in shorter and shorter versions."""
    parts = [list(part) for part in _parts(table, row)]
    longest = max(map(len, parts), default=0)
    for number in range(longest):
        yield ", ".join(filter(None, (part[min(number, len(part) - 1)] for part in parts)))
    for count in range(len(parts) - 1, 0, -1):
        yield ", ".join(part[-1] for part in parts[:count])


def _parts(table: Table, row: Row) -> Iterator[Sequence[str]]:
    """Yield each part of the message as a sequence of versions, the full one first."""
    run, outcome = row.first, table.outcome
    if row.cycles > 1:
        each = ", ".join(_each(row))
        cycles = f"{row.cycles} cycles"
        yield (f"{cycles}, each {each}", cycles) if each else (cycles,)
    if run.command != outcome.dossier.integration.command:
        yield (f"{run.command}, first run" if run.first_run else run.command, run.command)
    elif run.first_run and run.cycle > 1 and run.command == FETCH_ASSETS:
        # A collector empties the last run when a snapshot is complete.
        yield ("last run empty", "empty")
    elif run.first_run and run.cycle > 1 and run.command == FETCH_INDICATORS:
        # A feed that sends its whole list needs no last run.
        pass
    elif run.first_run and run.cycle > 1 and not run.failed:
        saves = row.change.before != row.change.after
        yield ("the first that saves", "first save") if saves else ("last run still empty", "empty")
    elif run.first_run:
        asked = outcome.asked_from
        since = f"first run, asked from {asked}" if asked else "first run"
        yield (since, since.partition(" (")[0], "first run")
    see = _see(table, row)
    if run.record.attempts:
        yield ("not answered",)
    elif run.failed:
        kept = "" if run.last_run.saved or run.context_changed else ", last run kept"
        if went_on(run):
            yield (f"reported an error, its loop went on{see}", f"reported an error{see}")
        else:
            yield (f"failed{kept}{see}", f"failed{see}")
    elif call := caught(run):
        yield (f"{call.name}() failed, error caught{see}", f"error caught{see}")
    elif run.status == "skipped" or not has_usual_message(run):
        yield (" ".join(run.message.split()),)
    elif see:
        counted_here = row.duplicates or row.missed
        see = see.removeprefix(", ")
        # The counts of each cycle give way first: the row has their sums.
        yield (see, see, *([""] if counted_here else []))


def _each(row: Row) -> Iterator[str]:
    """Yield the counts of each single cycle of a row. The row itself shows the sums of all its cycles."""
    if row.new:
        yield f"{row.new} new"
    if row.duplicates:
        yield f"{row.duplicates} dup"
    if row.missed:
        yield f"{row.missed} missed"


def _see(table: Table, row: Row) -> str:
    """Return a reference to the report's causes that the row's cycles show: ``, see finding 2``."""
    found = {
        number
        for cycle in range(row.first.cycle, row.last.cycle + 1)
        for number in table.numbers.get(cycle, ())
    }
    shown = sorted(found)[:2]
    noun = "finding" if len(shown) == 1 else "findings"
    return f", see {noun} {' and '.join(map(str, shown))}" if found else ""


def _beneath(layout: _Layout, row: Row) -> Iterator[StyledLine]:
    run, verbosity = row.first, layout.table.verbosity
    if verbosity < REQUESTS:
        return
    if run.failed and not run.record.attempts:
        message = " ".join(run.message.split())
        yield from wrapped(message, layout.width, _INDENT + "  ", "error", first=_INDENT)
    if run.status != "skipped":
        # Raw and whole, so that it can be copied.
        yield line(Span(f"{_INDENT}{raw_change(run.last_run)}", "dim"))
    if verbosity == REQUESTS:
        yield from request_lines(run, layout.width, layout.table.known)
    elif verbosity >= TRACE:
        yield from trace_lines(run, layout.width)
