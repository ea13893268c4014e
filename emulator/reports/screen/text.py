"""The report that the terminal shows, as styled lines: verdict, causes, Fetch History, assumptions, next
steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from ...judging.finding import INFO
from ...judging.outcome import Outcome
from ...judging.value_words import counted
from ...record.fetch_run import CRASHED, TIMEOUT
from ...settings.settings import FETCH_EVENTS, FETCH_INCIDENTS, LONG_RUNNING
from ...settings.units import format_duration
from ..guess_words import needed
from ..headline import verdict_counts, verdict_phrase, verdict_word
from ..shown import asides
from ..verdict_rows import fresh_words, verdict_words
from .advice import answers, missing_secrets, no_parameters
from .cause_text import cause_lines
from .causes import Cause, causes_of
from .next_steps import next_lines
from .provenance import assumed_lines, changed_lines, unconfirmed_lines
from .rooms import ROOMS, WHOLE, Share
from .rows import rows_of
from .snapshots import snapshot_lines
from .styled import (
    BLANK,
    NORMAL,
    QUIET,
    REQUESTS,
    UNBOUNDED,
    Span,
    StyledLine,
    as_many,
    fitted,
    line,
    plain,
    wrapped,
)
from .table import Table, table_of

_GAVE_OUT = (CRASHED, TIMEOUT, "ModuleNotFoundError", "ImportError", "MemoryError")
_STYLES = {"PASSED": "good", "NOT PROVEN": "warning", "INTERRUPTED": "warning"}
_INDENT = " " * 8
_BAD = ("duplicate", "duplicates", "missed", "failed", "blocked")
# One screen, with a line left for the shell's prompt. The rows are chosen for it at every width, so that the
# same rows come out on every terminal. A report that is not that of a command has room for one.
_SCREEN_LINES, _SCREEN_WIDTH = 23, 80
_ANY_COMMAND = ("xfetch", "run", "T" * _SCREEN_WIDTH)
_MOST_DIFFERENCE_LINES = 3


def render(outcome: Outcome, width: int = UNBOUNDED) -> Iterator[str]:
    """Yield the report as plain text, line by line."""
    for styled in report_lines(outcome, width):
        yield plain(styled) + "\n"


def report_lines(
    outcome: Outcome, width: int = UNBOUNDED, verbosity: int = NORMAL, typed: Sequence[str] = ()
) -> Iterator[StyledLine]:
    """Yield the report in lines of ``width`` columns.

    ``verbosity`` is QUIET (only the verdict and the causes), NORMAL, REQUESTS (also each cycle's requests) or
    TRACE (everything that each cycle did, in order). ``typed`` are the words of the user's command, from
    which the advised commands are made.
    """
    causes = causes_of(outcome, everything=verbosity >= REQUESTS)
    on_screen = verbosity == NORMAL and width != UNBOUNDED
    share, most_rows = _share(outcome, causes, typed) if on_screen else (WHOLE, UNBOUNDED)
    yield from _opening(outcome, causes, width, verbosity, share)
    if verbosity > QUIET:
        yield BLANK
        if outcome.judgement.tally.cycles > 1 or not outcome.dossier.attempts or verbosity > NORMAL:
            yield from _schedule(outcome, width)
            yield from _table(outcome, causes, verbosity, most_rows).lines_at(width)
            yield BLANK
            yield from snapshot_lines(outcome, width, everything=verbosity >= REQUESTS)
        yield from _closing(outcome, causes, width, typed, verbosity, share)


def _share(outcome: Outcome, causes: Sequence[Cause], typed: Sequence[str]) -> tuple[Share, int]:
    """Return how many lines of one screen the causes and the advice get, and how many rows the table may
    have.
    """
    schedule = sum(1 for _ in _schedule(outcome, _SCREEN_WIDTH))
    schedule += sum(1 for _ in snapshot_lines(outcome, _SCREEN_WIDTH, everything=False))
    wanted = sum(1 for _ in islice(rows_of(outcome, folded=True), max(one.rows for one in ROOMS)))
    for share in ROOMS:
        opening = sum(1 for _ in _opening(outcome, causes, _SCREEN_WIDTH, NORMAL, share))
        command = typed or _ANY_COMMAND
        advice = _closing(outcome, causes, _SCREEN_WIDTH, command, NORMAL, share)
        # Two blank lines and the head of the table.
        rows = _SCREEN_LINES - opening - schedule - sum(1 for _ in advice) - 3
        if rows >= min(share.rows, wanted):
            break
    return share, max(rows, share.rows)


def _table(outcome: Outcome, causes: Sequence[Cause], verbosity: int, most_rows: int) -> Table:
    numbers: dict[int, list[int]] = {}
    for number, cause in enumerate(causes, 1):
        for cycle in cause.cycles if cause.tells_of_cycles else ():
            numbers.setdefault(cycle, []).append(number)
    return table_of(outcome, numbers, verbosity, most_rows)


def _opening(
    outcome: Outcome, causes: Sequence[Cause], width: int, verbosity: int, share: Share
) -> Iterator[StyledLine]:
    """Yield the lines of the verdict and of the causes."""
    yield from _verdict(outcome, width)
    if verbosity > QUIET and outcome.verdicts is not None and len(outcome.verdicts):
        words = verdict_words(outcome.verdicts, width - len(_INDENT))
        yield from wrapped(words, width, _INDENT, "dim", first=_INDENT)
        fresh = fresh_words(outcome.verdicts)
        # On a full screen the causes need the line.
        if fresh and share.infos and outcome.dossier.integration.command == FETCH_EVENTS:
            yield from wrapped(fresh, width, _INDENT, "dim", first=_INDENT)
    yield from _stopped(outcome, width)
    if outcome.needs:
        yield from wrapped(needed(outcome), width, "    ", "warning", first="")
    for difference in outcome.differs or ():
        most = _MOST_DIFFERENCE_LINES
        for row, text in enumerate(fitted(f"not as expected: {difference}", width - 4, most)):
            yield line(Span(text if row == 0 else f"    {text}", "error"))
    if causes and verbosity > QUIET:
        yield BLANK
    for number, cause in enumerate(causes[: share.causes], 1):
        room = share.first if number == 1 else share.others
        # An info seldom needs a change: its place beside its title is enough.
        room = replace(room, line=0) if cause.kind == INFO and cause.code else room
        yield from cause_lines(cause, number, width, room)
    if len(causes) > share.causes:
        more = counted(len(causes) - share.causes, "more finding")
        yield line(Span(f"    … {more}   (-v)", "dim"))
    aside = {} if verbosity >= REQUESTS else asides(outcome)
    if aside and share.infos and verbosity > QUIET:
        names = [f"{code} {name}" for code, name in aside.items()]
        yield line(Span(f"    info  {as_many(names, width - 10)}", "dim"))
    yield from changed_lines(outcome, width)
    yield from _help(outcome, width)


def _verdict(outcome: Outcome, width: int) -> Iterator[StyledLine]:
    """Yield the line ``FAILED  ThreatDesk   19 cycles   37 created   15 duplicates   3 missed   3
    failed``.
    """
    word = Span(verdict_phrase(outcome), _STYLES.get(verdict_word(outcome), "error"))
    name, counts = outcome.dossier.integration.name, verdict_counts(outcome)
    for gap in ("   ", "  "):
        if len(gap.join((f"{word.text}  {name}", *counts))) <= width:
            yield line(word, "  ", Span(name, "strong"), gap, *_counts(counts, gap))
            return
    yield line(word, "  ", Span(name, "strong"))
    whole = _INDENT + "  ".join(counts)
    gap = "  " if len(_INDENT + "   ".join(counts)) > width >= len(whole) else "   "
    row: list[str] = []
    # A feed's count is longer than a narrow line.
    for count in (piece for one in counts for piece in fitted(one, width - len(_INDENT), 2)):
        if row and len(_INDENT) + len(gap.join((*row, count))) > width:
            yield line(_INDENT, *_counts(row, gap))
            row = []
        row.append(count)
    yield line(_INDENT, *_counts(row, gap))


def _counts(counts: Sequence[str], gap: str) -> Iterator[Span]:
    """Yield the counts of the verdict line; those that show trouble are coloured."""
    for number, count in enumerate(counts):
        bad = count.endswith(_BAD) and not count.startswith("0 ")
        yield Span(gap if number else "")
        yield Span(count, "error" if bad else "strong")


def _stopped(outcome: Outcome, width: int) -> Iterator[StyledLine]:
    """Yield a line that says why the run ended early."""
    cycles = f"{outcome.summary.cycles} of {counted(outcome.dossier.clock.cycles, 'cycle')}"
    if outcome.stop == "interrupted":
        yield line(Span(f"interrupted after {cycles}", "warning"))
    elif outcome.stop not in ("complete", "not answered"):
        yield from wrapped(
            f"stopped after {cycles}: {outcome.stop}", width, "  ", "warning", first=""
        )


def _schedule(outcome: Outcome, width: int) -> Iterator[StyledLine]:
    """Yield the line ``every 1m from 2024-01-01 00:00 UTC: 9 cycles, 3 more until nothing new came``."""
    clock, command = outcome.dossier.clock, outcome.dossier.integration.command
    zone = "UTC" if clock.tz == "UTC" else f"UTC (TZ={clock.tz})"
    name = "" if command == FETCH_INCIDENTS else f"{command} "
    start = f"from {clock.start:%Y-%m-%d %H:%M} {zone}"
    every = format_duration(clock.interval_s)
    if clock.assets_interval_s:
        every += f", fetch-assets every {format_duration(clock.assets_interval_s)},"
    what = f"{name}every {every} {start}"
    if command == LONG_RUNNING:
        what = f"{name}{start}, one cycle a turn of its loop"
    drained = outcome.judgement.tally.cycles - clock.cycles
    more = (
        f": {counted(clock.cycles, 'cycle')}, {drained} more until nothing new came"
        if drained > 0
        else ""
    )
    yield from wrapped(f"{what}{more}", width, "  ", "dim", first="")


def _closing(
    outcome: Outcome,
    causes: Sequence[Cause],
    width: int,
    typed: Sequence[str],
    verbosity: int,
    share: Share,
) -> Iterator[StyledLine]:
    yield from assumed_lines(outcome, width, terse=share.terse)
    yield from unconfirmed_lines(outcome, width)
    if not outcome.dossier.attempts:
        requests = verbosity < REQUESTS
        for advised in next_lines(
            outcome, causes, typed, width, requests=requests, brief=share.brief
        ):
            yield advised
            # One command at least: some stand below the line that says what they are for.
            if share.terse and any(span.style == "strong" for span in advised):
                return


def _help(outcome: Outcome, width: int) -> Iterator[StyledLine]:
    """Yield advice if ``--id-field`` is in no incident, if nothing answered a request, or if the code
    failed before its first request.
    """
    identity = outcome.judgement.identity
    if identity.is_in_none:
        what = f"    warning  --id-field {identity.path} is in no {identity.noun}:"
        what += " it cannot tell duplicates and missed events"
        yield from wrapped(what, width, " " * 13, "warning", first="")
    if outcome.dossier.attempts:
        yield from answers(outcome, width)
    elif outcome.needs:
        return
    elif outcome.dossier.setting.unset_secrets and _never_asked(outcome):
        yield from missing_secrets(outcome, width)
    elif _without_parameters(outcome) and _never_asked(outcome) and not _cannot_run(outcome):
        yield from no_parameters(outcome, width)


def _never_asked(outcome: Outcome) -> bool:
    tally = outcome.judgement.tally
    # A finding reports a last run that the code cannot read: no parameter helps against that.
    unreadable = any(item.rule == "XF214" for item in outcome.findings)
    return tally.exchanges == 0 and tally.failed == tally.cycles > 0 and not unreadable


def _without_parameters(outcome: Outcome) -> bool:
    return not outcome.dossier.integration.manifest.get("parameters")


def _cannot_run(outcome: Outcome) -> bool:
    """Whether the process died or a module is missing. Then advice about parameters would not help."""
    first = next((run.failure for run in outcome.runs if run.failure), None)
    return first is not None and first.first_type in _GAVE_OUT
