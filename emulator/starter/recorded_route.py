"""Builds a scenario's route from the recorded answers of one endpoint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..record.entries import Json
from ..recording.answered import header_of
from ..recording.events_found import EventList
from .asked_ids import asked_ids, id_list
from .code_keys import TOKENS, token_keys
from .endpoint import Endpoint
from .guessed_api import Envelope, is_possible, route_of
from .next_page import NextPage, next_page
from .recorded_answer import answer_shape, literal, login_answer
from .seen import Seen

_LONGEST_TEXT = 4_000
Noted = tuple[dict[str, Json], tuple[str, ...]]


def recorded_route(
    endpoint: Endpoint,
    seen: Sequence[Seen],
    events: EventList | None,
    keys: tuple[str, ...],
    stream: str = "",
    ids: frozenset[str] = frozenset(),
) -> Noted:
    """Return the scenario's route for an endpoint, and notes that become comments in the file.

    ``seen`` are the endpoint's recorded answers, ``events`` the events in them. ``stream`` is the name of
    their stream, empty if there is only one. ``ids`` are the ids of all recorded events.
    """
    guessed = route_of(endpoint, keys, Envelope())
    if endpoint.login:
        answer = login_answer(seen, tuple(dict.fromkeys((*token_keys(keys), *TOKENS))))
        return ({**guessed, "answer": answer} if answer else guessed), ()
    (method, path), *others = guessed.items()
    well = [one for one in seen if one.went_well]
    named = asked_ids(endpoint, ids)
    if events is not None:
        own = {"stream": stream} if stream else {}
        rest = {"filter": {"id": {"in": named}}} if named else dict(others)
        return _list_route(endpoint, seen, events, {method: path, **own, **rest})
    paths = (id_list(one.document, ids) for one in well)
    listed = next((path for path in paths if path is not None), None)
    if listed is not None and not named:
        return _ids_route(seen, listed, guessed), ()
    if not any(one.document is not None for one in well) and any(one.answered.body for one in well):
        return _text_route({method: path}, next(one for one in well if one.answered.body))
    write = f"it names ids of events; if it changes them, add write: {{ids: '{named}', set: {{…}}}}"
    return {method: path, "answer": _plain(seen)}, (write,) if named else ()


def _ids_route(seen: Sequence[Seen], path: str, guessed: dict[str, Json]) -> dict[str, Json]:
    """Build the route of an endpoint whose answers hold only event ids; another route returns the events."""
    return {**guessed, "answer": answer_shape(seen, path, None, "@ids")}


def _list_route(
    endpoint: Endpoint, seen: Sequence[Seen], events: EventList, guessed: dict[str, Json]
) -> Noted:
    """Build the route of an endpoint whose answers hold lists of events."""
    page = next_page(seen)
    notes = (
        [f"the answer holds other lists too: {', '.join(events.others)}"] if events.others else []
    )
    route = {name: value for name, value in guessed.items() if name != "answer"}
    if page is not None:
        paged = {**route, "page": _page(endpoint, page, seen, events)}
        if is_possible(paged):
            route = paged
            notes.append(
                f"guess: {page.reference} repeats what the answer before holds {_where(page)}"
            )
        else:
            page = None
    return {**route, "answer": answer_shape(seen, events.path, page)}, tuple(notes)


def _page(
    endpoint: Endpoint, page: NextPage, seen: Sequence[Seen], events: EventList
) -> Mapping[str, Json]:
    size = max(map(len, events.batches))
    limit = endpoint.page.get("limit")
    found: dict[str, Json] = {"limit": size} if limit is None else {"limit": limit, "default": size}
    found[page.kind] = page.reference
    if page.kind == "number":
        asked = (str(one.endpoint.asked.get(page.reference, 1)) for one in seen)
        found["first"] = min((int(text) for text in asked if text.isdecimal()), default=1)
    if page.always(seen):
        found["always"] = True
    return found


def _where(page: NextPage) -> str:
    """Say in words where a recorded answer holds the value for the next page: in a link or not, under which
    key.
    """
    what = "in a link" if page.link else "as its value"
    return f"{what}, {f'header {page.header}' if page.header else '.'.join(page.place)}"


def _text_route(route: dict[str, Json], one: Seen) -> Noted:
    """Build a route that answers with a recorded text (XML, CSV or plain text) unchanged."""
    kind = header_of(one.answered.headers, "content-type") or "text/plain"
    text = one.answered.body.decode("utf-8", "replace")
    notes = (
        f"the answers are {kind.partition(';')[0]}, not JSON, so nothing was guessed. The first recorded",
        "answer is always sent; for other answers use a template or a vendor file (docs/vendor-file.md)",
    )
    shown = text if len(text) <= _LONGEST_TEXT else ""
    return {**route, "answer": {"text": literal(shown), "content_type": kind}}, notes


def _plain(seen: Sequence[Seen]) -> dict[str, Json]:
    """Build the key ``answer`` of a route without events from its first successful answer, else its first
    one.
    """
    first = next((one for one in seen if one.went_well), seen[0])
    status = first.answered.status
    found: dict[str, Json] = {} if status in (0, 200) else {"status": status}
    if first.document is not None:
        found["json"] = literal(first.document)
    return found or {"json": {}}
