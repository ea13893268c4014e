"""List the guessed values in the draft of a scenario, each with other values that are possible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..record.entries import CheckedJson, Json
from ..settings.guess import Guess, path_of
from ..settings.section import Path
from .endpoint import Endpoint

_OTHER_STARTS, _OTHER_ENDS = {"ge": "gt", "gt": "ge"}, {"le": "lt", "lt": "le"}
_OTHER_ORDER = {"created": "-created", "-created": "created"}
_OTHER_UNIT = {"epoch_s": "epoch_ms", "epoch_ms": "epoch_s"}
_EVENTS = ("@events", "@ids")


def event_guess(event: Mapping[str, CheckedJson], code: str) -> Guess:
    """Return the Guess for the form of an event in answers; the alternative writes times in another unit."""
    other = {key: _in_other_unit(value) for key, value in event.items()}
    why = f"by the keys that {code} reads"
    return Guess("api.event", event, (other,) if other != event else (), why)


def _in_other_unit(value: Json) -> Json:
    if not isinstance(value, str) or not value.startswith("@created "):
        return value
    return " ".join(_OTHER_UNIT.get(word, word) for word in value.split())


def route_guesses(
    index: int, route: Mapping[str, CheckedJson], endpoint: Endpoint, seen: Mapping[str, str]
) -> Iterator[Guess]:
    """Yield a Guess for each guessed value in the route with this index.

    ``seen`` has the keys of the route that the recording proves: they are not guesses.
    """
    base: Path = ("api", "routes", index)
    for key, why in _WHY.items():
        if key in route and key not in seen:
            place, value, others = (*base, key), route[key], tuple[Json, ...]()
            if key == "filter":
                if "created" not in value:
                    continue
                place, value = (*place, "created"), value["created"]
                others = tuple(_other_bounds(value))
                why = f"by the name and value of {endpoint.start}"
            elif key == "order":
                others = (_OTHER_ORDER[value],) if str(value) in _OTHER_ORDER else ()
                why = (
                    "by the order that was asked for"
                    if endpoint.order
                    else "no order was asked for"
                )
                others = () if endpoint.order else others
            elif key == "page" and "number" in value:
                others = ({**value, "first": 0 if value.get("first", 1) else 1},)
            elif key == "write":
                others = ({"ids": value["ids"], "set": dict.fromkeys(value["set"])},)
            yield Guess(path_of(place), value, others, why)
    if "login" not in route and "one" not in route and "answer" not in seen:
        yield from _marks(route.get("answer", {}).get("json"), (*base, "answer", "json"))


_WHY = {
    "login": "it looks like a login",
    "filter": "",
    "search": "the query language that the expression looks like",
    "order": "",
    "page": "by the parameters' names and values",
    "stream": "no other list shows these events; remove the streams that no fetch should return",
    "one": "the path held an event's id",
    "write": "it names ids of events, and the code reads nothing of the answer",
}


def _other_bounds(value: Mapping[str, Json]) -> Iterator[Json]:
    for others in (_OTHER_STARTS, _OTHER_ENDS):
        if any(key in others for key in value):
            yield {others.get(key, key): inner for key, inner in value.items()}


def _marks(value: CheckedJson, place: Path) -> Iterator[Guess]:
    """Yield a Guess for each ``@`` name in an answer's template: the list of events, a count, the next
    page.
    """
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if "'" not in key:
                yield from _marks(inner, (*place, key))
    elif isinstance(value, str) and value.startswith("@") and not value.startswith("@@"):
        why = "where the events stand" if value in _EVENTS else "by its name and its values"
        yield Guess(path_of(place), value, (), why)


def is_list(route: Mapping[str, CheckedJson]) -> bool:
    """Whether the route answers with a list of events, or of their ids."""
    marks = _marks(route.get("answer", {}).get("json"), ())
    return any(guess.value in _EVENTS for guess in marks)
