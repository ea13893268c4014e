"""The form of the events in a new scenario, and values for their fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ...record.entries import CheckedJson, Json
from ..guessed_api import event_shape
from ..skeleton import Skeleton
from .guess import EVENT, Guess

# Keys under which products nest the fields of an event.
_WRAPS = frozenset(
    ("_source", "values", "attributes", "fields", "properties", "node", "fieldValues")
)


def event_form(
    skeletons: Iterable[Skeleton | None], guess: Guess
) -> tuple[Mapping[str, Json], Mapping[str, Json]]:
    """Return the form of an event, and values for its fields, from the forms of all answers and from what
    failures showed.
    """
    event: dict[str, CheckedJson] = {}
    fields: dict[str, Json] = {}
    for one in skeletons:
        if one is not None and one.event is not None:
            event = merged(event, one.event)
            fields.update(one.fields)
    event = event or dict(
        event_shape(guess.keys, replace(guess.envelope, time_format=guess.styles.time))
    )
    for learned in guess.learned:
        if (
            learned.place == EVENT
            and isinstance(learned.form, str)
            and learned.form[:1] not in ("@", "")
        ):
            fields[learned.key] = learned.form
        elif learned.place == EVENT:
            event = merged(event, {learned.key: learned.form})
        inside = _inside(event) if learned.place == EVENT else ""
        if inside and learned.key != inside:
            form = "@title" if learned.form == "{title}" else learned.form
            event = merged(event, {inside: {learned.key: form}})
    event["**"] = event.pop("**", "@fields")
    return event, {key: value for key, value in fields.items() if key not in event}


def _inside(event: Mapping[str, CheckedJson]) -> str:
    """Return the key under which an event of this form holds its fields, such as ``_source``; empty without
    one.
    """
    return next((key for key, one in event.items() if key in _WRAPS and isinstance(one, dict)), "")


def merged(
    one: Mapping[str, CheckedJson], other: Mapping[str, CheckedJson]
) -> dict[str, CheckedJson]:
    """Merge two forms of an event; where they differ, a mapping or list replaces a plain value."""
    found = dict(one)
    for key, value in other.items():
        known = found.get(key)
        if isinstance(known, Mapping) and isinstance(value, Mapping):
            found[key] = merged(known, value)
        elif not isinstance(known, (Mapping, list)):
            found[key] = value
    return found
