"""The data about findings for the HTML page, and the lines of the integration that they name."""

from __future__ import annotations

from shlex import join

from ...judging.cause import Cause
from ...judging.diagnosis.vocabulary import KINDS
from ...judging.finding import Finding
from ...judging.outcome import Outcome
from ...judging.rules import RULES
from ...judging.rules.page import page_text
from ...judging.rules.rule import Rule
from ...record.entries import Json, Line

_BY_CODE = {rule.code: rule for rule in RULES}


def finding_rows(outcome: Outcome) -> list[Json]:
    """Return a row (a JSON object) for each finding, in the order of the outcome."""
    return [_row(outcome, finding) for finding in outcome.findings]


def rule_rows(outcome: Outcome) -> dict[str, Json]:
    """Return what the page says about each rule that found something, by the rule's code."""
    found = dict.fromkeys(finding.rule for finding in outcome.findings)
    return {code: _rule(_BY_CODE[code]) for code in found if code in _BY_CODE}


def _rule(rule: Rule) -> Json:
    sections = {}
    for section in f"\n{page_text(rule)}".split("\n### ")[1:]:
        title, _, text = section.partition("\n")
        sections[title] = text.strip()
    after = sections.get("After", "").partition("```")[2].partition("```")[0]
    return {
        "meaning": rule.meaning,
        "remedy": " ".join(sections.get("Remedy", "").replace("`", "").split()),
        "after": after.partition("\n")[2].rstrip(),
    }


def source_rows(outcome: Outcome) -> dict[str, Json]:
    """Return the text of the lines that the record holds: those that findings and failures name, and their
    neighbours, by ``file:number``.
    """
    return dict(outcome.source_lines)


def _row(outcome: Outcome, finding: Finding) -> Json:
    line = (finding.cause.line if finding.cause else None) or finding.line
    file = outcome.dossier.integration.file_of(line) if line else ""
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "cycle": finding.cycle,
        "cycles": list(finding.cycles),
        "events": list(finding.events),
        "count": finding.count,
        "title": finding.title or finding.message,
        "story": finding.story,
        "message": finding.message,
        "remedy": finding.remedy,
        "line": str(finding.line or ""),
        "cause": _cause(finding.cause) if finding.cause else None,
        "lines": _lines(finding),
        "reproduce": join(outcome.command_for(finding)),
        "place": f"{file}:{line.number}" if line else "",
    }


def _cause(cause: Cause) -> Json:
    return {
        "known": cause.known,
        "code": cause.code,
        "title": KINDS[cause.code].title if cause.code in KINDS else "",
        "because": cause.because,
        "when": cause.when,
        "healthy": cause.healthy,
    }


def _lines(finding: Finding) -> list[Json]:
    """Return the lines of the integration that took part, each with what it did and with the values it had.

    They are the lines of the finding's cause; without a cause, the finding's own line and its other places.
    """
    if finding.cause and finding.cause.places:
        return [
            {
                "line": str(place.line),
                "role": place.role,
                "cycle": place.cycle,
                "text": place.text,
                "values": [[one.name, one.value] for one in place.values],
            }
            for place in finding.cause.places
        ]
    own: list[tuple[str, Line | None]] = [("", finding.line), *finding.places]
    return [{"line": str(line), "role": role} for role, line in own if line is not None]
