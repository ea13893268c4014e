"""Other forms of a product: times with another number of decimal places, ids as numbers or as texts, and in
one of three places another time of an event than that of its creation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import product

from ..record.entries import Json
from .product_facts import texts

INT, TEXT = "int", "text"
# The places where an API names a time of its events: what a request filters by, what the answer is sorted by,
# and what an event shows, of which a fetch makes its position. Usually all are the time of creation.
FILTER, ORDER, SHOWN = "filter", "order", "shown"
_OTHER_TIME = "visible"
_CREATED = re.compile(r"\bcreated\b")
_SHOWN = re.compile(r"@created\b")
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
    if place == SHOWN:
        return _changed(api, lambda text: _SHOWN.sub(f"@{_OTHER_TIME}", text))
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
            changed(one) if is_list else one for one, is_list in zip(routes, lists, strict=True)
        ],
    }


def _filtered(route: Mapping[str, Json]) -> Mapping[str, Json]:
    found = dict(route)
    if "filter" in route:
        found["filter"] = _renamed(route["filter"])
    search = route.get("search")
    if isinstance(search, Mapping) and "fields" in search:
        found["search"] = {**search, "fields": _changed(search["fields"], _named)}
    return found


def _ordered(route: Mapping[str, Json]) -> Mapping[str, Json]:
    return {**route, "order": _changed(route.get("order", "created"), _named)}


def _named(text: str) -> str:
    return _CREATED.sub(_OTHER_TIME, text)


def _renamed(value: Json) -> Json:
    """Return a filter by another time: the names of its fields are keys."""
    if isinstance(value, list):
        return [_renamed(inner) for inner in value]
    if isinstance(value, Mapping):
        return {_OTHER_TIME if key == "created" else key: inner for key, inner in value.items()}
    return value


def _changed(value: Json, change: Callable[[str], str]) -> Json:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _changed(inner, change) for key, inner in value.items()}
    if isinstance(value, list):
        return [_changed(inner, change) for inner in value]
    return value
