"""Fetch History as a table: one row for each cycle, and further lines for what does not fit into the row."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ..judging.known_events import KnownEvents, known_events
from ..judging.outcome import Outcome
from ..judging.value_words import counted
from ..record.fetch_run import FetchRun, LastRunChange
from ..settings.units import format_duration
from .headline import new_words
from .last_run_words import change_words, cut_words, raw_change, single_key
from .shown import shown_findings
from .styled import REQUESTS, TRACE, UNBOUNDED, Span, StyledLine, line, shortened, wrapped
from .trace import request_lines, trace_lines

_SHOWN_AT_ENDS = 20
_MOST_TELLING = 40
_INDENT = "     "
_MESSAGE_CHARS = 10
_LAST_RUN_CHARS = 36
_NOT_ANSWERED = "Error: it asked what nothing answered (see below)"
_FIXED_CHARS = 32  # what stands before the last run


@dataclass(frozen=True)
class _Layout:
    """What all rows share. ``key`` is the last run's key where it has only that one."""

    outcome: Outcome
    width: int
    verbosity: int
    key: str | None
    first_cycle: int | None

    @cached_property
    def known(self) -> KnownEvents:
        """The ids of events, for the lines of requests."""
        outcome = self.outcome
        return known_events(outcome.runs, outcome.judgement.identity, outcome.dossier.truth)

    @property
    def last_run_width(self) -> int:
        """The columns of the last run. Without a limit for lines a longer cell exceeds them."""
        if self.width == UNBOUNDED:
            return _LAST_RUN_CHARS
        return min(max(self.width - _FIXED_CHARS - 2 - _MESSAGE_CHARS, 26), 50)

    @property
    def last_run_room(self) -> int:
        """The most characters of a last run that a cell shows."""
        return UNBOUNDED if self.width == UNBOUNDED else self.last_run_width


def table_lines(outcome: Outcome, width: int, verbosity: int) -> Iterator[StyledLine]:
    """The lines of the first and last 20 cycles, and of up to 40 others with a finding or an error."""
    layout = _Layout(outcome, width, verbosity, single_key(outcome.runs), _first_cycle(outcome))
    yield _head(layout)
    shown, hidden = _shown(outcome), 0
    day = outcome.dossier.clock.start.date()
    for run in outcome.runs:
        if run.cycle not in shown:
            hidden += 1
            continue
        if hidden:
            yield _gap(hidden)
            hidden = 0
        if run.pulled_at.date() != day:
            day = run.pulled_at.date()
            yield line(Span(f"{_INDENT}{day:%Y-%m-%d}", "dim"))
        yield from _row(layout, run)
        yield from _beneath(layout, run)
    if hidden:
        yield _gap(hidden)


def _head(layout: _Layout) -> StyledLine:
    name = f"Last Run: {layout.key}" if layout.key else "Last Run"
    room = layout.last_run_width
    name = shortened(name, layout.last_run_room)
    columns = f"{'#':>3}  {'Pulled At':<9} {'Took':>5} {'New':>4} {'Dup':>4}"
    return line(Span(f"{columns}  {name:<{room}}  Message", "dim"))


def _gap(hidden: int) -> StyledLine:
    return line(Span(f"{_INDENT}… {counted(hidden, 'more cycle')}", "dim"))


def _shown(outcome: Outcome) -> set[int]:
    first: list[int] = []
    last: deque[int] = deque(maxlen=_SHOWN_AT_ENDS)
    shown = set(outcome.judgement.duplicates)
    for run in outcome.runs:
        if len(first) < _SHOWN_AT_ENDS:
            first.append(run.cycle)
        last.append(run.cycle)
        if run.failed:
            shown.add(run.cycle)
    shown.update(finding.cycle for finding in shown_findings(outcome) if finding.cycle)
    telling = sorted(shown - {*first, *last})[:_MOST_TELLING]
    chosen = {*first, *last, *telling}
    # A line that hides a single row is no shorter than the row.
    return chosen | {cycle + 1 for cycle in chosen if cycle + 2 in chosen}


def _first_cycle(outcome: Outcome) -> int | None:
    return next((run.cycle for run in outcome.runs if run.first_run), None)


def _row(layout: _Layout, run: FetchRun) -> Iterator[StyledLine]:
    skipped = run.status == "skipped"
    duplicates = layout.outcome.judgement.duplicates.get(run.cycle, 0)
    new = new_words(layout.outcome, run)
    took = "-" if skipped else format_duration(run.duration_s)
    marks = "  ".join(mark for mark, holds in _marks(run) if holds)
    cell = _last_run_cell(layout, run, marks)
    message = _NOT_ANSWERED if run.record.attempts else " ".join(run.message.split())
    room = max(layout.width - _FIXED_CHARS - layout.last_run_width - 2, 8)
    style = "error" if run.failed else ""
    fits = len(message) <= room
    brief = "Error" if run.failed and not fits else shortened(message, room)
    yield line(
        f"{run.cycle:>3}  {run.pulled_at:%H:%M:%S}  {took:>5} {new:>4} ",
        Span(f"{duplicates or '-':>4}", "error" if duplicates else ""),
        "  ",
        Span(f"{cell:<{layout.last_run_width}}", "warning" if marks else ""),
        "  ",
        Span(brief, style),
    )
    if not fits:
        yield from wrapped(message, layout.width, _INDENT + "  ", style, first=_INDENT)


def _last_run_cell(layout: _Layout, run: FetchRun, marks: str) -> str:
    """The change of the last run, cut to the room beside the marks."""
    if run.status == "skipped":
        return ""
    room = layout.last_run_room - (len(marks) + 2 if marks else 0)
    words = cut_words(run.last_run, run.at, layout.key, room)
    if words == "{}" and run.failed:
        words = ""
    return "  ".join(part for part in (words, marks) if part)


def _marks(run: FetchRun) -> tuple[tuple[str, bool], ...]:
    return (
        ("FIRST RUN", run.first_run),
        ("LAST RUN KEPT", run.failed and not run.last_run.saved),
    )


def _beneath(layout: _Layout, run: FetchRun) -> Iterator[StyledLine]:
    outcome, width = layout.outcome, layout.width
    if outcome.asked_from and run.cycle == layout.first_cycle:
        text = f"first run asked from {outcome.asked_from}"
        yield from wrapped(text, width, _INDENT + "  ", "dim", first=_INDENT)
    if run.failed:
        yield from _lost(run, width, outcome.judgement.identity.noun)
    if layout.verbosity >= REQUESTS and run.status != "skipped":
        # Raw and whole, so that it can be copied.
        yield line(Span(f"{_INDENT}{raw_change(run.last_run)}", "dim"))
    if layout.verbosity == REQUESTS:
        yield from request_lines(run, width, layout.known)
    elif layout.verbosity >= TRACE:
        yield from trace_lines(run, width)


def _lost(run: FetchRun, width: int, noun: str) -> Iterator[StyledLine]:
    parts = []
    if run.last_run.was_set and not run.last_run.saved:
        before, asked = run.last_run.before, run.last_run.asked
        wanted = LastRunChange(before, None, asked, was_set=True, saved=False)
        parts.append(f"asked to save {change_words(wanted, run.at, None)}: not saved")
    if run.dropped:
        parts.append(f"{counted(len(run.dropped), noun)} sent: not created")
    if run.failure and run.failure.cause and not run.failure.on_purpose:
        place = f" at {run.failure.cause_line}" if run.failure.cause_line else ""
        parts.append(f"because of {run.failure.cause}{place}")
    elif run.failure and run.failure.line and not run.failure.on_purpose:
        parts.append(f"raised at {run.failure.line}")
    if parts:
        yield from wrapped("; ".join(parts), width, _INDENT + "  ", "dim", first=_INDENT)
