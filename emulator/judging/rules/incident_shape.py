"""XF1xx: rules about the fields of an incident. Each reports its first case and counts the others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ...record.entries import Json, Line
from ...record.fetch_run import FetchRun
from ...record.json_text import from_json
from ...record.times import as_instant
from ..finding import ERROR, INFO, WARNING, Finding
from ..identity import Duplicate
from ..run_facts import RunFacts
from ..verdict.event_verdict import EventVerdict
from .incidents import FETCH_INCIDENTS, SENDERS
from .rule import Fold, Rule, line_of

_ISO_8601 = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d+)?)?\s?(Z|[+-]\d\d:?\d\d)?)?")
_ZONED = re.compile(r"(Z|[+-]\d\d:?\d\d)$")
_SEVERITIES = (0, 0.5, 1, 2, 3, 4)
_FUTURE = timedelta(minutes=5)


@dataclass
class _Seen:
    """The first wrong incident, and how many there were."""

    cycle: int
    line: Line | None
    what: str
    label: str
    count: int = 1


class _Shape(Fold):
    """Checks every incident that ``fetch-incidents`` created."""

    def __init__(self, rule: Rule, facts: RunFacts) -> None:
        super().__init__(rule, facts)
        self._first: _Seen | None = None
        self._looks = facts.command == FETCH_INCIDENTS

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        for incident in run.incidents if self._looks else ():
            what = self.wrong(incident, run.pulled_at)
            if not what:
                continue
            if self._first is None:
                line, label = line_of(run, *SENDERS), self.facts.identity.label(incident)
                self._first = _Seen(run.cycle, line, what, label)
            else:
                self._first.count += 1
        return iter(())

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        first = self._first
        if first is not None:
            more = f" (and {first.count - 1} more)" if first.count > 1 else ""
            yield self.finding(
                first.cycle,
                f"{first.label}: {first.what}{more}",
                first.line,
                incident=first.label,
                count=first.count,
            )

    def wrong(self, incident: Mapping[str, Any], at: datetime) -> str:
        """Return what is wrong with an incident that was fetched ``at``; empty where nothing is."""
        raise NotImplementedError


class _NameMissing(_Shape):
    def wrong(self, incident: Mapping[str, Any], at: datetime) -> str:
        name = incident.get("name")
        if isinstance(name, str) and name.strip():
            return ""
        return "it has no name" if name in (None, "") else f"its name is {_shown(name)}, not a text"


class _OccurredMissing(_Shape):
    def wrong(self, incident: Mapping[str, Any], at: datetime) -> str:
        return "it has no occurred" if incident.get("occurred") in (None, "") else ""


class _OccurredMalformed(_Shape):
    def wrong(self, incident: Mapping[str, Any], at: datetime) -> str:
        occurred = incident.get("occurred")
        if occurred in (None, ""):
            return ""
        good = isinstance(occurred, str) and _ISO_8601.fullmatch(occurred.strip())
        return "" if good else f"occurred is {_shown(occurred)}, not an ISO 8601 time"


class _OccurredNaive(_Shape):
    def wrong(self, incident: Mapping[str, Any], at: datetime) -> str:
        occurred = incident.get("occurred")
        if not isinstance(occurred, str) or not _ISO_8601.fullmatch(occurred.strip()):
            return ""
        return "" if _ZONED.search(occurred) else f"occurred is {occurred}, without a time zone"


class _OccurredInFuture(_Shape):
    def wrong(self, incident: Mapping[str, Any], at: datetime) -> str:
        occurred = incident.get("occurred")
        instant = as_instant(occurred) if isinstance(occurred, str) else None
        if instant is None or instant <= at + _FUTURE:
            return ""
        return f"occurred is {occurred}, later than the fetch itself ({at:%Y-%m-%d %H:%M:%S})"


class _RawMissing(_Shape):
    def wrong(self, incident: Mapping[str, Any], at: datetime) -> str:
        return "it has no rawJSON" if incident.get("rawJSON") in (None, "") else ""


class _RawNotString(_Shape):
    def wrong(self, incident: Mapping[str, Any], at: datetime) -> str:
        raw = incident.get("rawJSON")
        if raw is None or isinstance(raw, str):
            return ""
        return f"rawJSON is {_kind(raw)}, not a string"


class _RawNotJson(_Shape):
    def wrong(self, incident: Mapping[str, Any], at: datetime) -> str:
        raw = incident.get("rawJSON")
        if not isinstance(raw, str) or not raw:
            return ""
        try:
            json.loads(raw)
        except (ValueError, RecursionError):
            return "rawJSON is not JSON; write it with json.dumps, not with str"
        try:
            from_json(raw)
        except ValueError as error:
            return f"rawJSON is not JSON: {error} (json.dumps writes it, but the server cannot read it)"
        return ""


class _MirrorIdMissing(_Shape):
    def wrong(self, incident: Mapping[str, Any], at: datetime) -> str:
        missing = incident.get("dbotMirrorId") in (None, "")
        return "it has no dbotMirrorId, so Fetch History shows no Source ID" if missing else ""


class _MirrorIdNotString(_Shape):
    def wrong(self, incident: Mapping[str, Any], at: datetime) -> str:
        value = incident.get("dbotMirrorId")
        if value is None or isinstance(value, str):
            return ""
        return f"dbotMirrorId is {_kind(value)}, not a string"


class _Severity(_Shape):
    def wrong(self, incident: Mapping[str, Any], at: datetime) -> str:
        value = incident.get("severity")
        if value is None or (not isinstance(value, bool) and value in _SEVERITIES):
            return ""
        return f"severity is {_shown(value)}, not one of 0, 0.5, 1, 2, 3, 4"


class _Labels(_Shape):
    def wrong(self, incident: Mapping[str, Any], at: datetime) -> str:
        labels = incident.get("labels")
        if labels is None:
            return ""
        good = isinstance(labels, list) and all(
            isinstance(label, dict) and {"type", "value"} <= label.keys() for label in labels
        )
        return "" if good else 'labels are not a list of {"type": …, "value": …}'


class _CustomFields(_Shape):
    def wrong(self, incident: Mapping[str, Any], at: datetime) -> str:
        fields = incident.get("CustomFields")
        if fields is None or isinstance(fields, dict):
            return ""
        return f"CustomFields is {_kind(fields)}, not a dictionary"


def _kind(value: Json) -> str:
    return {"dict": "a dictionary", "list": "a list", "int": "a number", "float": "a number"}.get(
        type(value).__name__, f"a {type(value).__name__}"
    )


def _shown(value: Json) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:39]}…"


_DOCUMENTED = "documented: the fields of an incident"

NAME_MISSING = Rule(
    "XF104", "name-missing", WARNING, "An incident has no name.", _DOCUMENTED, _NameMissing
)
OCCURRED_MISSING = Rule(
    "XF105",
    "occurred-missing",
    INFO,
    "An incident has no occurred, so the server uses the time of the fetch.",
    "documented, contradicting itself: “must contain”, then “optional”",
    _OccurredMissing,
)
OCCURRED_MALFORMED = Rule(
    "XF106",
    "occurred-malformed",
    ERROR,
    "occurred is not an ISO 8601 time.",
    _DOCUMENTED,
    _OccurredMalformed,
)
OCCURRED_NAIVE = Rule(
    "XF107",
    "occurred-naive",
    INFO,
    "occurred has no time zone, so the server has to guess one.",
    "documented: ISO 8601 with a zone in every example",
    _OccurredNaive,
)
OCCURRED_IN_FUTURE = Rule(
    "XF108",
    "occurred-in-future",
    WARNING,
    "occurred is later than the fetch: a wrong unit, or a local time marked as UTC.",
    "reported: content PRs 41496, 39234",
    _OccurredInFuture,
    confidence="likely",
)
RAW_MISSING = Rule(
    "XF109",
    "rawjson-missing",
    WARNING,
    "An incident has no rawJSON, so the mapper has nothing to map.",
    _DOCUMENTED,
    _RawMissing,
)
RAW_NOT_STRING = Rule(
    "XF110",
    "rawjson-not-string",
    ERROR,
    "rawJSON is not a string.",
    _DOCUMENTED,
    _RawNotString,
)
RAW_NOT_JSON = Rule(
    "XF111", "rawjson-not-json", WARNING, "rawJSON is not JSON.", _DOCUMENTED, _RawNotJson
)
MIRROR_ID_MISSING = Rule(
    "XF112",
    "mirror-id-missing",
    INFO,
    "An incident has no dbotMirrorId, so Fetch History shows no Source ID.",
    "documented: recommended",
    _MirrorIdMissing,
)
MIRROR_ID_NOT_STRING = Rule(
    "XF113",
    "mirror-id-not-string",
    WARNING,
    "dbotMirrorId is not a string.",
    _DOCUMENTED,
    _MirrorIdNotString,
)
SEVERITY = Rule(
    "XF114",
    "severity-wrong",
    WARNING,
    "severity is not one of the platform's values.",
    _DOCUMENTED,
    _Severity,
)
LABELS = Rule(
    "XF115",
    "labels-wrong",
    WARNING,
    "labels is not a list of type and value.",
    _DOCUMENTED,
    _Labels,
)
CUSTOM_FIELDS = Rule(
    "XF116",
    "custom-fields-wrong",
    WARNING,
    "CustomFields is not a dictionary.",
    _DOCUMENTED,
    _CustomFields,
)
SHAPES = (
    NAME_MISSING,
    OCCURRED_MISSING,
    OCCURRED_MALFORMED,
    OCCURRED_NAIVE,
    OCCURRED_IN_FUTURE,
    RAW_MISSING,
    RAW_NOT_STRING,
    RAW_NOT_JSON,
    MIRROR_ID_MISSING,
    MIRROR_ID_NOT_STRING,
    SEVERITY,
    LABELS,
    CUSTOM_FIELDS,
)
