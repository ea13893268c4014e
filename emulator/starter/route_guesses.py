"""List the guessed values in the draft of a scenario, each with other values that are possible."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from ..product.declared.route.order import UNSPECIFIED
from ..record.entries import CheckedJson, Json
from ..settings.guess import Guess, path_of
from ..settings.section import Path
from .bounds.order import sorts_by_another
from .endpoint import Endpoint

_OTHER_STARTS, _OTHER_ENDS = {"ge": "gt", "gt": "ge"}, {"le": "lt", "lt": "le"}
_OPERATORS = (*_OTHER_STARTS, *_OTHER_ENDS, "within")
_OTHER_UNIT = {"epoch_s": "epoch_ms", "epoch_ms": "epoch_s"}
# The unit of a number that counts back from now, beside which a product may mean another one.
_OTHER_SPAN = {"s": "m", "m": "s", "h": "m", "d": "h"}
_EVENTS = ("@events", "@ids")
# How the reason for an order begins whose field a request names. The name follows.
SORTED_BY = "the request sorts by "


def event_guess(event: Mapping[str, CheckedJson], code: str) -> Guess:
    """Return the Guess that answers write an event in the form ``event``.

    If the form has a time in epoch seconds or milliseconds, the Guess has one alternative: the same form with
    the other unit. ``code`` is the name of the code's file, for the Guess's reason.
    """
    other = {key: _in_other_unit(value) for key, value in event.items()}
    why = f"by the keys that {code} reads"
    return Guess("api.event", event, (other,) if other != event else (), why)


def _in_other_unit(value: Json) -> Json:
    if not isinstance(value, str) or not value.startswith("@created "):
        return value
    return " ".join(_OTHER_UNIT.get(word, word) for word in value.split())


def route_guesses(
    index: int,
    route: Mapping[str, CheckedJson],
    endpoint: Endpoint,
    seen: Mapping[str, str],
    why_order: str = "",
) -> Iterator[Guess]:
    """Yield a Guess for each guessed value in the route with this index.

    ``seen`` has the keys of the route that the recording proves: they are not guesses. ``why_order`` is the
    reason for the order if no request asks for one; it may be empty.
    """
    base: Path = ("api", "routes", index)
    for key, why in _WHY.items():
        if key in route and key not in seen:
            place, value, others = (*base, key), route[key], tuple[Json, ...]()
            if key == "filter" and not value:
                changing = ", ".join(sorted(endpoint.changing))
                what = f"what {changing} asks for" if changing else "no request names a position"
                yield Guess(path_of(place), value, (), f"unknown: {what}")
                continue
            if key == "filter":
                yield from _comparisons(value, place, endpoint)
                continue
            if key == "order":
                others = tuple(_other_orders(value, endpoint))
                why = _why_order(endpoint, why_order)
            elif key == "page" and ("number" in value or "first" in value):
                others = tuple(_other_first(value, endpoint))
            elif key == "write":
                others = ({**value, "set": dict.fromkeys(value["set"])},)
                why = why if "ids" in value else "the code saves no position: each event comes once"
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


def _other_first(page: Mapping[str, Json], endpoint: Endpoint) -> Iterator[Json]:
    """Yield the page with its other first number. Code that begins at page 1 would never have got the first
    page of a product that counts from 0.
    """
    if str(endpoint.asked.get(str(page.get("number")))) != "1":
        yield {**page, "first": 0 if page.get("first", 1) else 1}


def _comparisons(value: CheckedJson, place: Path, endpoint: Endpoint) -> Iterator[Guess]:
    """Yield a Guess for each field that a route's ``filter`` compares."""
    rows: list[tuple[Path, CheckedJson]] = [(place, value)]
    if not isinstance(value, Mapping):
        rows = [((*place, number), row) for number, row in enumerate(value)]
    told = {one.reference for one in endpoint.bounds if one.told}
    for inside, row in rows:
        for name, compared in row.items():
            if not isinstance(compared, Mapping):
                continue
            refs = [str(ref) for op, ref in compared.items() if op in _OPERATORS]
            if not refs:
                continue
            fewer = _without_start(compared, name, rows, told, endpoint.asked)
            others = (*_other_bounds(compared, told), *fewer)
            named = ", ".join(dict.fromkeys(refs))
            what = "name and value" if others or "within" in compared else "comparison"
            by_code = "; ".join(
                one.why for one in endpoint.bounds if one.why and one.reference in refs
            )
            why = f"by the {what} of {named}" + (f", and {by_code}" if by_code else "")
            yield Guess(path_of((*inside, name)), compared, others, why)


def _other_bounds(value: Mapping[str, Json], told: Collection[str]) -> Iterator[Json]:
    """Yield variants of a comparison that the product may mean instead: another operator at the start or at
    the end of the window, or another unit of a relative window. What the request names itself is not varied.
    """
    if value.get("unit") in _OTHER_SPAN and value.get("within") not in told:
        yield {**value, "unit": _OTHER_SPAN[str(value["unit"])]}
    for others in (_OTHER_STARTS, _OTHER_ENDS):
        if any(key in others and ref not in told for key, ref in value.items()):
            yield {others.get(key, key): inner for key, inner in value.items()}


def _without_start(
    value: Mapping[str, Json],
    field: str,
    rows: Iterable[tuple[Path, CheckedJson]],
    told: Collection[str],
    asked: Collection[str],
) -> Iterator[Json]:
    """Yield the comparison without its start, if the same request compares the same time with another start
    too: then the product may read only one of them.
    """
    starts = [_starts_in(row.get(field, {})) for _, row in rows]
    own = _starts_in(value)
    sent = [
        one for one in starts if {str(ref).partition("|")[0] for ref in one.values()} & set(asked)
    ]
    if own in sent and len(sent) > 1 and not set(told) & set(map(str, own.values())):
        left = {key: inner for key, inner in value.items() if key not in own}
        yield left if set(left) & set(_OPERATORS) else {"exists": True}


def _starts_in(value: Mapping[str, Json]) -> Mapping[str, Json]:
    return {key: ref for key, ref in value.items() if key in _OTHER_STARTS}


def _other_orders(order: CheckedJson, endpoint: Endpoint) -> Iterator[Json]:
    """Yield other orders that are possible. If the request names no direction, it is the other direction. If
    the request sorts by another time than its filter compares, the events may come in any order of the
    filter's time.
    """
    if isinstance(order, Mapping):
        return
    if endpoint.order is None or not endpoint.order.told:
        yield _turned(order) if order != UNSPECIFIED else "created"
    elif sorts_by_another(endpoint.order, _starts(endpoint)):
        yield UNSPECIFIED


def _starts(endpoint: Endpoint) -> list[str]:
    return [one.reference for one in endpoint.bounds if one.field in ("created", "updated")]


def _turned(order: CheckedJson) -> Json:
    if isinstance(order, list):
        return [_turned(one) for one in order]
    return order.removeprefix("-") if order.startswith("-") else f"-{order}"


def _why_order(endpoint: Endpoint, by_code: str) -> str:
    order = endpoint.order
    if order is None:
        return by_code or "no order was asked for"
    asked = f"{SORTED_BY}{order.name or order.field}"
    if not order.told:
        asked = f"{asked} and names no direction"
        return f"{asked}; {by_code}" if by_code else asked
    if sorts_by_another(order, _starts(endpoint)):
        return f"{asked}, which may be another time than the filter's"
    return asked if order.name else "by the order that was asked for"


def _marks(value: CheckedJson, place: Path) -> Iterator[Guess]:
    """Yield a Guess for each ``@`` name in an answer's template: the list of events, a count, the next
    page.
    """
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if "'" not in key:
                yield from _marks(inner, (*place, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _marks(inner, (*place, number))
    elif isinstance(value, str) and value.startswith("@") and not value.startswith("@@"):
        why = "where the events stand" if value in _EVENTS else "by its name and its values"
        yield Guess(path_of(place), value, (), why)


def is_list(route: Mapping[str, CheckedJson]) -> bool:
    """Whether the route answers with a list of events, or of their ids."""
    marks = _marks(route.get("answer", {}).get("json"), ())
    return any(guess.value in _EVENTS for guess in marks)


def shows_newest(route: Mapping[str, CheckedJson], endpoint: Endpoint) -> bool:
    """Whether a route's requests ask for a few events only: they name no time and no order, and always the
    same page. A product then shows the newest events.
    """
    page = route.get("page", {})
    turned = [ref for key, ref in page.items() if key in ("number", "offset", "cursor", "range")]
    asked = endpoint.order is not None or any(key in route for key in ("filter", "search", "order"))
    return bool(page) and not asked and set(turned) <= endpoint.steady
