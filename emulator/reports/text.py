"""The text report, as styled lines: the run, Fetch History, the findings, the counts."""

from __future__ import annotations

from collections.abc import Iterator

from ..judging.outcome import Outcome
from ..judging.value_words import counted
from ..record.fetch_run import CRASHED, TIMEOUT
from ..settings.settings import EVENTS_COMMANDS
from ..settings.units import format_duration
from .advice import after_replies, answers, missing_secrets, no_parameters
from .headline import created_words, failed_words
from .shown import asides, shown_findings
from .styled import NORMAL, QUIET, REQUESTS, UNBOUNDED, Span, StyledLine, line, plain, wrapped
from .table import table_lines
from .verdict_rows import verdict_words

_REFUSED = (
    "network: this system refuses a private one; subprocesses and native clients reach the real one"
    " (--isolation strict refuses to run then)"
)
_INLINE = "network: not private with --isolation inline; subprocesses and native clients reach the real one"
_GAVE_OUT = (CRASHED, TIMEOUT, "ModuleNotFoundError", "ImportError", "MemoryError")


def render(outcome: Outcome, width: int = UNBOUNDED) -> Iterator[str]:
    """The report as plain text, line by line."""
    for styled in report_lines(outcome, width):
        yield plain(styled) + "\n"


def report_lines(
    outcome: Outcome, width: int = UNBOUNDED, verbosity: int = NORMAL
) -> Iterator[StyledLine]:
    """The whole report, wrapped to ``width`` columns.

    ``verbosity`` is QUIET (only findings and counts), NORMAL, REQUESTS (also each cycle's requests) or TRACE
    (everything that each cycle did, in order).
    """
    if verbosity > QUIET:
        yield from _head(outcome, width)
        yield from table_lines(outcome, width, verbosity)
    yield from _findings(outcome, width, verbosity)
    if outcome.judgement.identity.is_in_none:
        identity = outcome.judgement.identity
        what = f"warning  --id-field {identity.path} is in no {identity.noun}:"
        what += " duplicates and missed events cannot be told by it"
        yield from wrapped(what, width, " " * 9, "warning", first="")
    if outcome.dossier.attempts:
        yield from answers(outcome, width)
    elif outcome.dossier.setting.unset_secrets and _never_asked(outcome):
        yield from missing_secrets(outcome, width)
    elif _without_parameters(outcome) and _never_asked(outcome) and not _gave_out(outcome):
        yield from no_parameters(outcome, width)
    if outcome.verdicts is not None and len(outcome.verdicts):
        yield from wrapped(verdict_words(outcome.verdicts), width, "  ", "", first="")
    yield from _summary(outcome, width)
    yield from _expected(outcome, width)
    yield from after_replies(outcome, width)


def _expected(outcome: Outcome, width: int) -> Iterator[StyledLine]:
    """Whether the run is what its scenario expects, and each difference."""
    if outcome.differs == ():
        yield line(Span("as expected", "good"))
    for difference in outcome.differs or ():
        yield from wrapped(f"not as expected: {difference}", width, "  ", "error", first="")


def _never_asked(outcome: Outcome) -> bool:
    tally = outcome.judgement.tally
    # A finding reports a last run that the code cannot read: no parameter helps against that.
    unreadable = any(item.rule == "XF214" for item in outcome.findings)
    return tally.exchanges == 0 and tally.failed == tally.cycles > 0 and not unreadable


def _without_parameters(outcome: Outcome) -> bool:
    return not outcome.dossier.integration.manifest.get("parameters")


def _gave_out(outcome: Outcome) -> bool:
    """Whether its process died or a module is missing, against which no parameter helps."""
    first = next((run.failure for run in outcome.runs if run.failure), None)
    return first is not None and first.first_type in _GAVE_OUT


def _head(outcome: Outcome, width: int) -> Iterator[StyledLine]:
    dossier = outcome.dossier
    clock, setting, command = dossier.clock, dossier.setting, dossier.integration.command
    count = counted(clock.cycles, "cycle")
    drained = outcome.judgement.tally.cycles - clock.cycles
    count += f" and {drained} to drain" if drained > 0 else ""
    schedule = f"{count}, every {format_duration(clock.interval_s)}"
    zone = "UTC" if clock.tz == "UTC" else f"UTC (TZ={clock.tz})"
    what = f"{dossier.integration.name}  {command}"
    when = f"{schedule} from {clock.start:%Y-%m-%d %H:%M} {zone}"
    yield from wrapped(f"{what}  {when}", width, "  ", "strong", first="")
    facts = [f"identity: {outcome.judgement.identity.describe()}"] if any(_sent(outcome)) else []
    if setting.filled:
        facts.append(f"filled in: {', '.join(setting.filled)}")
    facts.append(f"vendor: {setting.vendor}")
    if setting.common_server:
        facts.append(f"CommonServerPython: {setting.common_server}")
    # The usual platform of incidents is not mentioned.
    if setting.platform and (setting.platform != "xsoar-6" or command in EVENTS_COMMANDS):
        facts.append(f"platform: {setting.platform}")
    if setting.command_by:
        facts.append(f"command: {setting.command_by}")
    facts.extend(f"assumed: {name}={value}" for name, value in sorted(setting.assumptions.items()))
    yield from _packed(facts, width)
    if line := open_network(outcome):
        yield from wrapped(line, width, "  ", "warning", first="")


def open_network(outcome: Outcome) -> str:
    """Where native clients and subprocesses reach the real network although the user did not ask for it: a
    line that says so and why. Empty everywhere else."""
    shut_in = outcome.dossier.setting.shut_in
    if shut_in is None:
        return "" if outcome.dossier.clock.live else _INLINE
    return "" if shut_in else _REFUSED


def _sent(outcome: Outcome) -> Iterator[bool]:
    return (bool(run.incidents or run.dropped) for run in outcome.runs)


def _packed(facts: list[str], width: int) -> Iterator[StyledLine]:
    """Several facts on a line, as many as fit into ``width`` columns."""
    row = ""
    for fact in facts:
        joined = f"{row}    {fact}" if row else fact
        if row and len(joined) > width:
            yield from wrapped(row, width, "  ", "dim", first="")
            joined = fact
        row = joined
    if row:
        yield from wrapped(row, width, "  ", "dim", first="")


# Findings and the last line


def _findings(outcome: Outcome, width: int, verbosity: int) -> Iterator[StyledLine]:
    """The findings, one for each cause, and the names of the infos that are left out."""
    everything = verbosity >= REQUESTS
    shown = shown_findings(outcome, everything)
    for finding in shown:
        place = outcome.dossier.integration.place(finding.line) if finding.line else ""
        head = f"{finding.severity:<7}  {finding.rule} {finding.name}  "
        pieces = list(wrapped(head + finding.message, width, " " * 9, first="", place=place))
        first = plain(pieces[0])
        yield line(Span(first[:7], finding.severity), first[7:])
        yield from pieces[1:]
    aside = {} if everything else asides(outcome)
    if aside and verbosity > QUIET:
        names = ", ".join(f"{code} {name}" for code, name in aside.items())
        yield from wrapped(f"info     also {names}   (-v)", width, " " * 9, "dim", first="")


def _summary(outcome: Outcome, width: int) -> Iterator[StyledLine]:
    summary = outcome.summary
    parts = [f"{summary.ok} ok, {failed_words(outcome)}"]
    if summary.skipped:
        parts[0] += f", {summary.skipped} skipped"
    parts.append(f"{created_words(outcome)}, {counted(summary.duplicates, 'duplicate')}")
    known = outcome.verdicts is not None or outcome.never_reached
    why = outcome.unproven if known else "no scenario"
    missed = f"unknown ({why})" if summary.missed is None else str(summary.missed)
    parts.append(f"missed: {missed}")
    if outcome.blocked:
        parts.append(f"blocked: {outcome.blocked}")
    bad = summary.failed or summary.duplicates or summary.missed or outcome.blocked
    style = "error" if bad else "good"
    yield line(Span(" | ".join(parts), style))
    cycles = f"{summary.cycles} of {outcome.dossier.clock.cycles} cycles"
    if outcome.stop == "interrupted":
        yield line(Span(f"interrupted after {cycles}", "warning"))
    elif outcome.stop != "complete":
        why = "nothing answered" if outcome.stop == "not answered" else outcome.stop
        yield from wrapped(f"stopped after {cycles}: {why}", width, "  ", "warning", first="")
