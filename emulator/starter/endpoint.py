"""The endpoints that an integration called, and guesses what the parameters of its requests mean."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, unquote, urlsplit

from ..judging.window.window import asked_from
from ..masking.logins import is_login
from ..record.entries import Exchange, Json
from ..record.fetch_run import FetchRun
from ..record.json_value import json_in
from ..record.times import read_instant
from ..record.words import snake_case
from ..recording.timeless import TIME, timeless
from .bounds.after_id import serials_in
from .bounds.bound import Bound, united
from .bounds.bounds import bounds_of
from .bounds.order import AskedOrder, order_of, united_order
from .bounds.texts import times_in

_PRESENT = timedelta(seconds=2)
_THINGS = r"(results?|rows|records|items|messages|alerts|events|incidents|tickets|cases|entries)"
_LIMIT = (
    r"(\w+_)?limit|top|take|l|length|(page|batch|fetch|max)?_?(size|count|length)|rows?_?count|per_?page"
    rf"|max(_?fetch)?|num|first|(amount|num(ber)?)_?of_?{_THINGS}|(page_?|batch_?|max_?|num_?)?{_THINGS}"
    r"|results?_?per_?page"
)
_OFFSET = r"skip|(\w+_)?offset|from|o|((result|page)_?)?start(_?(at|index|offset))?"
_END = r"end|to|last|stop|(end|stop)_?(index|row|at|offset)"
_PAGE = r"(current_?)?page(_?(number|num|no|index))?"
_BEGIN = r"(start|begin|from|since)(_?(time|date|datetime|at|timestamp))?"

# Where a cloud's machine asks for its own credentials.
_OF_CLOUD = re.compile(r"/meta-?data/.*(credentials|token)")


@dataclass(frozen=True)
class Endpoint:
    """A method and path of the product that the integration called, with the parameters of one call.

    ``asked`` maps each parameter (``query.limit``, ``body.from``) to the value sent. ``start`` names the
    parameter that holds the time from which events are requested, and ``written`` is that time as it was
    sent; both are empty if no time was sent. ``line`` is the line of the code that sent the request, 0 if
    unknown. ``bounds`` are the comparisons of all calls, ``order`` is the order that they ask for,
    ``steady`` are the parameters that had the same value in all of them, ``changing`` those that had another
    value in a later one; ``later`` are parameters, with a value, that the first call did not send.
    """

    method: str
    path: str
    login: bool
    asked: Mapping[str, Json]
    start: str = ""
    written: str = ""
    line: int = 0
    bounds: tuple[Bound, ...] = ()
    order: AskedOrder | None = None
    steady: frozenset[str] = frozenset()
    changing: frozenset[str] = frozenset()
    # Their values may be new in each run, such as that of a token.
    later: Mapping[str, Json] = field(default_factory=dict, compare=False)

    def with_calls(self, other: Endpoint) -> Endpoint:
        """Return this endpoint with what further calls of it, in another run, showed."""
        kept = other if other.start and not self.start else self
        return replace(
            kept,
            bounds=united((*self.bounds, *other.bounds)),
            order=united_order((self.order, other.order)),
            steady=self.steady & other.steady,
            changing=self.changing | other.changing,
            later={**other.later, **self.later, **other.asked},
        )

    @property
    def page(self) -> Mapping[str, Json]:
        """The key ``page`` for the scenario's route: which parameters hold the limit, the offset or the page
        number.
        """
        kinds = (("limit", _LIMIT), ("offset", _OFFSET), ("number", _PAGE), ("end", _END))
        found: dict[str, Json] = {}
        compared = {one.reference.partition("|")[0] for one in self.bounds}
        for kind, names in kinds:
            for ref, value in self._named(names):
                # Where nothing limits an answer, some ask for 0.
                number = re.fullmatch(r"\d{1,5}", str(value)) and (kind, str(value)) != (
                    "limit",
                    "0",
                )
                plain = number and ref not in compared
                if plain and ref not in found.values():
                    found.setdefault(kind, ref)
        if "offset" in found:
            found.pop("number", None)
            if str(self.asked.get(str(found["offset"]))) == "1":
                # What is asked for first is the first event.
                found["first"] = 1
        if "end" in found and ("limit" in found or not self._is_range(found)):
            found.pop("end")
        if "number" in found and str(self.asked.get(str(found["number"]))) == "0":
            # The first call that is kept may ask for a later page, but not for one before the first.
            found["first"] = 0
        if "number" in found or (found and not {"limit", "end"} & set(found)):
            found["default"] = 5
        return found

    def _is_range(self, page: Mapping[str, Json]) -> bool:
        """Whether the numbers of a page's first and last event stand in the requests."""
        first, last = (self.asked.get(str(page.get(key))) for key in ("offset", "end"))
        return None not in (first, last) and int(str(first)) <= int(str(last))

    def _others(self) -> Mapping[str, Json]:
        return {ref: value for ref, value in self.later.items() if ref not in self.asked}

    def _named(self, names: str) -> Iterator[tuple[str, Json]]:
        """Yield the parameters of the request whose names, in snake_case, match the regex ``names``."""
        for ref, value in {**self.asked, **self._others()}.items():
            name = snake_case(ref.partition(".")[2].rpartition(".")[2] or ref)
            if re.fullmatch(names, name):
                yield ref, value


def endpoints_of(
    exchanges: Sequence[Exchange], now: datetime, ids: frozenset[str] = frozenset()
) -> dict[tuple[str, str], Endpoint]:
    """Return the endpoints of these requests by method and path, in the order of their first call.

    A segment of a path that is one of the events' ``ids`` becomes a variable. ``now`` is when the run began.
    Of several calls, the first that sends a start time is used.
    """
    found: dict[tuple[str, str], Endpoint] = {}
    calls: dict[tuple[str, str], list[tuple[datetime, Mapping[str, Json]]]] = {}
    for exchange in exchanges:
        endpoint = _endpoint(exchange, now, ids)
        place = endpoint.method, endpoint.path
        calls.setdefault(place, []).append((exchange.at, endpoint.asked))
        known = found.get(place)
        if known is None or (endpoint.start and not known.start):
            found[place] = endpoint
    return {
        place: replace(
            one,
            bounds=() if one.login else bounds_of(calls[place], ids),
            order=united_order([order_of(asked) for _, asked in calls[place]]),
            steady=_steady([asked for _, asked in calls[place]]),
            changing=_changing([asked for _, asked in calls[place]]),
            later={ref: value for _, asked in calls[place] for ref, value in asked.items()},
        )
        for place, one in found.items()
    }


def _steady(calls: Sequence[Mapping[str, Json]]) -> frozenset[str]:
    """Return the parameters with the same value in all calls, of at least two."""
    first, *later = calls
    return frozenset(
        ref for ref, value in first.items() if later and all(one.get(ref) == value for one in later)
    )


def _changing(calls: Sequence[Mapping[str, Json]]) -> frozenset[str]:
    """Return the parameters that have different values in these calls."""
    first: dict[str, Json] = {}
    found = set[str]()
    for asked in calls:
        found.update(ref for ref, value in asked.items() if first.setdefault(ref, value) != value)
    return frozenset(found)


def serials_of(runs: Iterable[FetchRun], constants: Mapping[str, int]) -> tuple[str, ...]:
    """Return the keys of events whose number must grow from event to event, because the requests of these
    runs ask for larger numbers.

    ``constants`` maps keys of the made-up events to numbers. Such a number is now the same in every event.
    """
    calls: dict[str, list[Mapping[str, Json]]] = {}
    for run in runs:
        for exchange in run.record.exchanges:
            place = f"{exchange.method} {urlsplit(exchange.url).path}"
            calls.setdefault(place, []).append(dict(_asked(exchange)))
    found = [name for asked in calls.values() for name in serials_in(asked, constants)]
    return tuple(dict.fromkeys(found))


def _endpoint(exchange: Exchange, now: datetime, ids: frozenset[str]) -> Endpoint:
    path = route_path(unquote(urlsplit(exchange.url).path or "/"), ids)
    asked = dict(_asked(exchange))
    start, written = _start(exchange, now, asked)
    line = exchange.line.number if exchange.line is not None else 0
    login = is_login(exchange) or _OF_CLOUD.search(path) is not None
    return Endpoint(exchange.method, path, login, asked, start, written, line)


def route_path(path: str, ids: frozenset[str] = frozenset()) -> str:
    """Return a request's path in the form of a scenario's route.

    A segment that is one of ``ids``, contains a time or contains braces becomes a variable: ``/alerts/{id}``.
    """
    found: list[str] = []
    # Routes treat repeated slashes as one.
    for segment in re.sub("/{2,}", "/", path).split("/"):
        kind = _variable(segment, ids)
        names = [f"{{{kind}}}", *(f"{{{kind}{number}}}" for number in range(2, len(found) + 2))]
        found.append(next(name for name in names if name not in found) if kind else segment)
    return "/".join(found)


def _variable(segment: str, ids: frozenset[str]) -> str:
    if segment in ids:
        return "id"
    if TIME in segment or timeless(segment) != segment:
        return "time"
    return "part" if re.search(r"[][{}?]", segment) else ""


def _asked(exchange: Exchange) -> Iterator[tuple[str, Json]]:
    query = parse_qsl(urlsplit(exchange.url).query, keep_blank_values=True)
    for name, value in query:
        yield from _of_query(reference("query", name), value)
    yield from _in_headers(exchange)
    body = exchange.request_body.strip()
    if body.startswith("{"):
        try:
            yield from _scalars(json.loads(body), "body")
        except (ValueError, RecursionError):
            return
    elif re.match(r"[\w.$@%\[\]-]+=", body):
        yield from ((reference("form", name), value) for name, value in parse_qsl(body))


def _in_headers(exchange: Exchange) -> Iterator[tuple[str, str]]:
    """Yield the headers that hold an earlier time: some products take a filter there. A header with the
    present time is left out: it belongs to a signature.
    """
    for name, value in exchange.request_headers:
        for one in times_in(value):
            with suppress(ValueError):
                if exchange.at - read_instant(one.written) > _PRESENT:
                    yield reference("header", name), value
                    break


def _of_query(ref: str, value: str) -> Iterator[tuple[str, Json]]:
    """Yield a query parameter and its value; if the value is JSON, yield the values inside it instead."""
    if value[:1] in ("{", "["):
        document = json_in(value)
        if document is not None:
            yield from _scalars(document, f"{ref}|json")
            return
    yield ref, value


def reference(place: str, name: str) -> str:
    """Return a scenario's name for a request parameter: ``query.limit``, ``query.page[size]``.

    In JSON an unusual name stands in quotes: ``body['a b']``.
    """
    plain = r"[^\s|]+" if place in ("query", "form") else r"[$\w-]+"
    return f"{place}.{name}" if re.fullmatch(plain, name) else f"{place}['{name}']"


def _scalars(value: Json, ref: str) -> Iterator[tuple[str, Json]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _scalars(inner, reference(ref, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value[:5]):
            yield from _scalars(inner, f"{ref}[{index}]")
    elif value is not None:
        yield ref, value


def _start(exchange: Exchange, now: datetime, asked: Mapping[str, Json]) -> tuple[str, str]:
    window = asked_from([exchange], now)
    if window is None:
        # In local time a start may lie after the clock's time; then its name tells.
        named_so = (
            (ref, str(value))
            for ref, value in asked.items()
            if re.fullmatch(_BEGIN, snake_case(ref.rpartition(".")[2])) and _is_time(value)
        )
        return next(named_so, ("", ""))
    holding = [ref for ref, value in asked.items() if window.text in str(value)]
    last = window.key.rpartition(".")[2]
    named = [ref for ref in holding if last in ref]
    return next(iter(named or holding), ""), window.text


def _is_time(value: Json) -> bool:
    return timeless(str(value)) != str(value)
