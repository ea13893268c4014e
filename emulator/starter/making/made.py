"""Make the routes and the form of the events of a scenario from a guess."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ...record.entries import CheckedJson, Json
from ..bounds.event_keys import with_changes, with_ids, with_serials, with_times
from ..bounds.roles import of_words
from ..code_reading.matching import answer_for, awaited_for
from ..code_reading.value import Value
from ..cursor import going_on, with_next
from ..endpoint import Endpoint
from ..evidence.evidence import once_each
from ..evidence.sampled import Sampled
from ..guessed_api import time_format
from ..kinds.beside import with_one_item
from ..route_guesses import is_list
from ..skeleton import Skeleton, skeleton_of
from .event import event_form
from .guess import Guess
from .ids import COUNT, FIRST_ID, ids_like, numbered
from .route import HANDLED, is_contained, route_for

_TIMES = ("created", "updated")


@dataclass(frozen=True)
class Made:
    """The parts of a scenario that follow from a guess: its routes, the form of an event, values of its
    fields.

    ``id`` is the template of the events' ids. ``streams`` are the names of lists whose events no other list
    shows, empty if all lists show the same events. ``shown`` are the answers that the pack's tests show, by
    method and path.
    """

    routes: tuple[Mapping[str, Json], ...]
    event: Mapping[str, Json]
    fields: Mapping[str, Json]
    id: str = "{n}"
    streams: tuple[str, ...] = ()
    shown: Mapping[tuple[str, str], Sampled] = field(default_factory=dict)

    @property
    def ids(self) -> Mapping[str, frozenset[str]]:
        """The ids of the events of each stream, while ``xfetch init`` runs the integration."""
        share = COUNT // max(len(self.streams), 1)
        return {
            name: numbered(self.id, range(FIRST_ID + at * share, FIRST_ID + (at + 1) * share))
            for at, name in enumerate(self.streams)
        }

    @property
    def shows_events(self) -> bool:
        """Whether the pack's tests show an event."""
        return any(one.skeleton.event is not None for one in self.shown.values())


def made_of(endpoints: Sequence[Endpoint], guess: Guess) -> Made:
    """Return the routes and the form of events for the endpoints that the integration called."""
    by_code = [_skeleton(one, guess, len(endpoints) > 1) for one in endpoints]
    shown = once_each(tuple(_shown(endpoints, by_code, guess)))
    skeletons = [
        _completed(shown[one.method, one.path].skeleton, skeleton)
        if (one.method, one.path) in shown
        else skeleton
        for one, skeleton in zip(endpoints, by_code, strict=True)
    ]
    event, fields = event_form(skeletons, guess)
    event, fields = with_times(event, fields, _times(endpoints, guess))
    event, fields = with_serials(with_changes(event), fields, guess.serials)
    event, fields = with_ids(event, fields, guess.kept_ids)
    # Numbers that count up with the ids need ids that are numbers.
    shown_ids = () if guess.serials else (one.id for one in shown.values())
    template = next((one for one in shown_ids if one != "{n}"), "{n}")
    if not all(one.isdecimal() for one in ids_like(template)):
        event = {key: _id_as_text(value) for key, value in event.items()}
    routes = tuple(
        route_for(endpoint, skeleton, guess, template, _id_keys(event))
        for endpoint, skeleton in zip(endpoints, skeletons, strict=True)
    )
    if any("write" in route for route in routes):
        routes = tuple(_unhandled(route) for route in routes)
    elif guess.queue:
        routes = tuple(_queue(route) for route in routes)
    routes = tuple(
        {**route, "answer": going_on(route["answer"], event, endpoint.start)}
        for route, endpoint in zip(routes, endpoints, strict=True)
    )
    routes = tuple(
        with_one_item(route, {**fields, **event})
        if (one.method, one.path) in guess.beside
        else route
        for route, one in zip(routes, endpoints, strict=True)
    )
    own = [guess.streams.get((one.method, one.path), "") for one in endpoints]
    routes = tuple(
        {**route, "stream": name} if name else route
        for route, name in zip(routes, own, strict=True)
    )
    return Made(routes, event, fields, template, tuple(filter(None, own)), shown)


def _times(endpoints: Sequence[Endpoint], guess: Guess) -> Mapping[str, str]:
    """Return the names of an event's fields that requests compare with a time or sort by, each with the form
    of its time: the one that was sent, else the usual one.
    """
    usual = guess.styles.time
    compared = [
        (one.name, usual if guess.styles.forced else time_format(one.written))
        for endpoint in endpoints
        for one in endpoint.bounds
        if one.name and one.field in _TIMES
    ]
    sorted_by = [
        (one.order.name, usual)
        for one in endpoints
        if one.order is not None and one.order.field in _TIMES and one.order.name
    ]
    forms: dict[str, str] = {}
    for name, form in (*compared, *sorted_by):
        last = re.split(r"[./]", name)[-1]
        # The name of a window's end is none of an event.
        if of_words(last) is None:
            forms.setdefault(last, f"@created {form}")
    return forms


def _completed(shown: Skeleton, by_code: Skeleton | None) -> Skeleton:
    return replace(shown, body=with_next(shown.body, by_code.body)) if by_code else shown


def _unhandled(route: Mapping[str, CheckedJson]) -> Mapping[str, Json]:
    """Return a route whose list leaves out the events that another route has set as handled."""
    known: CheckedJson = route.get("filter", {})
    rows = list(known) if isinstance(known, list) else [known]
    if not is_list(route) or any("in" in row.get("id", {}) for row in rows):
        return route
    left: list[Json] = [{**rows[0], HANDLED: {"exists": False}}, *rows[1:]]
    return {**route, "filter": left if len(left) > 1 else left[0]}


def _queue(route: Mapping[str, CheckedJson]) -> Mapping[str, Json]:
    """Return a route whose list shows each event only once, if its requests do not say which events they
    want.
    """
    if not is_list(route) or any(key in route for key in ("filter", "search", "one")):
        return route
    if {"offset", "number", "cursor"} & set(route.get("page", {})):
        # What a reader counts through is no queue: the list shows the same again.
        return {**route, "filter": {}}
    rest = {key: value for key, value in route.items() if key != "page"}
    once: dict[str, Json] = {"set": {HANDLED: True}}
    return {**rest, "filter": {HANDLED: {"exists": False}}, "write": once}


def _id_as_text(value: CheckedJson) -> CheckedJson:
    """Return a part of an event in which the id is a text where it was a number: the ids hold letters."""
    if isinstance(value, Mapping):
        return {key: _id_as_text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_id_as_text(inner) for inner in value]
    return "@id" if value == "@id int" else value


def _shown(
    endpoints: Sequence[Endpoint], skeletons: Sequence[Skeleton | None], guess: Guess
) -> Iterator[tuple[tuple[str, str], Sampled]]:
    """Yield the forms of answers that the pack's tests show, by method and path."""
    for endpoint, skeleton in zip(endpoints, skeletons, strict=True):
        if guess.evidence is None:
            return
        calls = awaited_for(endpoint.path, guess.awaited, endpoint.line)
        answer = answer_for(endpoint.path, guess.awaited, endpoint.line) or Value()
        found = guess.evidence.of(
            endpoint,
            calls,
            answer,
            skeleton,
            guess.styles,
            guess.envelope,
            completed=guess.completed,
        )
        if found is not None:
            yield (endpoint.method, endpoint.path), found


def _skeleton(endpoint: Endpoint, guess: Guess, several: bool) -> Skeleton | None:
    answer = answer_for(endpoint.path, guess.awaited, endpoint.line)
    if answer is None or not (answer.is_read or answer.event or answer.attributes or answer.uses):
        return None
    single = "{id}" in endpoint.path and answer.items is None and not endpoint.login
    single = single and not is_contained(endpoint, guess, ())
    return skeleton_of(answer, guess.styles, ids_first=several and guess.ids_first, single=single)


def _id_keys(event: Mapping[str, CheckedJson]) -> frozenset[str]:
    return frozenset(key for key, value in event.items() if value in ("@id", "@id int"))
