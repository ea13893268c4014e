"""XF1xx: rules about the fields of an incident. Each reports the first wrong incident and counts the
others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ...record.entries import Json, Line
from ...record.fetch_run import SENDERS, FetchRun
from ...record.incident import Incident
from ...record.json_text import from_json
from ...record.times import as_instant
from ..finding import CERTAIN, ERROR, INFO, LIKELY, WARNING, Finding
from ..identity import Duplicate
from ..run_facts import RunFacts
from ..verdict.event_verdict import EventVerdict
from .incidents import FETCH_INCIDENTS
from .rule import Case, Fold, Rule, line_of

_ISO_8601 = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d+)?)?\s?(Z|[+-]\d\d:?\d\d)?)?")
_ZONED = re.compile(r"(Z|[+-]\d\d:?\d\d)$")
_SEVERITIES = (0, 0.5, 1, 2, 3, 4)
_FUTURE = timedelta(minutes=5)
_MOST_EVENTS = 1_000


# Returns what is wrong with an incident that was fetched at a time.
_Wrong = Callable[[Incident, datetime], str]


@dataclass
class _Seen:
    """The first wrong incident; of the others their number, their cycles and the first ids."""

    line: Line | None
    what: str
    label: str
    cycles: list[int]
    events: dict[str, None]
    count: int = 0


class _Shape(Fold):
    """Checks every incident that ``fetch-incidents`` created.

    ``wrong`` is a function that gets an incident and the time of its fetch, and returns what is wrong with
    the incident, in words; empty where nothing is wrong.
    """

    def __init__(self, rule: Rule, facts: RunFacts, wrong: _Wrong) -> None:
        super().__init__(rule, facts)
        self._first: _Seen | None = None
        self._looks = facts.command == FETCH_INCIDENTS
        self._wrong = wrong

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        for incident in run.incidents if self._looks else ():
            what = self._wrong(incident, run.pulled_at)
            if not what:
                continue
            identity = self.facts.identity
            if self._first is None:
                line, label = line_of(run, *SENDERS), identity.label(incident)
                self._first = _Seen(line, what, label, [], {})
            seen = self._first
            seen.count += 1
            if seen.cycles[-1:] != [run.cycle]:
                seen.cycles.append(run.cycle)
            if len(seen.events) < _MOST_EVENTS:
                seen.events[identity.id_of(incident) or identity.label(incident)] = None
        return iter(())

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        first = self._first
        if first is not None:
            more = f" (and {first.count - 1} more)" if first.count > 1 else ""
            case = Case(
                "",
                events=tuple(first.events),
                cycles=tuple(first.cycles),
                count=first.count,
            )
            yield self.finding(
                first.cycles[0],
                f"{first.label}: {first.what}{more}",
                first.line,
                case=case,
                incident=first.label,
                count=first.count,
            )


def _name_missing(incident: Incident, at: datetime) -> str:
    name = incident.get("name")
    if isinstance(name, str) and name.strip():
        return ""
    return "it has no name" if name in (None, "") else f"its name is {_shown(name)}, not a text"


def _missing(key: str, harm: str = "") -> _Wrong:
    """Return a check that an incident has a value under ``key``. ``harm`` says what a missing value
    causes; it ends the message.
    """
    return lambda incident, at: f"it has no {key}{harm}" if incident.get(key) in (None, "") else ""


def _not_a(cls: type, words: str, key: str) -> _Wrong:
    """Return a check that the value under ``key``, if there is one, is a ``cls``."""

    def wrong(incident: Incident, at: datetime) -> str:
        value = incident.get(key)
        good = value is None or isinstance(value, cls)
        return "" if good else f"{key} is {_kind(value)}, not {words}"

    return wrong


def _occurred_malformed(incident: Incident, at: datetime) -> str:
    occurred = incident.get("occurred")
    if occurred in (None, ""):
        return ""
    good = isinstance(occurred, str) and _ISO_8601.fullmatch(occurred.strip())
    return "" if good else f"occurred is {_shown(occurred)}, not an ISO 8601 time"


def _occurred_naive(incident: Incident, at: datetime) -> str:
    occurred = incident.get("occurred")
    if not isinstance(occurred, str) or not _ISO_8601.fullmatch(occurred.strip()):
        return ""
    return "" if _ZONED.search(occurred) else f"occurred is {occurred}, without a time zone"


def _occurred_in_future(incident: Incident, at: datetime) -> str:
    occurred = incident.get("occurred")
    instant = as_instant(occurred) if isinstance(occurred, str) else None
    if instant is None or instant <= at + _FUTURE:
        return ""
    return f"occurred is {occurred}, later than the fetch itself ({at:%Y-%m-%d %H:%M:%S})"


def _raw_not_json(incident: Incident, at: datetime) -> str:
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


def _severity_wrong(incident: Incident, at: datetime) -> str:
    value = incident.get("severity")
    if value is None or (not isinstance(value, bool) and value in _SEVERITIES):
        return ""
    return f"severity is {_shown(value)}, not one of 0, 0.5, 1, 2, 3, 4"


def _labels_wrong(incident: Incident, at: datetime) -> str:
    labels = incident.get("labels")
    if labels is None:
        return ""
    good = isinstance(labels, list) and all(
        isinstance(label, dict) and {"type", "value"} <= label.keys() for label in labels
    )
    return "" if good else 'labels are not a list of {"type": …, "value": …}'


def _kind(value: Json) -> str:
    return {"dict": "a dictionary", "list": "a list", "int": "a number", "float": "a number"}.get(
        type(value).__name__, f"a {type(value).__name__}"
    )


def _shown(value: Json) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _rule(
    code: str,
    name: str,
    severity: str,
    meaning: str,
    wrong: _Wrong,
    source: str = "documented: the fields of an incident",
    confidence: str = CERTAIN,
    *,
    remedy: str,
) -> Rule:
    return Rule(
        code,
        name,
        severity,
        meaning,
        source,
        lambda rule, facts: _Shape(rule, facts, wrong),
        confidence=confidence,
        remedy=remedy,
    )


SHAPES = (
    _rule(
        "XF104",
        "name-missing",
        WARNING,
        "An incident has no name.",
        _name_missing,
        remedy="give events without a title a default name",
    ),
    _rule(
        "XF105",
        "occurred-missing",
        INFO,
        "An incident has no occurred, so the server uses the time of the fetch.",
        _missing("occurred"),
        "documented, contradicting itself: “must contain”, then “optional”",
        remedy="set occurred to the event's own time",
    ),
    _rule(
        "XF106",
        "occurred-malformed",
        ERROR,
        "occurred is not an ISO 8601 time.",
        _occurred_malformed,
        remedy="convert the product's time to ISO 8601",
    ),
    _rule(
        "XF107",
        "occurred-naive",
        INFO,
        "occurred has no time zone, so the server has to guess one.",
        _occurred_naive,
        "documented: ISO 8601 with a zone in every example",
        remedy="write Z or the offset at the end of occurred",
    ),
    _rule(
        "XF108",
        "occurred-in-future",
        WARNING,
        "occurred is later than the fetch: a wrong unit, or a local time marked as UTC.",
        _occurred_in_future,
        "reported: content PRs 41496, 39234",
        LIKELY,
        remedy="check the unit and the time zone of the product's time",
    ),
    _rule(
        "XF109",
        "rawjson-missing",
        WARNING,
        "An incident has no rawJSON, so the mapper has nothing to map.",
        _missing("rawJSON"),
        remedy="put the raw event into rawJSON, as JSON text",
    ),
    _rule(
        "XF110",
        "rawjson-not-string",
        ERROR,
        "rawJSON is not a string.",
        _not_a(str, "a string", "rawJSON"),
        remedy="convert the event with json.dumps",
    ),
    _rule(
        "XF111",
        "rawjson-not-json",
        WARNING,
        "rawJSON is not JSON.",
        _raw_not_json,
        remedy="convert the event with json.dumps",
    ),
    _rule(
        "XF112",
        "mirror-id-missing",
        INFO,
        "An incident has no dbotMirrorId, so Fetch History shows no Source ID.",
        _missing("dbotMirrorId", ", so Fetch History shows no Source ID"),
        "documented: recommended",
        remedy="set dbotMirrorId to the product's own id, as a string",
    ),
    _rule(
        "XF113",
        "mirror-id-not-string",
        WARNING,
        "dbotMirrorId is not a string.",
        _not_a(str, "a string", "dbotMirrorId"),
        remedy="convert the id with str",
    ),
    _rule(
        "XF114",
        "severity-wrong",
        WARNING,
        "severity is not one of the platform's values.",
        _severity_wrong,
        remedy="map the product's severities to 0, 0.5, 1, 2, 3, 4",
    ),
    _rule(
        "XF115",
        "labels-wrong",
        WARNING,
        "labels is not a list of type and value.",
        _labels_wrong,
        remedy="write a list of dictionaries with the keys type and value",
    ),
    _rule(
        "XF116",
        "custom-fields-wrong",
        WARNING,
        "CustomFields is not a dictionary.",
        _not_a(dict, "a dictionary", "CustomFields"),
        remedy="write a dictionary",
    ),
)
