"""SARIF 2.1.0: findings at the lines of the integration, for code scanning in a pull request."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from ..judging.finding import ERROR, INFO, WARNING, Finding
from ..judging.outcome import Outcome
from ..judging.rules import RULES, Rule
from ..printable import printable, printable_json
from ..record.entries import Json
from ..version import xfetch_version

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
# Stands in the place of a rule's code where a scenario could not be run.
NOT_RUN = "scenario-not-run"
_PRECISIONS = {"certain": "very-high", "likely": "high", "possible": "medium"}
_LEVELS = {ERROR: "error", WARNING: "warning", INFO: "note"}


def render(outcome: Outcome) -> Iterator[str]:
    """One document."""
    yield from document_of(results_of(outcome))


def results_of(outcome: Outcome) -> list[Mapping[str, Json]]:
    """The findings of one run, as SARIF results."""
    return [_result(outcome, item) for item in outcome.findings]


def not_run(location: str, why: str) -> Mapping[str, Json]:
    """The result that says that the scenario in the file ``location`` could not be run, and why."""
    return {
        "ruleId": NOT_RUN,
        "level": "error",
        "message": {"text": printable(f"cannot be run: {why}")},
        "locations": [_location(location, 1)],
        "partialFingerprints": {"xfetch/v1": f"{location}:{NOT_RUN}:1"},
    }


def document_of(results: Sequence[Mapping[str, Json]]) -> Iterator[str]:
    """The SARIF document that holds these results; they may come from several runs."""
    run = {
        "tool": {
            "driver": {
                "name": "xfetch",
                "semanticVersion": xfetch_version(),
                "rules": [_descriptor(rule) for rule in RULES],
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
        "help": {
            "text": f"{rule.meaning} Source: {rule.source}. xfetch rules {rule.code} explains."
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"precision": _PRECISIONS[rule.confidence]},
    }


def _result(outcome: Outcome, finding: Finding) -> dict[str, Json]:
    number = finding.line.number if finding.line else 1
    integration = outcome.dossier.integration
    uri = integration.location or integration.path
    result: dict[str, Json] = {
        "ruleId": finding.rule,
        "ruleIndex": [rule.code for rule in RULES].index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": printable(finding.message)},
        "locations": [_location(uri, number)],
        "partialFingerprints": {"xfetch/v1": f"{integration.id}:{finding.rule}:{number}"},
    }
    if finding.cycle is not None:
        result["properties"] = {"cycle": finding.cycle}
    return result


def _location(uri: str, number: int) -> Json:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": uri.replace(" ", "%20")},
            "region": {"startLine": number},
        }
    }
