"""The report for people: one screen, then the evidence. Lines of styled text, no terminal needed."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator

from ..duration import format_duration
from ..history import FetchRun
from ..outcome import Outcome
from .advice import answers
from .last_run_words import change_words, single_key
from .styled import Span, StyledLine, line, plain, shortened, wrapped
from .trace import request_lines, trace_lines

WIDTH = 80
QUIET, NORMAL, REQUESTS, TRACE = -1, 0, 1, 2
_SHOWN_AT_ENDS = 20
_INDENT = "     "
_MOST_FINDINGS = 12


def render(outcome: Outcome) -> Iterator[str]:
    """The report as plain text, line by line, 80 columns wide."""
    for styled in report_lines(outcome):
        yield plain(styled) + "\n"


def report_lines(
    outcome: Outcome, width: int = WIDTH, verbosity: int = NORMAL
) -> Iterator[StyledLine]:
    """The whole report. ``verbosity`` adds each cycle's requests, or everything it did in order; QUIET
    leaves only findings and the summary."""
    if verbosity > QUIET:
        yield from _head(outcome, width)
        yield from _table(outcome, width, verbosity)
    yield from _findings(outcome, width)
    if outcome.attempts:
        yield from answers(outcome, width)
    yield from _summary(outcome)


def _head(outcome: Outcome, width: int) -> Iterator[StyledLine]:
    clock, setting = outcome.clock, outcome.setting
    count = f"{clock.cycles} cycle{'s' if clock.cycles != 1 else ''}"
    schedule = f"{count}, every {format_duration(clock.interval_s)}"
    zone = "UTC" if clock.tz == "UTC" else f"UTC (TZ={clock.tz})"
    what = f"{outcome.integration.name}  {outcome.integration.command}"
    when = f"{schedule} from {clock.start:%Y-%m-%d %H:%M} {zone}"
    yield from wrapped(f"{what}  {when}", width, "  ", "strong", first="")
    facts = [f"identity: {outcome.identity.describe()}"] if any(_sent(outcome)) else []
    if setting.filled:
        facts.append(f"filled in: {', '.join(setting.filled)}")
    facts.append(f"vendor: {setting.vendor}")
    facts.extend(f"assumed: {name}={value}" for name, value in sorted(setting.assumptions.items()))
    yield from _packed(facts, width)


def _sent(outcome: Outcome) -> Iterator[bool]:
    return (bool(run.incidents or run.dropped) for run in outcome.runs)


def _packed(facts: list[str], width: int) -> Iterator[StyledLine]:
    """Short facts side by side, as many as a line holds."""
    row = ""
    for fact in facts:
        joined = f"{row}    {fact}" if row else fact
        if row and len(joined) > width:
            yield from wrapped(row, width, "  ", "dim", first="")
            joined = fact
        row = joined
    if row:
        yield from wrapped(row, width, "  ", "dim", first="")


# The table: a row a cycle


def _table(outcome: Outcome, width: int, verbosity: int) -> Iterator[StyledLine]:
    key = single_key(outcome.runs)
    last_run_width = min(max(width - 50, 26), 44)
    head = f"Last Run: {key}" if key else "Last Run"
    yield line(
        Span(
            f"{'#':>3}  {'Pulled At':<9} {'Took':>5} {'New':>4} {'Dup':>4}  "
            f"{shortened(head, last_run_width):<{last_run_width}}  Message",
            "dim",
        )
    )
    shown = _shown(outcome)
    hidden = 0
    day = outcome.clock.start.date()
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
        yield from _row(
            outcome, run, outcome.duplicates.get(run.cycle, 0), key, last_run_width, width
        )
        yield from _beneath(outcome, run, width, verbosity)
    if hidden:
        yield _gap(hidden)


def _gap(hidden: int) -> StyledLine:
    what = "cycle" if hidden == 1 else "cycles"
    return line(Span(f"{_INDENT}… {hidden} {what} without a finding or an error", "dim"))


def _shown(outcome: Outcome) -> set[int]:
    """The first and last 20 cycles, and every one with a finding or an error."""
    first: list[int] = []
    last: deque[int] = deque(maxlen=_SHOWN_AT_ENDS)
    shown = set(outcome.duplicates)
    for run in outcome.runs:
        if len(first) < _SHOWN_AT_ENDS:
            first.append(run.cycle)
        last.append(run.cycle)
        if run.failed:
            shown.add(run.cycle)
    shown.update(first, last)
    shown.update(finding.cycle for finding in outcome.findings if finding.cycle)
    return shown


def _row(
    outcome: Outcome,
    run: FetchRun,
    duplicates: int,
    key: str | None,
    last_run_width: int,
    width: int,
) -> Iterator[StyledLine]:
    words = change_words(run.last_run, run.at, key)
    marks = [mark for mark, holds in _marks(run) if holds]
    if run.status == "skipped":
        words = ""
    if marks and not run.last_run.saved and run.failed:
        words = "" if words == "{}" else words
    cell = "  ".join([part for part in (words, *marks) if part])
    new = "-" if run.failed or run.status == "skipped" else str(len(run.incidents) - duplicates)
    took = "-" if run.status == "skipped" else format_duration(run.duration_s)
    start = f"{run.cycle:>3}  {run.pulled_at:%H:%M:%S}  {took:>5} {new:>4} "
    room = max(width - len(start) - 4 - 2 - last_run_width - 2, 8)
    message = " ".join(run.message.split())
    overflows = len(cell) > last_run_width or len(message) > room
    style = "error" if run.failed else ""
    yield line(
        start,
        Span(f"{duplicates or '-':>4}", "error" if duplicates else ""),
        "  ",
        Span(f"{shortened(cell, last_run_width):<{last_run_width}}", "warning" if marks else ""),
        "  ",
        Span(shortened(message, room), style),
    )
    if overflows and len(cell) > last_run_width:
        yield from wrapped(f"last run: {cell}", width, _INDENT + "  ", "dim", first=_INDENT)
    if len(message) > room:
        yield from wrapped(message, width, _INDENT + "  ", style, first=_INDENT)


def _marks(run: FetchRun) -> tuple[tuple[str, bool], ...]:
    return (
        ("FIRST RUN", run.first_run),
        ("LAST RUN KEPT", run.failed and not run.last_run.saved),
    )


def _beneath(outcome: Outcome, run: FetchRun, width: int, verbosity: int) -> Iterator[StyledLine]:
    if run.first_run and outcome.window is not None and run.cycle == _first_cycle(outcome):
        hint = f" ({outcome.first_fetch})" if outcome.first_fetch else ""
        text = f"first run asked from {outcome.window.describe()}{hint}"
        yield from wrapped(text, width, _INDENT + "  ", "dim", first=_INDENT)
    if run.failed:
        yield from _lost(run, width)
    if verbosity == REQUESTS:
        yield from request_lines(run, width)
    elif verbosity >= TRACE:
        yield from trace_lines(run, width)


def _first_cycle(outcome: Outcome) -> int | None:
    return next((run.cycle for run in outcome.runs if run.first_run), None)


def _lost(run: FetchRun, width: int) -> Iterator[StyledLine]:
    parts = []
    if run.last_run.was_set and not run.last_run.saved:
        asked = change_words(
            type(run.last_run)(run.last_run.before, None, run.last_run.asked, True, False),
            run.at,
            None,
        )
        parts.append(f"asked to save {asked}: not saved")
    if run.dropped:
        count = len(run.dropped)
        parts.append(f"{count} incident{'s' if count != 1 else ''} sent: not created")
    if run.failure and run.failure.line and not run.failure.on_purpose:
        parts.append(f"raised at {run.failure.line}")
    if parts:
        yield from wrapped("; ".join(parts), width, _INDENT + "  ", "dim", first=_INDENT)


# Findings and the last line


def _findings(outcome: Outcome, width: int) -> Iterator[StyledLine]:
    """One line a finding, those of a rule that has many gathered behind the first ones."""
    told: Counter[str] = Counter()
    for finding in outcome.findings:
        if finding.rule == "XF201" and told[finding.rule]:
            told[finding.rule] += 1
            continue
        told[finding.rule] += 1
        if told[finding.rule] > _MOST_FINDINGS:
            continue
        place = f"   {finding.line}" if finding.line else ""
        head = f"{finding.severity:<7}  {finding.rule} {finding.name}  "
        text = f"{finding.message}{place}"
        pieces = list(wrapped(head + text, width, " " * 9, first=""))
        first = plain(pieces[0])
        yield line(Span(first[:7], finding.severity), first[7:])
        yield from pieces[1:]
    for rule, count in told.items():
        most = 1 if rule == "XF201" else _MOST_FINDINGS
        if count > most:
            yield line(Span(f"{'':<9}… and {count - most} more of {rule}", "dim"))


def _summary(outcome: Outcome) -> Iterator[StyledLine]:
    summary = outcome.summary
    parts = [f"{summary.ok} ok, {summary.failed} failed"]
    if summary.skipped:
        parts[0] += f", {summary.skipped} skipped"
    plural = "" if summary.duplicates == 1 else "s"
    parts.append(f"{summary.unique} created, {summary.duplicates} duplicate{plural}")
    missed = "unknown (no scenario)" if summary.missed is None else str(summary.missed)
    parts.append(f"missed: {missed}")
    bad = summary.failed or summary.duplicates or summary.missed
    style = "error" if bad else "good"
    yield line(Span(" | ".join(parts), style))
    if outcome.stop == "interrupted":
        yield line(
            Span(f"interrupted after {summary.cycles} of {outcome.clock.cycles} cycles", "warning")
        )
    elif outcome.stop != "complete":
        cycles = f"{summary.cycles} of {outcome.clock.cycles} cycles"
        yield line(Span(f"stopped after {cycles}: nothing answered", "warning"))
