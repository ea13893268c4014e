"""What a scenario fails for, with a mark by which it is recognised in a later check."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from ..judging.failures import failed_alike
from ..judging.finding import ERROR, WARNING, Finding
from ..judging.outcome import Outcome
from ..record.entries import Json
from ..reports.fingerprint import fingerprint_of, fingerprints, without_numbers

# What stands in the place of a rule's code where no rule found the problem.
EXPECT, CYCLE, STOP, NEEDS, NOT_RUN = "expect", "failed-cycle", "stopped", "needs", "not-run"
# The same message names other folders where the command runs in another one.
_FOLDERS = re.compile(r"[^\s'\"`]*/")
_COUNTED = re.compile(r"\b(0 [a-z]+?)s?\b")


@dataclass(frozen=True)
class Problem:
    """One thing for which a scenario fails.

    ``rule`` is the code of the rule that found it; else ``expect`` (a difference from what the scenario
    expects), ``failed-cycle``, ``stopped`` (the run did not end well), ``needs`` (the run lacks something) or
    ``not-run`` (the scenario could not be run). ``cause`` is the name of its cause, empty where it has none;
    ``title`` says what is wrong on one line; ``place`` is its line, ``file:number``, empty where it has
    none; ``mark`` recognises it: it stays while rule, cause and the code around the line do.
    """

    mark: str
    rule: str
    cause: str
    title: str
    place: str

    def row(self) -> dict[str, Json]:
        """Return the problem as a JSON object."""
        return {
            "rule": self.rule,
            "cause": self.cause,
            "title": self.title,
            "place": self.place,
            "mark": self.mark,
        }

    def words(self) -> str:
        """Return the problem on one line: what is wrong, and where."""
        return f"{self.title}   {self.place}" if self.place else self.title


def problems_of(outcome: Outcome) -> tuple[Problem, ...]:
    """Return all that the run fails for; empty where it does not fail.

    These are, in order: why the run stopped early, each difference from what the scenario expects, each
    finding that is grave enough and whose rule the scenario does not expect, and the failed cycles.
    """
    if not outcome.exit_code():
        return ()
    found = [*_stop(outcome), *_differences(outcome), *_findings(outcome), *_failures(outcome)]
    # An exit code of its own kind, such as a need, must never look as if nothing were wrong.
    return tuple(found) or (_plain(outcome, NEEDS, outcome.needs or "the run fails"),)


def not_run(why: str) -> Problem:
    """Return the problem of a scenario that could not be run; ``why`` is the message."""
    kind = without_numbers(_FOLDERS.sub("", why))
    return Problem(fingerprint_of(NOT_RUN, kind), NOT_RUN, "", why, "")


def without_known(outcome: Outcome, known: Collection[str]) -> Outcome:
    """Return the outcome without the findings and the differences whose marks are known."""
    if not known:
        return outcome
    marks = fingerprints(outcome)
    findings = tuple(
        one for one, mark in zip(outcome.findings, marks, strict=True) if mark not in known
    )
    differs = outcome.differs and tuple(
        one.title for one in _differences(outcome) if one.mark not in known
    )
    judgement = replace(outcome.judgement, findings=findings)
    return replace(outcome, judgement=judgement, differs=differs)


def _findings(outcome: Outcome) -> Iterator[Problem]:
    grave = {ERROR: (ERROR,), WARNING: (ERROR, WARNING)}.get(outcome.fail_on, ())
    for finding, mark in zip(outcome.findings, fingerprints(outcome), strict=True):
        if finding.severity in grave and finding.rule not in outcome.expected_rules:
            place = outcome.dossier.integration.place(finding.line) if finding.line else ""
            title = f"{finding.rule} {finding.name}: {finding.title or finding.message}"
            yield Problem(mark, finding.rule, _cause(finding), title, place)


def _cause(finding: Finding) -> str:
    return finding.cause.code if finding.cause is not None and finding.cause.known else ""


def _differences(outcome: Outcome) -> Iterator[Problem]:
    for one in outcome.differs or ():
        # The events that follow a colon change with the numbers.
        kind = _COUNTED.sub(r"\1", without_numbers(one.partition(": ")[0].partition("; ")[0]))
        yield _plain(outcome, EXPECT, one, kind)


def _failures(outcome: Outcome) -> Iterator[Problem]:
    if outcome.fail_on == "never":
        return
    for group in failed_alike(outcome.runs):
        if not group.on_purpose:
            kind = f"{group.first.status} {without_numbers(group.reason)}"
            place = outcome.dossier.integration.place(group.line) if group.line else ""
            yield replace(_plain(outcome, CYCLE, group.words(), kind), place=place)


def _stop(outcome: Outcome) -> Iterator[Problem]:
    if outcome.stop != "complete":
        yield _plain(outcome, STOP, f"the run stopped: {outcome.stop}")


def _plain(outcome: Outcome, rule: str, title: str, kind: str = "") -> Problem:
    kind = kind or without_numbers(title)
    mark = fingerprint_of(outcome.dossier.integration.id, rule, kind)
    return Problem(mark, rule, "", title, "")
