"""The findings for the page, and the lines of the integration around those that they name, each once."""

from __future__ import annotations

from ...judging.finding import Finding
from ...judging.outcome import Outcome
from ...judging.rules import RULES
from ...judging.rules.page import page_text
from ...judging.rules.rule import Rule
from ...record.entries import Json

_BY_CODE = {rule.code: rule for rule in RULES}


def finding_rows(outcome: Outcome) -> list[Json]:
    """A row for each finding, in the order of the outcome."""
    return [_row(outcome, finding) for finding in outcome.findings]


def rule_rows(outcome: Outcome) -> dict[str, Json]:
    """What the page says of each rule that found something, by the rule's code."""
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
    """The text of each line that the record holds, by ``file:number``."""
    return dict(outcome.source_lines)


def _row(outcome: Outcome, finding: Finding) -> Json:
    line = finding.line
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
        "line": str(line or ""),
        "place": f"{file}:{line.number}" if line else "",
    }
