"""Groups failed cycles by their error, for the terminal."""

from __future__ import annotations

from dataclasses import dataclass

from ...judging.finding import INFO, Finding
from ...judging.outcome import Outcome
from ...judging.value_words import counted, cycles_words
from ...record.entries import Line
from ...record.fetch_run import FetchRun, LastRunChange
from ..last_run_words import change_words

_MOST_KINDS = 20
_BY_FAULT = " (a fault of the scenario)"


@dataclass(frozen=True)
class FailedAlike:
    """All cycles that failed with the same message, for the same cause, at the same line.

    ``first`` is the first of these fetches; ``noun`` is what the integration sends: incident or event.
    """

    cycles: tuple[int, ...]
    first: FetchRun
    noun: str

    @property
    def on_purpose(self) -> bool:
        return self.first.failure is not None and self.first.failure.on_purpose

    @property
    def title(self) -> str:
        """The cycles and the error: ``cycles 5-10: KeyError: 'catastrophic'``."""
        asked = self.on_purpose and not self._reason.startswith("failed on purpose")
        return f"{cycles_words(self.cycles)}: {self._reason}{_BY_FAULT if asked else ''}"

    @property
    def _reason(self) -> str:
        return " ".join(self.first.message.split()).removeprefix("Error: ")

    @property
    def story(self) -> str:
        """The original exception, if the message does not contain it, and what the server discarded
        because of the failure.
        """
        parts = []
        if (
            self._cause
            and not self.on_purpose
            and self._cause.partition(": ")[2] not in self._reason
        ):
            parts.append(f"because of {self._cause}")
        kept = discarded(self.first, self.noun)
        if kept:
            where = f" in cycle {self.first.cycle}" if len(self.cycles) > 1 else ""
            parts.append(f"discarded{where} because the run failed: {kept}")
        return "; ".join(parts)

    @property
    def line(self) -> Line | None:
        """The line of the integration that raised the original exception; None for a failure on purpose."""
        failure = self.first.failure
        return None if failure is None or failure.on_purpose else failure.first_line

    @property
    def _cause(self) -> str:
        return " ".join(self.first.failure.cause.split()) if self.first.failure else ""

    def told_by(self, finding: Finding) -> bool:
        """Whether the finding tells of this failure: it names the exception, or these cycles and their
        line.
        """
        if finding.severity == INFO:
            return False
        at_its_line = (
            self.line is not None
            and self.line in (finding.line, *(line for _, line in finding.places))
            and set(self.cycles) <= set(finding.cycles)
        )
        return at_its_line or (self._cause or self._reason) in finding.message

    def adds_to(self, finding: Finding) -> bool:
        """Whether the failure tells more than the finding: the exception, or further cycles."""
        told = (self._cause or self._reason) in finding.message
        return not told or not set(self.cycles) <= set(finding.cycles)


def discarded(run: FetchRun, noun: str) -> str:
    """Return what the failed fetch wanted to save and create, in vain: ``since 00:01:00 -> 00:02:00, 3
    incidents``.
    """
    parts = []
    if run.last_run.was_set and not run.last_run.saved:
        wanted = LastRunChange(
            run.last_run.before, None, run.last_run.asked, was_set=True, saved=False
        )
        parts.append(change_words(wanted, run.at, None))
    if run.dropped:
        parts.append(counted(len(run.dropped), noun))
    return ", ".join(parts)


def failed_alike(outcome: Outcome) -> tuple[FailedAlike, ...]:
    """Return the failed cycles, grouped by error, at most 20 groups. Fetches whose request nothing
    answered are left out, because the report says elsewhere how to answer it.
    """
    firsts: dict[tuple[object, ...], FetchRun] = {}
    cycles: dict[tuple[object, ...], list[int]] = {}
    for run in outcome.runs:
        if not run.failed or run.record.attempts:
            continue
        failure = run.failure
        alike = (
            run.status,
            run.message,
            failure and (failure.cause, failure.first_line, failure.on_purpose),
        )
        if alike in firsts or len(firsts) < _MOST_KINDS:
            firsts.setdefault(alike, run)
            cycles.setdefault(alike, []).append(run.cycle)
    noun = outcome.judgement.identity.noun
    return tuple(FailedAlike(tuple(cycles[key]), run, noun) for key, run in firsts.items())
