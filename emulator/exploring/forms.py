"""Other forms of a product: times with another number of decimal places, ids as numbers or as texts, and in
one of three places another time of an event than that of its creation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import product

from ..record.entries import Json
from .product_facts import mappings, texts

INT, TEXT = "int", "text"
# The places where an API names a time of its events: what a request filters by, what the answer is sorted by,
# and what an event shows, of which a fetch makes its position. Usually all are the time of creation.
FILTER, ORDER, SHOWN = "filter", "order", "shown"
_OTHER_TIME = "visible"
_CREATED = re.compile(r"\bcreated\b")
_SHOWN = re.compile(r"@created\b")
_WORD = re.compile(r"\w+")
# What a route answers that lists events.
_LISTS = frozenset({"@events", "@ids"})
_DIGITS = (0, 3, 6, 7, 9)
_TIME = re.compile(r"(@(?:created|visible|updated)\s+iso)(?:\.(\d))?\b(?!\s+cut|\s+round)")
_ID = re.compile(r"@id(?:\s+(int|text))?(\??)")


def with_forms(api: Json, digits: int | None, ids: str, place: str = "") -> Json:
    """Return the section ``api`` of a scenario in which each ISO time of an event has ``digits`` decimal
    places, its id the form ``ids`` (``int`` or ``text``), and one ``place`` uses the time at which an event
    was shown first, not that of its creation. None and an empty text leave them as they are.
    """

    def other(text: str) -> str:
        if digits is not None:
            text = _TIME.sub(rf"\1.{digits}", text)
        match = _ID.fullmatch(text)
        return f"@id {ids}{match[2]}" if ids and match else text

    return _changed(_other_time(api, place) if place else api, other)


def other_places(api: Json) -> tuple[str, ...]:
    """Return the places in which the product could use another time than that of the creation."""
    return tuple(one for one in (FILTER, ORDER, SHOWN) if _other_time(api, one) != api)


def shows(api: Json, words: str) -> bool:
    """Whether an event shows the time of its creation under one of these words."""
    return _names(words, _times_in(api))


def other_digits(api: Json) -> tuple[int, ...]:
    """Return the other numbers of decimal places that the product's times could have; empty if it shows no
    ISO time.
    """
    shown = {match[2] for text in texts(api) for match in _TIME.finditer(text)}
    return tuple(one for one in _DIGITS if shown and shown != {str(one)})


def other_ids(api: Json, template: str) -> tuple[str, ...]:
    """Return the other form in which the product could show its ids; empty if they are not numbers.

    ``template`` is the template of the ids.
    """
    shown = {match[1] for text in texts(api) if (match := _ID.fullmatch(text))}
    if template != "{n}" or len(shown) != 1:
        return ()
    return (TEXT,) if shown == {INT} else (INT,)


def forms_of(api: Json, usual: Json, template: str) -> tuple[int | None, str, str]:
    """Return the decimal places, the form of ids and the place with which the usual section ``api`` becomes
    this one. Return None and empty texts if it is the usual one, or differs in another way.
    """
    digits = (None, *other_digits(usual))
    for forms in product(digits, ("", *other_ids(usual, template)), ("", *other_places(usual))):
        if with_forms(usual, *forms) == api:
            return forms
    return None, "", ""


def _other_time(api: Json, place: str) -> Json:
    shown = _times_in(api)
    if place == SHOWN:
        asked = {key for key in shown if any(_names(one, {key}) for one in _questions(api))}
        return _shown_late(api, asked)
    if not isinstance(api, Mapping):
        return api
    routes = api.get("routes")
    if not isinstance(routes, list):
        return api
    changed = _filtered if place == FILTER else _ordered
    lists = (isinstance(one, Mapping) and not _LISTS.isdisjoint(texts(one)) for one in routes)
    return {
        **api,
        "routes": [
            changed(one, shown) if is_list else one
            for one, is_list in zip(routes, lists, strict=True)
        ],
    }


def _times_in(api: Json) -> set[str]:
    """Return the keys under which an event shows the time of its creation."""
    pairs = (pair for one in mappings(api) for pair in one.items())
    return {key for key, text in pairs if isinstance(text, str) and _SHOWN.match(text)}


def _questions(api: Json) -> Iterator[Json]:
    """Yield what the routes of an API filter and sort by, with the names of the fields in requests."""
    for one in mappings(api):
        if "filter" in one:
            yield one["filter"]
        for section in (one.get("search"), one.get("order")):
            if isinstance(section, Mapping) and isinstance(section.get("fields"), Mapping):
                yield list(section["fields"])


def _names(value: Json, keys: Collection[str]) -> bool:
    """Whether a text in a value has one of these keys as a word. A request that names a key of the events
    means the time that they show under it: a product with another time there would contradict itself.
    """
    words = {word for text in texts(value) for word in _WORD.findall(text)}
    return not words.isdisjoint(keys)


def _shown_late(value: Json, asked: Collection[str]) -> Json:
    """Return a value in which the events show another time, except under the keys ``asked``."""
    if isinstance(value, Mapping):
        return {
            key: inner if key in asked and isinstance(inner, str) else _shown_late(inner, asked)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_shown_late(inner, asked) for inner in value]
    return _SHOWN.sub(f"@{_OTHER_TIME}", value) if isinstance(value, str) else value


def _filtered(route: Mapping[str, Json], shown: Collection[str]) -> Mapping[str, Json]:
    found = dict(route)
    if "filter" in route:
        found["filter"] = _renamed(route["filter"], shown)
    search = route.get("search")
    if isinstance(search, Mapping):
        found["search"] = _with_fields(search, shown)
    return found


def _ordered(route: Mapping[str, Json], shown: Collection[str]) -> Mapping[str, Json]:
    order = route.get("order", "created")
    if not isinstance(order, Mapping):
        return {**route, "order": _changed(order, _named)}
    own = {k: v if k == "fields" else _changed(v, _named) for k, v in order.items()}
    return {**route, "order": _with_fields(own, shown)}


def _with_fields(section: Mapping[str, Json], shown: Collection[str]) -> Mapping[str, Json]:
    """Return a section whose ``fields`` stand for another time, except those that events show."""
    fields = section.get("fields")
    if not isinstance(fields, Mapping):
        return section
    changed = {
        name: inner if _names(name, shown) else _changed(inner, _named)
        for name, inner in fields.items()
    }
    return {**section, "fields": changed}


def _named(text: str) -> str:
    return _CREATED.sub(_OTHER_TIME, text)


def _renamed(value: Json, shown: Collection[str]) -> Json:
    """Return a filter by another time: the names of its fields are keys."""
    if isinstance(value, list):
        return [_renamed(inner, shown) for inner in value]
    if isinstance(value, Mapping):
        return {
            _OTHER_TIME if key == "created" and not _names(inner, shown) else key: inner
            for key, inner in value.items()
        }
    return value


def _changed(value: Json, change: Callable[[str], str]) -> Json:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _changed(inner, change) for key, inner in value.items()}
    if isinstance(value, list):
        return [_changed(inner, change) for inner in value]
    return value
