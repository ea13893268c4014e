"""Read the worlds of earlier finds, which a search runs first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ..errors import LoadError
from ..record.entries import CheckedJson, Json
from ..request.scenario_file.document import read_document
from ..request.scenario_file.read import read_scenario
from ..request.scenario_file.scenario_file import ScenarioFile
from ..settings.moment import Moment
from ..timeline.listed import Listed
from .dimensions.odd_fields import oddity_of
from .forms import forms_of
from .ground import Ground
from .kept_finds import SUFFIX
from .world import INTO, Change, World, WorldEvent

EARLIER = "an earlier find"


def earlier_worlds(ground: Ground, folder: Path) -> tuple[World, ...]:
    """Return the worlds of the finds in a folder, in the order of their names. Their indexes are -1, -2, …

    Files for another integration, files that hold no world (because their events are generated, for example),
    and files that cannot be read are left out.
    """
    found = (_read(ground, path) for path in sorted(folder.glob(f"*{SUFFIX}")))
    sections = [one for one in found if one is not None]
    return tuple(
        _world(ground, file, document, -number)
        for number, (file, document) in enumerate(sections, 1)
    )


def _read(ground: Ground, path: Path) -> tuple[ScenarioFile, Mapping[str, CheckedJson]] | None:
    try:
        file, document = read_scenario(path), read_document(path).value
    except LoadError:
        return None
    target = ground.request.target.resolve()
    if (
        file.integration is None
        or file.integration.resolve() != target
        or file.product.timeline is None
    ):
        return None
    listed = all(isinstance(one, Listed) for one in file.product.timeline.sources)
    return (file, document) if listed and isinstance(document, dict) else None


def _world(
    ground: Ground, file: ScenarioFile, document: Mapping[str, CheckedJson], index: int
) -> World:
    own, given = ground.request.scenario, ground.document.get("params")
    known = given if isinstance(given, dict) else {}
    start = str(document.get("start", ""))
    interval_s, latency_s, tz = file.run.interval_s, file.run.latency_s, file.run.tz or ""
    api, usual = document.get("api"), ground.document.get("api")
    digits, ids, place = forms_of(api, usual, ground.id_template)
    return World(
        index,
        EARLIER,
        events=tuple(_events(file, document, [kind.fields for kind in ground.kinds])),
        faults=tuple(document.get("faults", ())),
        params={name: value for name, value in file.params.items() if known.get(name) != value},
        start="" if file.run.start in (None, own.start) else start,
        interval_s=None if interval_s in (None, ground.interval_s) else interval_s,
        latency_s=None if latency_s in (None, ground.latency_s) else latency_s,
        tz="" if tz == own.tz else tz,
        quiet=file.drain.quiet,
        digits=digits,
        ids=ids,
        place=place,
    )


def _events(
    file: ScenarioFile, document: Mapping[str, CheckedJson], kinds: list[Mapping[str, Json]]
) -> Iterator[WorldEvent]:
    timeline = file.product.timeline
    sources = timeline.sources if timeline is not None else ()
    for one, item in zip(sources, document.get("events", ()), strict=True):
        if isinstance(one, Listed):
            enters = bool(one.updates) and item.get("in_scope") is True
            yield WorldEvent(
                created_s=one.created.offset_s,
                visible_s=_offset_s(one.visible),
                changes=tuple(Change(change.at.offset_s, change.fields) for change in one.updates),
                removed_s=_offset_s(one.removed),
                in_scope=one.in_scope,
                stream=one.stream,
                id=one.id,
                fields=one.fields,
                odd=oddity_of(one.fields, kinds),
                crosses=INTO if enters else "",
            )


def _offset_s(moment: Moment | None) -> float | None:
    return None if moment is None else moment.offset_s
