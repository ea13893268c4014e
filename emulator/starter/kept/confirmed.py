"""Copy the values that the user has confirmed or written from an old scenario file into the new draft."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from ...record.entries import CheckedJson, Json
from ...request.scenario_file.document import read_document
from ...request.scenario_file.guess_section import unconfirmed
from ...request.scenario_file.read import is_scenario
from ...settings.guess import Guess, path_of, place_of, value_at, with_value
from ...settings.section import Path as Place
from ..endpoint import Endpoint
from ..starter_file import Draft

_METHODS = ("get", "post", "put", "patch", "delete", "head", "any")
# What a draft writes itself; all other sections of a scenario are the user's.
_OWN = frozenset((
    "integration", "params", "fill", "start", "interval", "cycles", "command", "context", "events",
    "faults", "api", "guesses",
))  # fmt: skip


def keep_confirmed(draft: Draft, file: Path) -> Draft:
    """Return the draft with the values that the user has confirmed in an existing file; they are no guesses.

    A value counts as confirmed if the file has it and its ``guesses`` do not list it. Sections, routes, and
    keys of a route that only the user can have written are copied too. Raises LoadError for a broken file.
    """
    if not is_scenario(file):
        return draft
    document = read_document(file)
    open_paths = {guess.path for guess in unconfirmed(document)}
    old: CheckedJson = document.value
    whole: CheckedJson = {
        "events": draft.events,
        "faults": list(draft.faults),
        "tz": "UTC",
        "api": {"event": draft.event, "routes": [route for route, _ in draft.routes]},
    }
    left: list[Guess] = []
    for guess in draft.guesses:
        place = place_of(guess.path)
        before = _old_place(place, whole, old)
        try:
            value = value_at(old, before)
        except LookupError:
            left.append(guess)
            continue
        if path_of(before) in open_paths:
            left.append(guess)
        else:
            whole = with_value(whole, place, value)
    api = old.get("api")
    known: Mapping[str, CheckedJson] = api if isinstance(api, Mapping) else {}
    event = _kept(whole["api"]["event"], known.get("event"), ("api", "event"), open_paths)
    routes = [
        (_kept_route(route, index, whole, old, open_paths), endpoint)
        for index, (route, (_, endpoint)) in enumerate(
            zip(whole["api"]["routes"], draft.routes, strict=True)
        )
    ]
    kept = replace(
        draft,
        events=whole["events"],
        faults=tuple(whole["faults"]),
        event=event,
        routes=(*routes, *_own_routes(whole, old, open_paths)),
        context=old.get("context") or draft.context,
        kept={key: old[key] for key in old if key not in _OWN and key not in open_paths},
        kept_api={key: value for key, value in known.items() if key not in ("event", "routes")},
    )
    return replace(kept, guesses=tuple(one for one in left if _still_there(one, kept)))


def kept_params(file: Path) -> Mapping[str, Json]:
    """Return the parameters in an existing scenario file; empty without a file or without parameters."""
    if not is_scenario(file):
        return {}
    document: CheckedJson = read_document(file).value
    params = document.get("params")
    return params if isinstance(params, Mapping) else {}


def _still_there(guess: Guess, draft: Draft) -> bool:
    """Whether the draft still has the guessed value. A part that the user wrote may have replaced it."""
    whole: CheckedJson = {
        "events": draft.events,
        "faults": list(draft.faults),
        "tz": "UTC",
        "api": {"event": draft.event, "routes": [route for route, _ in draft.routes]},
    }
    try:
        return bool(value_at(whole, place_of(guess.path)) == guess.value)
    except LookupError:
        return False


def _kept(
    new: Mapping[str, CheckedJson], old: CheckedJson, place: Place, open_paths: Collection[str]
) -> Mapping[str, CheckedJson]:
    """Return a new section in which the values of the old file replace the new ones, except where the old
    file has a guess about them.
    """
    if not isinstance(old, Mapping) or path_of(place) in open_paths:
        return new
    return {
        **new,
        **{key: value for key, value in old.items() if _settled((*place, key), open_paths)},
    }


def _settled(place: Place, open_paths: Collection[str]) -> bool:
    """Whether the old file has no guess about the value at a place, nor about a value inside it."""
    return not any(place_of(path)[: len(place)] == place for path in open_paths)


def _kept_route(
    route: Mapping[str, CheckedJson],
    index: int,
    whole: CheckedJson,
    old: Mapping[str, CheckedJson],
    open_paths: Collection[str],
) -> Mapping[str, CheckedJson]:
    place = _old_place(("api", "routes", index), whole, old)
    try:
        before = value_at(old, place)
    except LookupError:
        return route
    found = _kept(route, before, place, open_paths)
    last = {key: found[key] for key in ("page", "answer") if key in found}
    return {**{key: value for key, value in found.items() if key not in last}, **last}


def _own_routes(
    whole: CheckedJson, old: Mapping[str, CheckedJson], open_paths: Collection[str]
) -> Iterator[tuple[Mapping[str, CheckedJson], Endpoint]]:
    """Yield the routes of the old file that the user wrote: no route of the draft has their method and
    path.
    """
    for index, route in enumerate(_routes(old)):
        method = next((key for key in _METHODS if key in route), "")
        same = any(one.get(method) == route.get(method) for one in whole["api"]["routes"])
        if method and not same and _settled(("api", "routes", index), open_paths):
            yield route, Endpoint(method.upper(), str(route[method]), False, {})


def _old_place(place: Place, whole: CheckedJson, old: Mapping[str, CheckedJson]) -> Place:
    """Return the place in the old file of the value that stands at ``place`` in the draft ``whole``.

    The old file may list the routes in another order. If it lacks the route, the returned place does not
    exist.
    """
    if place[:2] != ("api", "routes"):
        return place
    route = whole["api"]["routes"][place[2]]
    for index, other in enumerate(_routes(old)):
        if any(key in route and route[key] == other.get(key) for key in _METHODS):
            return ("api", "routes", index, *place[3:])
    return ("api", "no such route")


def _routes(document: Mapping[str, CheckedJson]) -> Iterator[Mapping[str, Json]]:
    api = document.get("api")
    routes = api.get("routes") if isinstance(api, Mapping) else ()
    yield from (one if isinstance(one, Mapping) else {} for one in routes or ())
