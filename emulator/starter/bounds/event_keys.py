"""Keys of a made-up event whose values must follow from what the requests compare."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from ...judging.window.words import words_of
from ...record.entries import CheckedJson, Json
from .roles import UPDATED

_SERIAL = "@id int"


def with_changes(event: Mapping[str, CheckedJson]) -> dict[str, CheckedJson]:
    """Return the form of an event in which a time whose key speaks of changes (``updated``) is the time of
    the last update, not of the creation. If the event would then show no time of creation, the form stays as
    it is.
    """
    made: dict[str, CheckedJson] = _changed(event)
    return made if any(str(one).startswith("@created") for one in _texts(made)) else dict(event)


def _changed(value: CheckedJson, name: str = "") -> CheckedJson:
    if isinstance(value, Mapping):
        return {key: _changed(inner, key) for key, inner in value.items()}
    is_time = isinstance(value, str) and value.startswith("@created")
    if is_time and not UPDATED.isdisjoint(words_of(name)):
        return value.replace("@created", "@updated")
    return value


def _texts(value: CheckedJson) -> Iterator[Json]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    else:
        yield value


def with_times(
    event: Mapping[str, CheckedJson], fields: Mapping[str, CheckedJson], times: Mapping[str, str]
) -> tuple[dict[str, CheckedJson], dict[str, CheckedJson]]:
    """Return the form of an event in which the blank values under these names are times, and its remaining
    fields. A field that is blank, or holds a blank value, moves into the form.

    ``times`` maps the names to their forms (``@created iso``).
    """
    plain = {name: _first_choice(value) for name, value in fields.items()}
    timed: dict[str, CheckedJson] = {
        name: _timed(value, times, name) for name, value in plain.items()
    }
    moved = {name: value for name, value in timed.items() if value != plain[name]}
    found: dict[str, CheckedJson] = {**moved, **_timed(event, times)}
    return found, {name: value for name, value in fields.items() if name not in moved}


def _timed(value: CheckedJson, times: Mapping[str, str], name: str = "") -> CheckedJson:
    if isinstance(value, Mapping):
        return {key: _timed(inner, times, key) for key, inner in value.items()}
    return times[name] if name in times and value in (None, "") else value


def with_ids(
    event: Mapping[str, CheckedJson], fields: Mapping[str, CheckedJson], names: Collection[str]
) -> tuple[dict[str, CheckedJson], dict[str, CheckedJson]]:
    """Return the form of an event in which the values under these names are the event's id, and its remaining
    fields. A field that has or holds such a name moves into the form.
    """
    whole = {name: value for name, value in fields.items() if _names(name, value) & set(names)}
    plain = {name: _first_choice(value) for name, value in whole.items()}
    found: dict[str, CheckedJson] = _identified({**plain, **event}, names)
    return found, {name: value for name, value in fields.items() if name not in whole}


def _first_choice(value: CheckedJson) -> CheckedJson:
    return value["choice"][0] if isinstance(value, Mapping) and "choice" in value else value


def _names(name: str, value: CheckedJson) -> set[str]:
    inner = value.items() if isinstance(value, Mapping) else ()
    return {name}.union(*(_names(key, one) for key, one in inner))


def _identified(value: CheckedJson, names: Collection[str], name: str = "") -> CheckedJson:
    if isinstance(value, Mapping):
        return {key: _identified(inner, names, key) for key, inner in value.items()}
    if name not in names or isinstance(value, list):
        return value
    return _SERIAL if isinstance(value, int) else "@id"


def with_serials(
    event: Mapping[str, CheckedJson], fields: Mapping[str, Json], names: Collection[str]
) -> tuple[dict[str, CheckedJson], dict[str, Json]]:
    """Return the form of an event in which numbers with these names grow from event to event, as the ids do,
    and its remaining fields. A field with such a name moves into the form.
    """
    found: dict[str, CheckedJson] = _numbered(event, names)
    found.update({name: _SERIAL for name in names if name in fields})
    return found, {name: value for name, value in fields.items() if name not in names}


def _numbered(value: CheckedJson, names: Collection[str], name: str = "") -> CheckedJson:
    if isinstance(value, Mapping):
        return {key: _numbered(inner, names, key) for key, inner in value.items()}
    return _SERIAL if name in names and isinstance(value, int) else value


def constants_of(event: Mapping[str, CheckedJson], fields: Mapping[str, Json]) -> dict[str, int]:
    """Return the keys of a made-up event whose number is the same in every event, each with its number."""
    listed = {
        name: number for name, value in fields.items() if (number := _only(value)) is not None
    }
    return {**dict(_constants(event)), **listed}


def _constants(value: CheckedJson, name: str = "") -> Iterator[tuple[str, int]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _constants(inner, key)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield name, value


def _only(value: CheckedJson) -> int | None:
    """Return the number that a field has in every event; None if it has several values, or is no number."""
    listed: CheckedJson = value.get("choice") if isinstance(value, Mapping) else None
    if not isinstance(listed, list) or len(listed) != 1:
        return None
    one = listed[0]
    return one if isinstance(one, int) and not isinstance(one, bool) else None
