"""Which incidents are the same event, and which were therefore created twice.

An incident is a JSON dict as sent: ``name``, ``occurred``, ``rawJSON`` (a string) and so on. The
order in which an identity is looked for: ``--id-field``, the vendor's ground truth,
``dbotMirrorId``, a field of rawJSON that looks like an id, the whole rawJSON, the whole incident.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from .record import Json

Incident = Mapping[str, Any]


def _word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ID_WORDS = frozenset({"id", "uuid", "guid", "uid", "key"})
_EVENTS = _word_set(
    "action activity alarm alert anomaly breach bug case detection email entry event finding "
    "incident investigation issue item log mail message notable notification observation "
    "offense record report signal sys threat ticket violation vulnerability"
)
# Ids of things that many events share: an event's user is no name for the event.
_SHARED = _word_set(
    "access account actor agent api app application asset assigned assignee author board by "
    "category channel class client cloud company computer config connector contact correlation "
    "creator customer cve data device domain endpoint engine feed folder group host index "
    "initiator integration kb license linked location machine network object org organisation "
    "organization owner parent partner pattern person policy previous principal priority "
    "private process product project provider public queue recipient region related reporter "
    "resource role root rule schema secret sender sensor service session severity signature "
    "site source status subscription tactic target team technique template tenant thread type "
    "user vendor version workflow zone"
)
_ANOTHER = _word_set("linked parent previous related root")
_WRAPPERS = _word_set(
    "attributes body content data details fields meta metadata node payload properties result "
    "source"
)
_DEEPEST = 4
_LABEL_CHARS = 40
IN_NO_INCIDENT = "--id-field, in no incident"


@dataclass(frozen=True)
class Identity:
    """How an incident is told from another one.

    ``path`` is dotted (``a.b``, ``a.0.b``), empty for a whole; ``in_raw`` and ``in_incident`` say
    where it is looked up, in this order; ``reason`` stands in brackets behind the path.
    """

    path: str
    in_raw: bool
    in_incident: bool
    reason: str = ""

    def describe(self) -> str:
        """``rawJSON.alert_id (guessed)``, ``dbotMirrorId``, ``rawJSON (whole)``."""
        root = "rawJSON" if self.in_raw else "" if self.path else "incident"
        name = ".".join(part for part in (root, self.path) if part)
        return f"{name} ({self.reason})" if self.reason else name

    def of(self, incident: Incident) -> str:
        """The incident's key: the field's value as text, else its whole content as canonical JSON.

        A scalar value comes out as it is (``103``), so that it compares with a vendor's ids.
        """
        value = self._value(incident)
        return canonical(incident_content(incident)) if value is None else _text(value)

    def label(self, incident: Incident) -> str:
        """The incident in a few words for a report: ``alert 103``, ``103``, ``"its name"``."""
        value = self._value(incident) if self.path else None
        if value is None:
            name = incident.get("name")
            return f'"{_short(_text(name))}"' if name else "an incident without a name"
        noun = _noun(self.path)
        return f"{noun} {_short(_text(value))}" if noun else _short(_text(value))

    def _value(self, incident: Incident) -> Json:
        value = None
        if self.in_raw:
            raw = raw_event(incident)
            value = resolve(raw, self.path) if self.path else raw
        if _is_empty(value) and self.in_incident and self.path:
            value = resolve(incident, self.path)
        return None if _is_empty(value) else value


def choose_identity(
    batches: Sequence[Sequence[Incident]],
    id_field: str | None,
    truth_ids: frozenset[str] | None,
) -> Identity:
    """The identity that fits the batches given: one list of incidents a cycle, as sent.

    It looks at nothing but these batches. A long run chooses once, from the batches it has by then
    (the more the better: a batch of one proves no field unique), and keeps the choice. Incidents
    that come later and lack the field are told apart by their whole content.
    """
    incidents = [incident for batch in batches for incident in batch]
    if id_field:
        return _asked_for(id_field, incidents)
    if truth_ids and (known := _from_truth(incidents, truth_ids)):
        return known
    if incidents and all(incident.get("dbotMirrorId") for incident in incidents):
        return Identity("dbotMirrorId", in_raw=False, in_incident=True)
    if path := guessed_path(batches):
        return Identity(path, in_raw=True, in_incident=False, reason="guessed")
    has_raw = any(not _is_empty(raw_event(incident)) for incident in incidents)
    return Identity("", in_raw=has_raw, in_incident=not has_raw, reason="whole")


@dataclass(frozen=True)
class Duplicate:
    """An incident created although the same event had been created before.

    Cycles count as the caller counts them, indexes from 0 within a cycle's incidents; ``identity``
    is the key, ``label`` the words for a report.
    """

    cycle: int
    index: int
    first_cycle: int
    first_index: int
    identity: str
    label: str


class CreatedEvents:
    """Which events were created so far; grows by a 16-byte digest and a number an event."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self._first: dict[bytes, int] = {}

    def add(self, cycle: int, incidents: Sequence[Incident]) -> list[Duplicate]:
        """Takes a cycle's created incidents; answers those that had been created before."""
        found = []
        for index, incident in enumerate(incidents):
            key = self._identity.of(incident)
            digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()
            # Cycle and index share one int: a tuple would double what a long run keeps in memory.
            here = cycle << 32 | index
            first = self._first.setdefault(digest, here)
            if first != here:
                label = self._identity.label(incident)
                found.append(Duplicate(cycle, index, first >> 32, first & 0xFFFFFFFF, key, label))
        return found


def find_duplicates(
    batches_by_cycle: Iterable[tuple[int, Sequence[Incident]]], identity: Identity
) -> Iterator[Duplicate]:
    """Duplicates in the same batch or of an earlier cycle, in order; takes one batch at a time."""
    created = CreatedEvents(identity)
    for cycle, incidents in batches_by_cycle:
        yield from created.add(cycle, incidents)


def raw_event(incident: Incident) -> Json:
    """What ``rawJSON`` holds: parsed, the text itself if it is no JSON, None without any."""
    raw = incident.get("rawJSON")
    if not isinstance(raw, str):
        return raw
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return raw


def incident_content(incident: Incident) -> Json:
    """The incident with rawJSON parsed, so that the order of its keys does not matter."""
    return {**incident, "rawJSON": raw_event(incident)} if "rawJSON" in incident else dict(incident)


def resolve(value: Json, path: str) -> Json:
    """The value at a dotted path (``a.b``, ``a.0.b``) or None; keys themselves may hold dots."""
    if not path:
        return value
    if isinstance(value, Mapping):
        if path in value:
            return value[path]
        parts = path.split(".")
        for cut in range(1, len(parts)):
            head = ".".join(parts[:cut])
            if head in value:
                found = resolve(value[head], ".".join(parts[cut:]))
                if found is not None:
                    return found
    elif isinstance(value, list):
        head, _, rest = path.partition(".")
        if head.isdecimal() and int(head) < len(value):
            return resolve(value[int(head)], rest)
    return None


def canonical(value: Json) -> str:
    """One text for equal JSON values."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _asked_for(id_field: str, incidents: Sequence[Incident]) -> Identity:
    # The report shows rawJSON.alert_id, and people type what they read.
    path = id_field.removeprefix("rawJSON.")
    raw_has = any(not _is_empty(resolve(raw_event(one), path)) for one in incidents)
    if raw_has or not incidents:
        return Identity(path, in_raw=True, in_incident=True, reason="--id-field")
    if any(not _is_empty(resolve(one, path)) for one in incidents):
        return Identity(path, in_raw=False, in_incident=True, reason="--id-field")
    return Identity(path, in_raw=True, in_incident=True, reason=IN_NO_INCIDENT)


def _from_truth(incidents: Sequence[Incident], truth_ids: frozenset[str]) -> Identity | None:
    """The path whose values are the vendor's ids in at least half of the incidents.

    Small numbers match by accident (a severity of 2 is no id), so among paths that match as often
    the one with more different values wins, then the better name.
    """
    for in_raw in (True, False):
        values: dict[str, list[str]] = {}
        for incident in incidents:
            root = raw_event(incident) if in_raw else {**incident, "rawJSON": None}
            for path, value in _scalars(root):
                if _text(value) in truth_ids:
                    values.setdefault(path, []).append(_text(value))
        paths = [path for path, hits in values.items() if 2 * len(hits) >= len(incidents)]
        if paths:
            best = min(
                paths,
                key=lambda path: (-len(values[path]), -len(set(values[path])), *_rank(path)),
            )
            return Identity(best, in_raw=in_raw, in_incident=not in_raw, reason="ground truth")
    return None


def guessed_path(batches: Sequence[Sequence[Incident]]) -> str:
    """The best-named path that every event has and no two different events of a batch share."""
    events = [_different_events(batch) for batch in batches]
    flat = [[_named_ids(event) for event in batch] for batch in events if batch]
    if not flat:
        return ""
    common = set.intersection(*(set(ids) for batch in flat for ids in batch))
    fit = [path for path in common if _is_unique(path, flat)]
    return min(fit, key=_rank, default="")


def _different_events(batch: Sequence[Incident]) -> list[Json]:
    """A batch without exact copies: the same event sent twice says nothing against its id."""
    return list({canonical(raw): raw for raw in map(raw_event, batch)}.values())


def _named_ids(event: Json) -> dict[str, str]:
    return {
        path: _text(value)
        for path, value in _scalars(event)
        if isinstance(value, (str, int)) and not isinstance(value, bool) and _name_score(path)
    }


def _is_unique(path: str, flat: Sequence[Sequence[Mapping[str, str]]]) -> bool:
    if any(len({ids[path] for ids in batch}) < len(batch) for batch in flat):
        return False
    # Batches of one prove nothing: an unknown *_id must then differ between most of them.
    total = sum(len(batch) for batch in flat)
    different = len({ids[path] for batch in flat for ids in batch})
    return _name_score(path) > 1 or 2 * different > total or total == 1


def _scalars(value: Json, prefix: str = "", depth: int = 1) -> Iterator[tuple[str, Json]]:
    """Every non-empty scalar below ``value``, by path, not through lists: a place is no name."""
    if not isinstance(value, Mapping) or depth > _DEEPEST:
        return
    for key, inner in value.items():
        path = f"{prefix}{key}"
        if isinstance(inner, Mapping):
            yield from _scalars(inner, f"{path}.", depth + 1)
        elif not isinstance(inner, list) and not _is_empty(inner):
            yield path, inner


def _rank(path: str) -> tuple[int, int, str]:
    return path.count("."), -_name_score(path), path.lower()


@lru_cache(maxsize=4096)
def _name_score(path: str) -> int:
    """3: ``id`` and its like; 2: an event noun's id; 1: another id; 0: none, or a shared one."""
    words = _words(path)
    if not words or words[-1] not in _ID_WORDS:
        return 0
    owners = [word for word in words[:-1] if word not in _WRAPPERS]
    if not owners:
        return 2 if words[-1] == "key" else 3
    if owners[-1] in _EVENTS:
        return 0 if _ANOTHER & set(owners) else 2
    return 0 if owners[-1] in _SHARED or words[-1] == "key" else 1


def _noun(path: str) -> str:
    words = _words(path)
    owner = words[-2] if len(words) > 1 and words[-1] in _ID_WORDS else ""
    return owner if owner in _EVENTS and owner != "sys" else ""


def _words(path: str) -> list[str]:
    """``securityAlertID`` and ``alert.id`` in lower-case words; ``alertid`` falls apart too."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", path)
    words = [word.lower() for word in re.split(r"[^A-Za-z0-9]+", spaced) if word]
    if words:
        glued = re.fullmatch(r"(\w+?)(uuid|guid|id)", words[-1])
        if glued and glued[1] in _EVENTS | _SHARED:
            words[-1:] = [glued[1], glued[2]]
    return words


def _text(value: Json) -> str:
    return value if isinstance(value, str) else canonical(value)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LABEL_CHARS else line[: _LABEL_CHARS - 1] + "…"


def _is_empty(value: Json) -> bool:
    return value is None or value == "" or value == {} or value == []
