"""A run in one line, a finding in one line, and other short texts that several reports show."""

from __future__ import annotations

from collections.abc import Iterator

from ..judging.failures import failed_alike
from ..judging.finding import ERROR, Finding
from ..judging.guessed import unconfirmed
from ..judging.identity import EVENT
from ..judging.intake.indicators import Indicators
from ..judging.outcome import Outcome
from ..judging.value_words import counted
from ..record.delivery import assets_taken
from ..record.fetch_run import FetchRun

PASSED, FAILED, NOT_PROVEN = "PASSED", "FAILED", "NOT PROVEN"
NOT_ANSWERED, INTERRUPTED = "NOT ANSWERED", "INTERRUPTED"
_BY_EXIT_CODE = {1: FAILED, 4: NOT_ANSWERED, 130: INTERRUPTED}
# What stands for the product where the run had none of its own.
_REAL_PRODUCT, _NO_VENDOR = "the real product", "none"


def verdict_word(outcome: Outcome) -> str:
    """Return the verdict on the run, in one word that agrees with its exit code.

    1 is FAILED, 4 is NOT ANSWERED, 130 is INTERRUPTED. 0 is PASSED, or NOT PROVEN if the run cannot show that
    the integration is right: no fetch ended well, none created anything, or a guess about the product is not
    confirmed. A run that is as its scenario expects is PASSED in any case.

    With 1 and 4, a run that needs something, and has no error beside it, is NOT PROVEN; so is one that is
    clean with an alternative to a guess.
    """
    code = outcome.exit_code()
    if code in (1, 4) and outcome.differs is None and _by_a_guess(outcome):
        return NOT_PROVEN
    if code:
        return _BY_EXIT_CODE[code]
    expected = outcome.differs is not None
    weak = outcome.unproven or _created_nothing(outcome) or unconfirmed(outcome.guesses)
    return NOT_PROVEN if weak and not expected else PASSED


def _by_a_guess(outcome: Outcome) -> bool:
    """Whether what is wrong in the run may be caused by what xfetch guessed or left empty, and not by the
    integration.
    """
    if outcome.needs:
        return outcome.worst() != ERROR
    return any(
        one.better for guessed in outcome.guesses if guessed.decides for one in guessed.tried
    )


def _created_nothing(outcome: Outcome) -> bool:
    return any(finding.rule == "XF401" for finding in outcome.findings)


def verdict_counts(outcome: Outcome) -> tuple[str, ...]:
    """Return the counts of the verdict line: ``19 cycles``, ``37 created``, ``15 duplicates``, ``3
    missed``, ``3 failed``. Skipped cycles and blocked events are counted last, if there are any.
    """
    summary = outcome.summary
    counts = [
        counted(summary.cycles, "cycle"),
        created_words(outcome),
        counted(summary.duplicates, "duplicate"),
    ]
    if summary.missed is not None:
        counts.append(f"{summary.missed} missed")
    elif not outcome.blocked:
        # Blocked events are neither missed nor not: a fetch that works would create them.
        counts.append(_missed_unknown(outcome))
    counts.append(failed_words(outcome))
    if summary.skipped:
        counts.append(f"{summary.skipped} skipped")
    if outcome.blocked:
        counts.append(f"{outcome.blocked} blocked")
    return tuple(counts)


def verdict_phrase(outcome: Outcome) -> str:
    """Return the verdict, and whether the run is as its scenario expects: ``PASSED as expected``."""
    word = verdict_word(outcome)
    if outcome.differs is None:
        return word
    return f"{word}, not as expected" if outcome.differs else f"{word} as expected"


def headline(outcome: Outcome) -> str:
    """Return the run in one line: ``FAILED: 5 cycles, 9 created, 0 duplicates, 1 missed, 0 failed``."""
    return f"{verdict_phrase(outcome)}: {', '.join(verdict_counts(outcome))}"


def created_words(outcome: Outcome) -> str:
    """Return the number of created incidents or events: ``9 created``, ``6 events created``; and of the
    assets of collectors: ``120 assets in 2 snapshots``. For a feed return the numbers of its indicators:
    ``5 indicators created, 2 updated, 0 unchanged``.
    """
    count = outcome.summary.unique
    events = outcome.judgement.identity.noun == EVENT
    created = f"{counted(count, EVENT) if events else count} created"
    fed = outcome.judgement.indicators
    if fed is not None:
        kept = f", {fed.kept} kept" if fed.kept else ""
        again = f", {fed.updated} updated, {fed.unchanged} unchanged{kept}{_expired(fed)}"
        return f"{counted(fed.created, 'indicator')} created{again}"
    snapshots = outcome.judgement.snapshots
    if not snapshots:
        return created
    assets = counted(sum(one.stored for one in snapshots), "asset")
    words = f"{assets} in {counted(len(snapshots), 'snapshot')}"
    return f"{created}, {words}" if count else words


def _expired(fed: Indicators) -> str:
    """Return how many indicators of a feed expired, how many of them wrongly, and how many should have
    expired and never did.
    """
    falsely = f" ({fed.falsely_expired} falsely)" if fed.falsely_expired else ""
    words = f", {fed.expired} expired{falsely}" if fed.expired else ""
    return f"{words}, {fed.never_expired} never expired" if fed.never_expired else words


def failed_words(outcome: Outcome) -> str:
    """Return the number of failed cycles: ``2 failed``, or ``2 failed (1 on purpose)`` if an option or a
    fault of the scenario caused one of them, or ``0 failed (1 error caught)`` if a cycle could not send
    its incidents and its code went on.
    """
    tally = outcome.judgement.tally
    asked = tally.failed - tally.unasked_failures
    more = [f"{asked} on purpose"] if asked else []
    more += [f"{counted(tally.caught, 'error')} caught"] if tally.caught else []
    return f"{tally.failed} failed ({', '.join(more)})" if more else f"{tally.failed} failed"


def _missed_unknown(outcome: Outcome) -> str:
    return f"missed: unknown ({why_missed_is_unknown(outcome)})"


def why_missed_is_unknown(outcome: Outcome) -> str:
    """Return why it is unknown which events were missed: what the run lacks, or what its simulated product
    lacks.
    """
    if outcome.verdicts is not None or outcome.never_reached:
        return outcome.unproven
    vendor = outcome.dossier.setting.vendor
    if outcome.dossier.facts.canned:
        return "a reply lists no events"
    if vendor == _REAL_PRODUCT:
        return "the real product does not list its events"
    return "no product" if vendor == _NO_VENDOR else f"{vendor} has no events()"


def one_line(finding: Finding) -> str:
    """Return a finding in one line: ``XF101 duplicate-incident: event 7 created twice: cycles 1, 2``."""
    return f"{finding.rule} {finding.name}: {finding.message}"


def told_lines(outcome: Outcome, finding: Finding, do: str = "do: ") -> Iterator[str]:
    """Yield the lines about a finding: what it says, its cause, the deciding line with its values, and
    what to do.
    """
    yield finding.message
    if finding.cause is not None and finding.why:
        yield finding.why
        source = outcome.decided(finding)
        if source:
            values = finding.cause.places[0].words
            yield f"{finding.line}: {source}" + (f"   {values}" if values else "")
    if finding.remedy:
        yield f"{do}{finding.remedy}"


def located(outcome: Outcome, finding: Finding) -> str:
    """Return the finding in one line, with the line of the integration that it names."""
    if finding.line is None:
        return one_line(finding)
    return f"{one_line(finding)}   {outcome.dossier.integration.place(finding.line)}"


def unasked_failures(outcome: Outcome) -> list[str]:
    """Return a line for each failed cycle, except those that an option or a fault of the scenario made
    fail.
    """
    return [group.words() for group in failed_alike(outcome.runs) if not group.on_purpose]


def new_words(outcome: Outcome, run: FetchRun) -> str:
    """Return how many incidents a fetch created for the first time, as text; ``-`` if it did not end well
    and created none.

    Events that a failed fetch delivered before it failed stay delivered, so they are counted.
    """
    count = new_in(outcome, run)
    return "-" if not run.incidents and not count and run.status != "ok" else str(count)


def all_new(outcome: Outcome) -> int:
    """Return how many incidents, events or indicators the run created, with the assets that it sent."""
    judgement = outcome.judgement
    indicators = judgement.indicators.created if judgement.indicators is not None else 0
    return outcome.summary.unique + indicators + sum(one.stored for one in judgement.snapshots)


def new_in(outcome: Outcome, run: FetchRun) -> int:
    """Return how many incidents, events or indicators a fetch created for the first time, plus the number of
    assets that the intake took from it.
    """
    created = len(run.incidents) - outcome.judgement.duplicates.get(run.cycle, 0)
    fed = outcome.judgement.indicators
    if fed is not None:
        created += fed.created_in.get(run.cycle, 0)
    return created + (assets_taken(run.record) if outcome.judgement.snapshots else 0)
