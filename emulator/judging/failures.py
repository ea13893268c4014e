"""Groups failed fetches by their error and its line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..record.entries import Line
from ..record.fetch_run import CRASHED, TIMEOUT, VENDOR_RESTARTED, FetchRun
from .finding import INFO, Finding
from .value_words import cycles_words

# Times, ids and counts differ from fetch to fetch although the error is the same.
_NUMBER = re.compile(r"\b[0-9a-f]{8}(?:-?[0-9a-f]{4,})*\b|\d+", re.I)
# What `return_error` puts before the text of the exception that was caught.
_WRAPPING = re.compile(r"Failed to execute \S+ command\.?\s*|Error:?\s+", re.I)

# Rules about fetches that the server killed: they do not repeat how the fetch ended.
_KILLED = ("XF403", "XF417")


# As ``generations`` and ``packages`` of the integration write it: what is lacking, and what helps.
_ADVICE = re.compile(
    r" \((`[\w.]+` is not installed here[^()]*|[^()]*CommonServerPython[^()]*(?:\(\)[^()]*)*"
    r"(?:--content DIR|--commonserver (?:PATH|embedded)))\)$"
)


@dataclass(frozen=True)
class FailedAlike:
    """All fetches that failed with the same error at the same line. ``first`` is the first of these
    fetches.
    """

    cycles: tuple[int, ...]
    first: FetchRun

    @property
    def message(self) -> str:
        """The error message of the first of these fetches."""
        return self.first.message

    @property
    def cause(self) -> str:
        """The exception from which the error arose; empty where the message contains it already."""
        raised = self._raised
        return "" if raised in self.message else raised

    @property
    def line(self) -> Line | None:
        """The line of the integration that raised the exception; None for a failure on purpose."""
        failure = self.first.failure
        return None if failure is None or failure.on_purpose else failure.first_line

    @property
    def values(self) -> str:
        """The values that the failing expression had, as text; empty for a failure on purpose."""
        failure = self.first.failure
        if failure is None or failure.on_purpose:
            return ""
        return ", ".join(map(str, failure.values))

    @property
    def on_purpose(self) -> bool:
        """Whether an option or a fault of the scenario made the fetches fail."""
        return self.first.failure is not None and self.first.failure.on_purpose

    @property
    def raised_nothing(self) -> bool:
        """Whether no exception ended the fetches: their process was killed, or it died."""
        return self.first.status in (TIMEOUT, CRASHED)

    @property
    def reason(self) -> str:
        """The error in one line, such as ``KeyError: 'severity'``.

        It is the error message. If the message only repeats the text of the exception behind it after words
        such as ``Failed to execute … command``, it is that exception with its type. A failure on purpose
        always keeps its message.
        """
        text = _one_line(self.message).removeprefix("Error: ")
        text = text.removesuffix(f"; {VENDOR_RESTARTED}")
        raised = _one_line(self._raised)
        own = _WRAPPING.sub("", text)
        wrapped = raised and own and own in raised
        return raised if wrapped and not self.on_purpose else text

    def words(self) -> str:
        """Return the cycles and their error: ``cycle 3: …`` or ``cycles 5–10, the same error 6 times: …``."""
        again = f", the same error {len(self.cycles)} times" if len(self.cycles) > 1 else ""
        return f"{cycles_words(self.cycles)}{again}: {_one_line(self.message)}"

    def told_by(self, finding: Finding) -> bool:
        """Whether the finding tells of this failure: it names the exception, or these cycles and their
        line; or it is about fetches that the server killed, these among them. An info never does.
        """
        if finding.severity == INFO:
            return False
        at_its_line = (
            self.line is not None
            and self.line in (finding.line, *(line for _, line in finding.places))
            and set(self.cycles) <= set(finding.cycles)
        )
        killed = (
            self.raised_nothing
            and finding.rule in _KILLED
            and set(self.cycles) <= set(finding.cycles)
        )
        return at_its_line or killed or self._tells in finding.message

    def adds_to(self, finding: Finding) -> bool:
        """Whether the failure tells more than the finding: the exception, or further cycles."""
        return self._tells not in finding.message or not set(self.cycles) <= set(finding.cycles)

    @property
    def _tells(self) -> str:
        return _one_line(self._raised) or _one_line(self.message).removeprefix("Error: ")

    @property
    def _raised(self) -> str:
        return self.first.failure.cause if self.first.failure else ""


def failed_alike(runs: Iterable[FetchRun]) -> tuple[FailedAlike, ...]:
    """Return the failed fetches, grouped by error and line, in the order of the first cycle of each group."""
    first: dict[object, FetchRun] = {}
    cycles: dict[object, list[int]] = {}
    for run in runs:
        if run.failed:
            key = _alike(run)
            first.setdefault(key, run)
            cycles.setdefault(key, []).append(run.cycle)
    return tuple(FailedAlike(tuple(cycles[key]), run) for key, run in first.items())


def _alike(run: FetchRun) -> object:
    failure = run.failure
    cause = _NUMBER.sub("0", failure.cause) if failure else ""
    line = failure.first_line if failure else None
    on_purpose = bool(failure and failure.on_purpose)
    return run.status, _NUMBER.sub("0", run.message), cause, line, on_purpose


def _one_line(text: str) -> str:
    return " ".join(text.split())


def advice_of(message: str) -> str:
    """Return the advice at the end of an error message that another environment would not raise: one with a
    missing library, or with a CommonServerPython of another generation. Empty without one.
    """
    found = _ADVICE.search(message)
    return found[1] if found is not None else ""


def of_library(advice: str) -> bool:
    """Whether advice that ``advice_of`` returned is about a missing library, and not about
    CommonServerPython.
    """
    return "is not installed here" in advice


def remedy_in(advice: str) -> str:
    """Return the last part of advice that ``advice_of`` returned: what to do."""
    return advice.rpartition("; ")[2]
