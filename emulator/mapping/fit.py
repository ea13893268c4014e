"""Compares a mapper and a classifier with the incidents of a run: what they read, and what the incidents
have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..record.entries import Json
from ..record.fetch_run import FetchRun
from ..record.incident import Incident, raw_event
from ..record.json_path import is_empty, text_of
from .change import changed
from .pack import EVERY_TYPE, Classifier, PackMapping, Source
from .path import values_at


@dataclass(frozen=True)
class SectionFit:
    """One section of the mapper, against the incidents that it applies to.

    ``incidents`` is their number, ``fields`` the number of the section's fields. ``absent`` maps each mapped
    path that no incident had to the fields that it feeds; ``empty`` are the fields whose path exists and
    never holds a value; ``unread`` counts the fields whose source is code or text.
    """

    incident_type: str
    incidents: int
    absent: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    empty: tuple[str, ...] = ()
    fields: int = 0
    unread: int = 0


@dataclass(frozen=True)
class Fit:
    """What the pack's mapper and classifier make of a run's incidents.

    ``unmatched_keys`` are the classifier's keys that no incident had. ``unknown_values`` maps the values for
    which the classifier has no key to their number of incidents. ``classified`` is False where xfetch cannot
    tell the classifier's value, since it is code, or changed in a way that xfetch does not know. ``typed`` is
    False where no incident has a type. In both cases each section is compared with all incidents.
    """

    incidents: int
    sections: tuple[SectionFit, ...]
    unmatched_keys: tuple[str, ...] = ()
    unknown_values: Mapping[str, int] = field(default_factory=dict)
    classified: bool = True
    typed: bool = True


def fit_of(found: PackMapping, runs: Iterable[FetchRun], usual_type: str = "") -> Fit:
    """Compare the mapper and the classifier with the incidents of ``runs``. ``usual_type`` is the incident
    type of the instance, for incidents that have none: neither one of their own nor one from the classifier.
    If no incident has a type, each section is compared with all incidents.
    """
    incidents = [incident for run in runs for incident in run.incidents]
    events = [raw_event(incident) for incident in incidents]
    classifier = found.classifier
    source = None if classifier is None else classifier.source
    classified = source is None or bool(source.path and source.changes is not None)
    seen: Counter[str] = Counter()
    types = [usual_type] * len(events)
    if classifier is not None and source is None:
        types = [classifier.default or usual_type] * len(events)
    elif classifier is not None and source is not None and classified:
        keys = [_first(event, source) for event in events]
        seen = Counter(keys)
        types = [classifier.types.get(key, classifier.default or usual_type) for key in keys]
    types = [_own_type(one) or kind for one, kind in zip(incidents, types, strict=True)]
    sections = []
    typed = any(types)
    if found.mapper is not None:
        known = classified and typed
        for kind, sources in found.mapper.sections.items():
            mine = [
                event
                for event, own in zip(events, types, strict=True)
                if not known or kind in (EVERY_TYPE, own)
            ]
            sections.append(_section(kind, sources, mine))
    return Fit(
        len(events),
        tuple(sections),
        tuple(key for key in classifier.types if key not in seen)
        if classifier is not None and classified
        else (),
        _unknown(classifier, seen),
        classified,
        typed,
    )


def _section(kind: str, sources: Mapping[str, Source], events: list[Json]) -> SectionFit:
    absent: dict[str, list[str]] = {}
    empty: list[str] = []
    for name, source in sources.items() if events else ():
        if not source.path:
            continue
        values = [value for event in events for value in values_at(event, source.path)]
        if not values:
            absent.setdefault(source.path, []).append(name)
        elif all(map(is_empty, values)):
            empty.append(name)
    return SectionFit(
        kind,
        len(events),
        {path: tuple(names) for path, names in absent.items()},
        tuple(empty),
        len(sources),
        sum(not source.path for source in sources.values()),
    )


def _unknown(classifier: Classifier | None, seen: Counter[str]) -> dict[str, int]:
    if classifier is None:
        return {}
    return {key: count for key, count in seen.most_common() if key not in classifier.types}


def _first(event: Json, source: Source) -> str:
    value = next(iter(values_at(event, source.path)), None)
    return "" if is_empty(value) else changed(text_of(value), source.changes or ())


def _own_type(incident: Incident) -> str:
    own = incident.get("type")
    return own if isinstance(own, str) else ""
