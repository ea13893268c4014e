"""Builds the route of an endpoint in a new scenario: the filter and the pages that its requests ask for, and
its answer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ...record.entries import CheckedJson, Json
from ..asked_ids import asked_ids, changed_ids
from ..code_reading.events_in import event_in
from ..code_reading.matching import answer_for, awaited_for
from ..cursor import Cursor, continued, offered, telling_more, telling_page, without_next
from ..endpoint import Endpoint
from ..guessed_api import is_possible, route_of
from ..skeleton import Skeleton
from .event import merged
from .guess import ANSWER, Guess
from .ids import ids_like
from .login import login_route

# The field that a request sets which acknowledges, closes or removes events.
HANDLED = "handled"


def route_for(
    endpoint: Endpoint,
    skeleton: Skeleton | None,
    guess: Guess,
    template: str,
    id_keys: frozenset[str] = frozenset(),
) -> Mapping[str, Json]:
    """Return the route of an endpoint. ``skeleton`` is the form of its answer, None if the code does not tell
    it. ``template`` is that of the events' ids, ``id_keys`` are the keys of events that hold them.
    """
    known = dict(route_of(endpoint, guess.keys, guess.envelope))
    if endpoint.login:
        return login_route(known, endpoint, skeleton, guess)
    if skeleton is None and (named := changed_ids(endpoint, ids_like(template))):
        write: Json = {"ids": named, "set": {HANDLED: True}}
        method = next(iter(known))
        return {method: known[method], "write": write, "answer": {"json": {}}}
    if skeleton is None and (endpoint.method == "DELETE" or _is_told(endpoint, guess)):
        # What ends a session or removes something shows no events.
        method = next(iter(known))
        return {method: known[method], "answer": {"json": {}}}
    made_up: CheckedJson = known["answer"]
    body: CheckedJson = skeleton.body if skeleton is not None else made_up["json"]
    around = skeleton.around if skeleton is not None else {}
    if isinstance(body, dict):
        extra = {one.key: one.form for one in guess.learned if one.place == ANSWER}
        body = merged(extra, merged(body, extra))
    route = {key: value for key, value in known.items() if key not in ("answer", "one")}
    ids = ids_like(template)
    if "{id}" in endpoint.path or _asked_by_id(endpoint, ids):
        body = _with_event(body, id_keys)
    if _holds(body, "@event") and "{id}" in endpoint.path:
        route = {**_unfiltered(route), "one": "path.id"}
    elif _holds(body, "@event"):
        route.update(_asked_id(endpoint, ids))
    elif _holds(body, "@events") and is_contained(endpoint, guess, ids):
        # The ids are those of what holds events; the request says itself which of these it wants.
        route.update({"page": dict(endpoint.page)} if endpoint.page else {})
    elif _holds(body, "@events") and (named := _asked_by_id(endpoint, ids)):
        # The code asks for events that an earlier answer named.
        route = {**_unfiltered(route), "filter": {"id": {"in": named}}}
    elif _holds(body, "@events") and "{id}" in endpoint.path:
        # What belongs to one event: the others are none of its answer.
        route = {**_unfiltered(route), "filter": {"id": {"in": "path.id"}}}
    if not guess.filtered:
        route = {key: one for key, one in route.items() if key not in ("filter", "search")}
    if not guess.paged:
        route.pop("page", None)
    if guess.offers:
        body = offered(body, endpoint.path)
    for cursor in guess.cursors:
        if (cursor.method, cursor.path) == (endpoint.method, endpoint.path):
            body = continued(body, cursor)
            route.update(_continued(route, cursor))
    page: CheckedJson = route.get("page", {})
    if guess.tells_more and {"cursor", "offset", "number"} & set(page):
        body = telling_more(body, counted="cursor" not in page)
    if not guess.offers and not {"cursor", "offset", "number"} & set(page):
        body = without_next(body)
    if "number" in page:
        body = telling_page(body)
    whole: Json = {"json": body, **around}
    made = {**route, "answer": whole}
    plain = {**_unfiltered(route), "answer": whole}
    return next((one for one in (made, plain) if is_possible(one)), dict(_unfiltered(known)))


def _with_event(body: CheckedJson, id_keys: frozenset[str]) -> CheckedJson:
    """Return an answer about one event in which the event (``@event``) replaces the object that holds its
    id.
    """
    if not isinstance(body, Mapping) or _holds(body, "@event"):
        return body
    named = id_keys & set(body)
    if any(isinstance(body[key], (str, int)) and body[key] != "@events" for key in named):
        return "@event"
    found = False
    made: dict[str, CheckedJson] = {}
    for key, value in body.items():
        other = value if found else _with_event(value, id_keys)
        found = found or other != value
        made[key] = other
    return made


def _holds(body: CheckedJson, mark: str) -> bool:
    """Whether an answer contains a mark such as ``@next``, at any depth."""
    if isinstance(body, Mapping):
        return any(_holds(value, mark) for value in body.values())
    return any(_holds(one, mark) for one in body) if isinstance(body, list) else body == mark


def _continued(route: Mapping[str, CheckedJson], cursor: Cursor) -> Mapping[str, Json]:
    """Return the keys of a route that gives out a cursor with each page."""
    size = {key: one for key, one in route.get("page", {}).items() if key in ("limit", "default")}
    if cursor.is_last_id:
        known: CheckedJson = route.get("filter", {})
        after = {"id": {"gt": cursor.reference}}
        both = {**known, **after} if isinstance(known, Mapping) else [*known, after]
        return (
            {"filter": both, "order": "id", "page": size}
            if size
            else {"filter": both, "order": "id"}
        )
    begin = {"begin": cursor.begin} if cursor.begin else {}
    page: Mapping[str, Json] = {**size, "cursor": cursor.reference, **begin}
    if not cursor.always:
        return {"page": page}
    # What a product shows after a position that it has given away is what became visible since.
    return {"page": {**page, "always": True}, "order": {"by": "visible"}}


def _is_told(endpoint: Endpoint, guess: Guess) -> bool:
    """Whether a request only tells the product something: a call in the code sends it, it is no GET, and it
    names no time and no id to compare with. Call this only for an endpoint of whose answer the code reads
    nothing.
    """
    here = awaited_for(endpoint.path, guess.awaited, endpoint.line)
    at_line = here and all(one.lines[0] <= endpoint.line <= one.lines[1] for one in here)
    return bool(at_line) and endpoint.method != "GET" and not endpoint.bounds


def is_contained(endpoint: Endpoint, guess: Guess, ids: Collection[str]) -> bool:
    """Whether a list shows the events inside something, such as an account, whose id the request names. The
    list's items become incidents, and the request asks for a time or for pages of them.
    """
    if not (endpoint.bounds or endpoint.page):
        return False
    answer = answer_for(endpoint.path, guess.awaited, endpoint.line)
    listed, several = event_in(answer, single=False) if answer is not None else (None, False)
    if listed is None or not several or not listed.item.event:
        return False
    named = _asked_by_id(endpoint, ids)
    # Several ids, or another one in each request, are those of events.
    return "{id}" in endpoint.path or not (not named or "[" in named or named in endpoint.changing)


def _asked_by_id(endpoint: Endpoint, ids: Collection[str]) -> str:
    """Return the parameter that names events by their ids; empty without one, or if it asks for the events
    after an id.
    """
    named = asked_ids(endpoint, ids)
    return "" if named in {one.reference for one in endpoint.bounds} else named


def _asked_id(endpoint: Endpoint, ids: Collection[str]) -> Mapping[str, Json]:
    ref = next((ref for ref, value in endpoint.asked.items() if str(value) in ids), "")
    return {"one": ref or True}


def _unfiltered(route: Mapping[str, Json]) -> Mapping[str, Json]:
    return {key: value for key, value in route.items() if key not in ("filter", "search", "page")}
