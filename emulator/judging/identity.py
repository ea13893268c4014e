"""Decides which incidents are the same event, and finds duplicates.

An incident is the dictionary that the integration sent: ``name``, ``occurred``, ``rawJSON`` (a string) and so
on; its event is the parsed ``rawJSON``. An events collector sends events directly. The field by which
incidents are compared (the identity) is the first that fits of: ``--id-field``; a field that holds the
product's ids; ``dbotMirrorId`` (incidents only); a field of the event that looks like an id; the complete
event; the complete incident.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b

from ..record.entries import Json
from ..record.id_guess import guessed_path, known_ids, known_paths, noun_of
from ..record.incident import Incident, incident_content, raw_event, sent_event
from ..record.json_path import canonical, is_empty, resolve, text_of

INCIDENT, EVENT = "incident", "event"
_TYPE_KEY = "source_log_type"
_LABEL_CHARS = 40


@dataclass(frozen=True)
class Identity:
    """The field by which two incidents are compared.

    ``path`` is dotted (``a.b``, ``a.0.b``), empty where complete events are compared;
    ``in_raw`` and ``in_incident`` say where to look for the path: in ``rawJSON``, then in the incident;
    ``reason`` says why this field was chosen, for ``describe``;
    ``noun`` says what the integration sends: incident or event;
    ``stamps`` are keys that hold the time of the fetch: they are ignored when complete events are compared;
    ``type_key`` is the key of the event's type, where events of different types may share an id;
    ``is_in_none`` marks an ``--id-field`` that no incident has;
    ``paths`` are the paths in the order in which to look, where events of several lists have their ids under
    several, and ``known`` the ids of the product's events, by which the right one is found.
    """

    path: str
    in_raw: bool
    in_incident: bool
    reason: str = ""
    noun: str = INCIDENT
    stamps: frozenset[str] = frozenset()
    type_key: str = ""
    is_in_none: bool = False
    paths: tuple[str, ...] = ()
    known: frozenset[str] = field(default=frozenset(), repr=False)

    def describe(self) -> str:
        """Return the field and the reason for its choice, such as ``rawJSON.alert_id (guessed)``,
        ``dbotMirrorId`` or ``event (whole)``.
        """
        if self.noun == EVENT:
            name = self.path or EVENT
        else:
            root = "rawJSON" if self.in_raw else "" if self.path else INCIDENT
            name = ".".join(part for part in (root, self.path) if part)
        name = " or ".join((name, *(path for path in self.paths if path != self.path)))
        if self.type_key:
            name += f" and {self.type_key}"
        reason = self.reason
        if self.stamps and not self.path:
            reason += f", without {', '.join(sorted(self.stamps))}"
        return f"{name} ({reason})" if reason else name

    def of(self, incident: Incident) -> str:
        """Return the key by which an incident is compared: the value of the field as text, without quotes
        (``103``). With a ``type_key``, the event's type precedes it (``login:103``). An incident
        without the field gets its complete JSON, in canonical form.
        """
        value = self._value(incident)
        if value is None:
            return canonical(incident_content(incident))
        if self.type_key:
            return f"{text_of(resolve(self._event(incident), self.type_key))}:{text_of(value)}"
        return text_of(value)

    def asked_id(self, key: str) -> str:
        """Return the event's id as the product's answers write it; ``key`` is a key that ``of`` returned."""
        return key.partition(":")[2] if self.type_key else key

    def label(self, incident: Incident) -> str:
        """Return a short name of the incident for a report: ``alert 103``, ``103`` or ``"its name"``."""
        value = self._value(incident) if self.path else None
        if value is not None:
            noun = noun_of(self._path_in(incident)) or (EVENT if self.noun == EVENT else "")
            return f"{noun} {_short(text_of(value))}".lstrip()
        if self.noun == EVENT:
            return "an event without an id"
        name = incident.get("name")
        return f'"{_short(text_of(name))}"' if name else "an incident without a name"

    def id_of(self, incident: Incident) -> str:
        """Return the id of the incident's event; empty if the event has none, and where complete events
        are compared.
        """
        return self.of(incident) if self.path and self._value(incident) is not None else ""

    def _value(self, incident: Incident) -> Json:
        value, path = None, self._path_in(incident)
        if self.in_raw:
            event = self._event(incident)
            value = resolve(event, path) if path else _without(event, self.stamps)
        if is_empty(value) and self.in_incident and path:
            value = resolve(incident, path)
        return None if is_empty(value) else value

    def _path_in(self, incident: Incident) -> str:
        """Return the path under which this incident has its id."""
        if self.paths:
            root = self._event(incident) if self.in_raw else incident
            for path in self.paths:
                if text_of(resolve(root, path)) in self.known:
                    return path
        return self.path

    def _event(self, incident: Incident) -> Json:
        return sent_event(incident) if self.noun == EVENT else raw_event(incident)


def choose_identity(
    batches: Sequence[Sequence[Incident]],
    id_field: str | None,
    truth_ids: frozenset[str] | None,
    *,
    noun: str = INCIDENT,
    stamps: frozenset[str] = frozenset(),
) -> Identity:
    """Choose the field by which incidents are compared, from the incidents of the first cycles.

    ``id_field`` is the user's ``--id-field``; ``truth_ids`` are the ids of the product's events, None where
    they are unknown. A run makes this choice once. Later incidents without the field are compared as a whole.
    Cycles with several incidents help: one incident alone cannot show that a field is unique.
    """
    incidents = [incident for batch in batches for incident in batch]
    if id_field:
        return replace(_asked_for(id_field, incidents, noun), noun=noun)
    if truth_ids and (known := _from_truth(incidents, truth_ids, noun)):
        return replace(known, noun=noun)
    if noun == INCIDENT and incidents and all(one.get("dbotMirrorId") for one in incidents):
        return Identity("dbotMirrorId", in_raw=False, in_incident=True)
    read = sent_event if noun == EVENT else raw_event
    events = [[_without(read(one), stamps) for one in batch] for batch in batches]
    # Where the product's ids are known, the type is not needed.
    typed = noun == EVENT and not truth_ids and _has_types(events)
    type_key = _TYPE_KEY if typed else ""
    if path := guessed_path(events, type_key=type_key):
        return Identity(path, True, False, "guessed", noun, type_key=type_key)
    has_raw = any(not is_empty(event) for batch in events for event in batch)
    return Identity("", has_raw, not has_raw, "whole", noun, stamps if has_raw else frozenset())


@dataclass(frozen=True)
class Duplicate:
    """An incident whose event was created before.

    ``cycle`` and ``index`` (from 0 within the cycle's incidents) locate this incident; ``first_cycle`` is
    the cycle that created the event first. ``identity`` is the key by which they are equal; ``label`` is a
    short name for a report; ``event`` is the id, or the label for an event without an id.
    """

    cycle: int
    index: int
    first_cycle: int
    identity: str
    label: str
    event: str = ""


class CreatedEvents:
    """The events that were created so far, to recognise duplicates. It keeps 16 bytes and one integer per
    event.
    """

    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self._first: dict[bytes, int] = {}
        self._forgotten = range(0)

    def forget(self, cycles: range) -> None:
        """Count each event of these cycles as new the next time it comes: the server has lost the state that
        was saved after them.
        """
        self._forgotten = cycles

    def add(self, cycle: int, incidents: Sequence[Incident]) -> list[Duplicate]:
        """Add the incidents of a cycle; return the duplicates, those whose events were created before."""
        found = []
        for index, incident in enumerate(incidents):
            key = self._identity.of(incident)
            digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()
            first = self._first.get(digest)
            if first is None or first in self._forgotten:
                self._first[digest] = cycle
                continue
            label = self._identity.label(incident)
            event = self._identity.id_of(incident) or label
            found.append(Duplicate(cycle, index, first, key, label, event))
        return found


def _without(event: Json, stamps: frozenset[str]) -> Json:
    if stamps and isinstance(event, Mapping):
        return {key: value for key, value in event.items() if key not in stamps}
    return event


def _has_types(events: Sequence[Sequence[Json]]) -> bool:
    """Whether every event has a value under the type's key, and there are at least two values."""
    types = {
        text_of(event.get(_TYPE_KEY)) if isinstance(event, Mapping) else "null"
        for batch in events
        for event in batch
    }
    return len(types) > 1 and "null" not in types


def _asked_for(id_field: str, incidents: Sequence[Incident], noun: str) -> Identity:
    # Reports show rawJSON.alert_id, so users may type it like that.
    path = id_field.removeprefix("rawJSON.")
    read = sent_event if noun == EVENT else raw_event
    raw_has = any(not is_empty(resolve(read(one), path)) for one in incidents)
    if raw_has or not incidents:
        return Identity(path, in_raw=True, in_incident=True, reason="--id-field")
    if any(not is_empty(resolve(one, path)) for one in incidents):
        return Identity(path, in_raw=False, in_incident=True, reason="--id-field")
    return Identity(path, True, True, f"--id-field, in no {noun}", is_in_none=True)


def _from_truth(
    incidents: Sequence[Incident], truth_ids: frozenset[str], noun: str
) -> Identity | None:
    """Return the identity whose paths hold ids of the product's events in at least half of the incidents;
    None without one. Paths in the incident itself win over paths in ``rawJSON`` only where they find more
    ids.
    """
    best: Identity | None = None
    most = 0
    for in_raw in (True, False) if noun == INCIDENT else (True,):
        rows = [known_ids(one, truth_ids) for one in _different(incidents, noun, in_raw)]
        paths = known_paths(rows)
        count = sum(any(path in row.ids for path in paths) for row in rows)
        if count > most:
            most = count
            main = max(paths, key=lambda path: sum(path in row.ids for row in rows))
            best = Identity(main, in_raw=in_raw, in_incident=not in_raw, reason="ground truth")
            if len(paths) > 1:
                best = replace(best, paths=paths, known=truth_ids)
        if most == len(incidents):
            break
    return best


def _different(incidents: Sequence[Incident], noun: str, in_raw: bool) -> Iterator[Json]:
    """Yield the part of each incident in which its id may be. Equal parts come once: a host that every
    snapshot repeats counts as one host.
    """
    seen: set[str] = set()
    for incident in incidents:
        if noun == EVENT:
            root = sent_event(incident)
        else:
            root = raw_event(incident) if in_raw else {**incident, "rawJSON": None}
        text = canonical(root)
        if text not in seen:
            seen.add(text)
            yield root


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LABEL_CHARS else line[: _LABEL_CHARS - 1] + "…"
