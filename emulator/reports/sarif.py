"""The report as SARIF 2.1.0, for code scanning in a pull request: findings at the lines of the
integration.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from shlex import join
from urllib.parse import quote

from ..judging.diagnosis.vocabulary import KINDS
from ..judging.finding import ERROR, INFO, WARNING, Finding
from ..judging.outcome import Outcome
from ..judging.rules import RULES, Rule
from ..judging.rules.page import page_text
from ..printable import printable, printable_json
from ..record.entries import Json
from ..version import xfetch_version
from .fingerprint import fingerprints
from .headline import told_lines
from .markdown import escaped

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
# Stands in the place of a rule's code where a scenario could not be run.
NOT_RUN = "scenario-not-run"
_NOT_RUN_RULE: Mapping[str, Json] = {
    "id": NOT_RUN,
    "name": "ScenarioNotRun",
    "shortDescription": {"text": "A scenario could not be run."},
    "fullDescription": {
        "text": "A scenario could not be run: the scenario or the integration cannot be read or loaded."
    },
    "help": {"text": "The message says what is wrong, where, and what to do."},
    "defaultConfiguration": {"level": "error"},
}
# What happened at a line of the story, by its role.
_RELATED = {
    "asked": "the request comes from here",
    "moved": "the position was made or saved here",
    "guard": "ids were compared here",
    "lost": "ids were dropped here",
    "used": "the same value is used here",
    "seen": "the rule saw it here",
}
_PRECISIONS = {"certain": "very-high", "likely": "high", "possible": "medium"}
_FINGERPRINT = "xfetch/v2"
_MOST_EVENTS = 100
_LEVELS = {ERROR: "error", WARNING: "warning", INFO: "note"}


def render(outcome: Outcome) -> Iterator[str]:
    """Yield one SARIF document."""
    yield from document_of(results_of(outcome))


def results_of(outcome: Outcome) -> list[Mapping[str, Json]]:
    """Return the findings of one run, as SARIF results."""
    results = []
    for finding, mark in zip(outcome.findings, fingerprints(outcome), strict=True):
        result = _result(outcome, finding)
        result["partialFingerprints"] = {_FINGERPRINT: mark}
        results.append(result)
    return [*results]


def suppressed(result: Mapping[str, Json], known: Collection[str]) -> Mapping[str, Json]:
    """Return the result, marked as suppressed where it is known: its fingerprint is one of a baseline's, or
    it says that a scenario could not be run and a baseline knows that.
    """
    prints = result["partialFingerprints"]
    assert isinstance(prints, Mapping)
    is_known = bool(known) and (result["ruleId"] == NOT_RUN or prints[_FINGERPRINT] in known)
    why: Json = {"kind": "external", "justification": "known: in the baseline"}
    return {**result, "suppressions": [why] if is_known else []}


def not_run(location: str, why: str) -> Mapping[str, Json]:
    """Return the SARIF result that says that the scenario in the file ``location`` could not be run, and
    why.
    """
    return {
        "ruleId": NOT_RUN,
        "ruleIndex": len(RULES),
        "level": "error",
        "message": {"text": printable(f"cannot be run: {why}")},
        "locations": [_location(location, 1)],
        "partialFingerprints": {_FINGERPRINT: f"{location}:{NOT_RUN}"},
    }


def document_of(results: Sequence[Mapping[str, Json]]) -> Iterator[str]:
    """Yield the pieces of the SARIF document with these results, which may come from several runs."""
    run = {
        "tool": {
            "driver": {
                "name": "xfetch",
                "semanticVersion": xfetch_version(),
                "rules": [*map(_descriptor, RULES), _NOT_RUN_RULE],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": list(results),
    }
    text = json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1)
    yield printable_json(text) + "\n"


def _descriptor(rule: Rule) -> Json:
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.meaning},
        "fullDescription": {"text": f"{rule.meaning} Source: {rule.source}."},
        "help": {
            "text": f"{rule.meaning} What to do: {rule.remedy}. xfetch explain {rule.code} says more.",
            "markdown": f"**{rule.remedy}**\n\n{page_text(rule).strip()}\n",
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"precision": _PRECISIONS[rule.confidence]},
    }


def _result(outcome: Outcome, finding: Finding) -> dict[str, Json]:
    integration, line = outcome.dossier.integration, finding.line
    uri = integration.file_of(line) if line else integration.location or integration.path
    properties: dict[str, Json] = {
        "confidence": finding.confidence,
        "count": finding.count,
        "events": list(finding.events[:_MOST_EVENTS]),
        "cycles": list(finding.cycles[:_MOST_EVENTS]),
    }
    if reproduce := outcome.command_for(finding):
        properties["reproduce"] = join(reproduce)
    if finding.cause is not None:
        properties["cause"] = finding.cause.code
    if finding.cycle is not None:
        properties["cycle"] = finding.cycle
    result: dict[str, Json] = {
        "ruleId": finding.rule,
        "ruleIndex": [rule.code for rule in RULES].index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": _message(outcome, finding),
        "locations": [_location(uri, line.number if line else 1)],
        "properties": properties,
    }
    others: list[Json] = [
        _location(integration.file_of(other), other.number, _RELATED.get(what, what))
        for what, other in finding.places
        if other != line
    ]
    if others:
        result["relatedLocations"] = others
    return result


def _message(outcome: Outcome, finding: Finding) -> dict[str, Json]:
    """Return what the finding says, why, and what to do. If its cause is known, a Markdown version with
    the page that explains the cause is added.
    """
    text = printable("\n".join(told_lines(outcome, finding, "What to do: ")))
    kind = KINDS.get(finding.cause.code) if finding.cause else None
    if kind is None:
        return {"text": text}
    return {"text": text, "markdown": f"{escaped(text)}\n\n{kind.page}"}


def _location(uri: str, number: int, message: str = "") -> dict[str, Json]:
    said: dict[str, Json] = {"message": {"text": message}} if message else {}
    return {
        **said,
        "physicalLocation": {
            "artifactLocation": {"uri": quote(uri, safe="/", errors="surrogateescape")},
            "region": {"startLine": number},
        },
    }
