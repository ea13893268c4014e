"""Build the form of an answer for a scenario from the keys that an integration's code reads from it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..judging.window.words import word_set
from ..record.entries import CheckedJson, Json
from ..record.id_guess import is_id_name
from ..record.words import words_of
from ..recording.event_fields import named_as_time
from .code_reading.events_in import (
    DEEPEST,
    PLURAL,
    events_in,
    holds_event,
    is_scalar,
    kept_parts,
    kept_wholes,
)
from .code_reading.value import (
    ABSENT,
    BLANK,
    EMPTY,
    FILLED,
    JSON_TEXT,
    LINKED,
    LIST,
    MAPPING,
    NUMBER,
    TEXT,
    TIME,
    URL,
    Value,
)
from .cursor import ANY_TEXT, NEXT
from .named_values import (
    NAMED,
    NAMED_IN_EVENTS,
    NUMBER_OF_EVENT,
    PLACEHOLDER,
    TOKEN,
)

# What has an id of its own, which many events share.
_OF_KIND = word_set("severity status state priority category type class")
_COUNT = re.compile(r"count|total|size", re.I)


@dataclass(frozen=True)
class Skeleton:
    """The form of an answer: its ``body``, and the form of an ``event`` in it (None without events).

    ``body`` has ``@events``, ``@event`` or ``@ids`` in the place of the events. ``fields`` are values for
    fields of the scenario's events. ``around`` are the answer's status and headers, if the code requires
    some.
    """

    body: Json
    event: Mapping[str, Json] | None
    fields: Mapping[str, Json]
    around: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Styles:
    """How answers write times (``time``, a scenario's format) and ids (``numeric``: as numbers).

    ``forced`` says that all times are written in this format, even where the code seems to read another one.
    """

    time: str = "iso"
    numeric: bool = False
    forced: bool = False


def skeleton_of(answer: Value, styles: Styles, *, ids_first: bool, single: bool) -> Skeleton:
    """Return the form of an answer, built from what the code reads from it.

    ``ids_first`` allows a list of plain ids if the code reads no list of mappings. ``single`` tells that the
    answer is about one event.
    """
    made = _skeleton_of(answer, styles, ids_first=ids_first, single=single)
    if answer.client:
        made = replace(made, body=_as_sent(made.body), event=_as_sent(made.event))
    return replace(made, around=_status_and_headers(answer))


def _as_sent(made: CheckedJson) -> CheckedJson:
    """Return an object with each capitalised key a second time, with a small first letter: a library may show
    a key with a capital letter that the product sends with a small one.
    """
    if not isinstance(made, Mapping):
        return made
    sent = {key[0].lower() + key[1:]: value for key, value in made.items() if key[:1].isupper()}
    return {**sent, **made}


def _status_and_headers(answer: Value) -> dict[str, Json]:
    """Return the status that the code requires, and the headers from which it reads a token or a cookie."""
    found: dict[str, Json] = {}
    status = answer.attributes.get("status_code", Value())
    # Neither no content nor partial content.
    codes = [
        one
        for one in status.equals
        if isinstance(one, int) and 200 <= one < 300 and one not in (204, 206)
    ]
    if codes and 200 not in codes:
        found["status"] = codes[0]
    headers: dict[str, Json] = {
        name: "60" if NUMBER in value.uses else PLACEHOLDER
        for name, value in answer.attributes.get("headers", Value()).keys.items()
    }
    for name in ("Date", "Content-Type", "Retry-After", "Content-Length", "Location", "Link"):
        headers.pop(name, None)
    cookies = [
        f"{name}={PLACEHOLDER}; Path=/" for name in answer.attributes.get("cookies", Value()).keys
    ]
    if cookies:
        headers["Set-Cookie"] = cookies if len(cookies) > 1 else cookies[0]
    if headers:
        found["headers"] = headers
    return found


def _skeleton_of(answer: Value, styles: Styles, *, ids_first: bool, single: bool) -> Skeleton:
    if (answer.event and answer.items is None) or single:
        one = next(kept_wholes(answer, 0), answer)
        return Skeleton(_around(answer, one, "@event", styles, 0), *_event(one, styles))
    listed = events_in(answer)
    if listed is None or not holds_event(listed.item, 0):
        part = next(kept_parts(answer, 0), None)
        if part is not None:
            return Skeleton(_around(answer, part, "@event", styles, 0), *_event(part, styles))
    if listed is None:
        return Skeleton(_around(answer, None, "", styles, 0), None, {})
    item = listed.item
    if not item.keys and (ids_first or TEXT in item.uses) and not item.event:
        return Skeleton(_around(answer, listed, "@ids", styles, 0), None, {})
    event = _event(item, styles) if item.keys else (None, {})
    return Skeleton(_around(answer, listed, "@events", styles, 0), *event)


def _around(
    value: Value, listed: Value | None, events: str, styles: Styles, depth: int, name: str = ""
) -> Json:
    """Return the form of an answer's part outside its events; the list of events is replaced by
    ``events``.
    """
    if listed is not None and value.read is listed.read:
        return events
    if depth > DEEPEST:
        return None
    if value.keys:
        if re.search("error|(?<!de)fault", name, re.I) and listed is not None:
            return {}
        return {
            key: _around(inner, listed, events, styles, depth + 1, key)
            for key, inner in value.keys.items()
            if ABSENT not in inner.uses
        }
    if value.items is not None and not is_scalar(value):
        if value.items.keys and not re.search("error|warning", name, re.I):
            return [_around(value.items, listed, events, styles, depth + 1, name)]
        return [events] if listed is not None and value.items.read is listed.read else []
    if MAPPING in value.uses:
        return {}
    if LIST in value.uses:
        return []
    return _plain(value, name, styles)


def _plain(value: Value, name: str, styles: Styles) -> Json:
    constant = _awaited_constant(value)
    if constant == 0 and _COUNT.search(name):
        # The code compares the number of a page's events with 0: then there are no more.
        return "@count"
    if isinstance(constant, (int, float)) and re.search(r"total|count", name, re.I):
        # A limit for the number of events, not the number.
        return "@total"
    if constant is not None:
        return constant
    if BLANK in value.uses:
        return ""
    if EMPTY in value.uses:
        return [] if LIST in value.uses else None
    if any(use.startswith(f"{TIME} ") for use in value.uses):
        # A format says more than a name such as "expires".
        return _time("@now", value, styles)
    if URL in value.uses:
        return "https://xfetch.example.com/next" if not NEXT.search(name) else None
    for pattern, found in NAMED:
        if TOKEN.search(name) and not NEXT.search(name):
            return PLACEHOLDER
        if pattern.search(name):
            return (
                found or (FILLED in value.uses and (True if found is False else "xfetch")) or found
            )
    if _is_time(value, name):
        return _time("@now", value, styles)
    if NUMBER in value.uses:
        return 1
    if is_id_name(name):
        return "1"
    return ANY_TEXT if TEXT in value.uses or not PLURAL.search(name) else []


def _awaited_constant(value: Value) -> Json:
    for one in value.equals:
        if one not in (None, "", "[]", "{}") and not isinstance(one, bool):
            return one
    return True if True in [one for one in value.equals if isinstance(one, bool)] else None


def _event(item: Value, styles: Styles) -> tuple[Mapping[str, Json], Mapping[str, Json]]:
    """Return the form of an event, and values for fields of the scenario's events."""
    shape: dict[str, Json] = {}
    fields: dict[str, Json] = {}
    for name, value in item.keys.items():
        made = _of_event(value, name, styles, 0)
        plain = isinstance(made, str) and not made.startswith("@") and "{{" not in made
        if plain and JSON_TEXT not in value.uses:
            fields[name] = made
        elif isinstance(made, (bool, int)):
            fields[name] = {"choice": [made]}
        else:
            shape[name] = made
    told = str(shape)
    if "'@id" not in told:
        shape = with_id(shape, "@id int" if styles.numeric else "@id", kept_in(item))
    if "@created" not in told:
        shape["created"] = f"@created {styles.time}"
    return {**shape, "**": "@fields"}, fields


def kept_in(item: Value) -> str:
    """Return the key of an object in an event, if an incident keeps only that object; else an empty text."""
    inside = (name for name, inner in item.keys.items() if inner.event and inner.keys)
    return "" if item.event else next(inside, "")


def with_id(shape: Mapping[str, CheckedJson], mark: str, kept: str) -> dict[str, Json]:
    """Return the form of an event with an id, written as ``mark``. The id stands in the object under the key
    ``kept``, else in the event itself.
    """
    form = shape.get(kept)
    if isinstance(form, Mapping):
        return {**shape, kept: {"id": mark, **form}}
    return {"id": mark, **shape}


def _of_event(
    value: Value, name: str, styles: Styles, depth: int, above: tuple[int, ...] = ()
) -> Json:
    if depth > DEEPEST or id(value.read) in above:
        return None
    above = (*above, id(value.read))
    if JSON_TEXT in value.uses:
        return json.dumps(_around(value, None, "", styles, depth, name) if value.is_read else {})
    if value.keys and not _is_searched_text(value):
        return {
            key: _of_event(one, key, styles, depth + 1, above) for key, one in value.keys.items()
        }
    if _is_time(value, name):
        return _time("@created", value, styles)
    if MAPPING in value.uses and (value.items is None or not value.items.is_read):
        return {"key": "@title"}
    if value.items is not None and not is_scalar(value):
        inner = _of_event(value.items, name.rstrip("s"), styles, depth + 1, above)
        return [inner] if inner is not None else []
    if EMPTY in value.uses:
        return [] if LIST in value.uses else None
    if LIST in value.uses:
        return ["{title}"] if FILLED in value.uses else []
    if MAPPING in value.uses:
        return {"key": "@title"}
    if is_id_name(name) and (LINKED in value.uses or _OF_KIND & set(words_of(name)[:-1])):
        return 1 if NUMBER in value.uses or styles.numeric else "1"
    if is_id_name(name):
        return "@id int" if NUMBER in value.uses or styles.numeric else "@id"
    constant = _awaited_constant(value)
    if constant is not None:
        return constant
    if NUMBER in value.uses:
        return NUMBER_OF_EVENT
    if URL in value.uses:
        # A link that the code follows: each event has its own.
        return "https://xfetch.example.com/linked/{{ id }}"
    for pattern, found in NAMED_IN_EVENTS:
        if pattern.search(name) and not (TEXT in value.uses and found == NUMBER_OF_EVENT):
            return found
    return "{title}" if depth == 0 else "@title"


def _is_searched_text(value: Value) -> bool:
    """Whether a value is a text although it seems to have keys: the code only looks for these words in it."""
    return TEXT in value.uses and not any(one.is_read or one.uses for one in value.keys.values())


def event_value(value: Value, name: str, styles: Styles) -> Json:
    """Return a made-up value for a key of an event."""
    return _of_event(value, name, styles, 0)


def plain_value(value: Value, name: str, styles: Styles) -> Json:
    """Return a made-up value for a key of an answer outside its events."""
    return _around(value, None, "", styles, 0, name)


def _is_time(value: Value, name: str) -> bool:
    return any(use.startswith(TIME) for use in value.uses) or (
        named_as_time(name) and not value.keys
    )


def _time(source: str, value: Value, styles: Styles) -> str:
    """Return the template of a time in the format that the code parses, else in the format of the times in
    requests. ``source`` is ``@created`` or another time.
    """
    forms = [use.removeprefix(TIME).strip() for use in value.uses if use.startswith(f"{TIME} ")]
    form = "" if styles.forced else next((one for one in forms if one), "")
    if (
        not form
        and NUMBER in value.uses
        and not styles.time.startswith("epoch")
        and not styles.forced
    ):
        form = "epoch_ms"
    return f"{source} {form or styles.time}"
