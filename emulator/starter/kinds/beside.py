"""A list that holds no events, such as a list of accounts: a fetch then asks for the events of each
account.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ...record.entries import CheckedJson, Json

# The id of the one item: events are numbered too, but not so far.
_ONE_ID = "9000001"


def with_one_item(
    route: Mapping[str, CheckedJson], event: Mapping[str, CheckedJson]
) -> Mapping[str, Json]:
    """Return the route of a list with one item that is always the same; it has the keys of an ``event``."""
    whole: CheckedJson = route["answer"]
    item = {key: _constant(value) for key, value in event.items() if key != "**"}
    method = next(iter(route))
    return {method: route[method], "answer": {**whole, "json": _listed(whole["json"], item)}}


def asks_for_one_item(place: tuple[str, str], places: Collection[tuple[str, str]]) -> bool:
    """Whether the path of an endpoint differs from another known path only in one segment: the fixed id of
    the one item, where the other path has the variable ``{id}``. Endpoints are pairs of a method and a path.
    """
    method, path = place
    parts = path.split("/")
    return any(
        (method, "/".join([*parts[:at], "{id}", *parts[at + 1 :]])) in places
        for at, part in enumerate(parts)
        if part == _ONE_ID
    )


def _listed(body: CheckedJson, item: Json) -> CheckedJson:
    if isinstance(body, Mapping):
        return {key: _listed(value, item) for key, value in body.items()}
    if body == "@ids":
        return [_ONE_ID]
    return [item] if body == "@events" else body


def _constant(value: CheckedJson) -> CheckedJson:
    """Return a part of an event that is the same in each answer: an id is 1, a time the present."""
    if isinstance(value, Mapping) and isinstance(value.get("choice"), list):
        return value["choice"][0]
    if isinstance(value, Mapping):
        return {key: _constant(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_constant(inner) for inner in value]
    if not isinstance(value, str):
        return value
    if value in ("@id", "@id int"):
        return int(_ONE_ID) if value.endswith("int") else _ONE_ID
    name, _, form = value.partition(" ")
    if name in ("@created", "@updated"):
        return f"@now {form}".rstrip()
    return "xfetch" if value.startswith("@") or "{" in value else value
