"""Parse the ``api:`` section of a scenario, which declares the endpoints of a simulated product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...record.entries import CheckedJson
from ...settings.section import Path, Section, SectionError, kind_of
from .reading.plain import part, plain_section
from .route.answer import Answer, parse_answer
from .route.auth import EVERYBODY, Auth, parse_auth
from .route.filters import parse_filters
from .route.fit import names_read
from .route.job import parse_job
from .route.login import parse_login
from .route.order import OLDEST_FIRST, parse_order
from .route.page import UNPAGED, parse_page
from .route.path_pattern import parse_path_pattern
from .route.rate import Rate, parse_rate
from .route.route import METHODS, Route
from .route.search import parse_search
from .route.when import parse_tests
from .route.write import parse_write
from .shape.reference import parse_reference

_API_KEYS = ("base", "auth", "rate", "times", "event", "errors", "unmatched_status", "routes")
_ROUTE_KEYS = (
    *METHODS, "when", "auth", "rate", "stream", "filter", "search", "order", "page", "one", "write",
    "job", "login", "answer", "errors", "event",
)  # fmt: skip
ERRORS: dict[str, tuple[int, dict[str, str]]] = {
    "bad_request": (400, {}),
    "refused": (401, {}),
    "expired": (401, {}),
    "missing": (404, {}),
    "early": (404, {}),
    "limited": (429, {"Retry-After": "@retry_after text"}),
}
_ERROR_BODY = {"error": "@error"}


@dataclass(frozen=True)
class Api:
    """The parsed ``api:`` section of a scenario: the endpoints (routes) of a simulated product.

    ``unmatched`` is the answer to a request that matches no route. ``times`` are the names of the event
    fields that hold times. ``read`` are the names of the query parameters and body fields that at least one
    route reads.
    """

    routes: tuple[Route, ...]
    unmatched: Answer
    times: frozenset[str] = frozenset()
    rate: Rate | None = None
    read: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Shared:
    """The settings of an API that hold for every route that does not set them itself."""

    base: str
    auth: Auth
    event: Any
    errors: Mapping[str, Answer]
    times: frozenset[str]


def parse_api(section: Mapping[str, Any]) -> Api:
    """Parse the ``api:`` section of a scenario. Raises SectionError with the path of the mistake in it."""
    plain = plain_section(section)
    declared = _declared_times(plain)
    first = _parsed(plain, declared)
    times = declared | _times_of(first)
    # A field that one comparison reads as a time is a time everywhere.
    return first if times == declared else _parsed(plain, times)


def _parsed(plain: CheckedJson, times: frozenset[str]) -> Api:
    section = Section(plain, ("api",), _API_KEYS)
    errors = {
        kind: parse_answer({"headers": headers, "status": status}, (), None, _ERROR_BODY)
        for kind, (status, headers) in ERRORS.items()
    }
    shared = _Shared(
        section.text("base"),
        parse_auth(section.raw("auth"), section.at("auth")),
        section.raw("event"),
        {**errors, **_errors(section, None)},
        times,
    )
    if shared.base and not shared.base.startswith("/"):
        raise section.wrong("base", f"the base {shared.base!r} is not a path: begin it with /")
    given = section.items("routes")
    if not given:
        raise section.wrong("routes", "the api has no route: write one, like - get: /alerts")
    status = section.integer("unmatched_status", 404, least=200, most=599)
    return Api(
        tuple(_route(item, path, shared) for path, item in given),
        parse_answer(None, (), None, {"error": "no route of the scenario matches"}, status),
        times,
        part(section, "rate", parse_rate),
        names_read(plain),
    )


def _declared_times(plain: object) -> frozenset[str]:
    names = plain.get("times", []) if isinstance(plain, dict) else []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise SectionError(("api", "times"), f"times must list event fields, not {kind_of(names)}")
    return frozenset(("created", "visible", "updated", *names))


def _times_of(api: Api) -> frozenset[str]:
    found = set()
    for route in api.routes:
        found |= {own.form.field for own in route.filters if own.form.time is not None}
        if route.search is not None:
            named = route.search.forms.named.values()
            found |= {form.field for form in named if form.time is not None}
    return frozenset(found)


def _errors(section: Section, event: object) -> dict[str, Answer]:
    if "errors" not in section:
        return {}
    own = Section(section.raw("errors"), section.at("errors"), ERRORS)
    return {
        kind: parse_answer(own.raw(kind), own.at(kind), event, _ERROR_BODY, ERRORS[kind][0])
        for kind in ERRORS
        if kind in own
    }


def _route(value: object, path: Path, shared: _Shared) -> Route:
    section = Section(value, path, _ROUTE_KEYS)
    methods = [method for method in METHODS if method in section]
    if len(methods) != 1:
        raise SectionError(
            path,
            f"a route needs one of {', '.join(METHODS)}, with its path",
        )
    (method,) = methods
    one = section.raw("one", False)
    login = part(section, "login", parse_login)
    event = section.raw("event", shared.event)
    answer = parse_answer(
        section.raw("answer"), section.at("answer"), event, _default_body(section)
    )
    of_a_list = one is False and not any(key in section for key in ("write", "job", "login"))
    if of_a_list and "event" in answer.names and "events" not in answer.names:
        raise section.wrong(
            "answer",
            "@event is only the first event, and this route lists events: write @events, or"
            " give the route the key one",
        )
    auth = shared.auth if login is None else EVERYBODY  # A client without a token must log in.
    return Route(
        method,
        parse_path_pattern(section.raw(method), shared.base, section.at(method)),
        answer,
        part(section, "when", parse_tests) or (),
        parse_auth(section.raw("auth"), section.at("auth")) if "auth" in section else auth,
        part(section, "rate", parse_rate),
        section.text("stream") if "stream" in section else None,
        part(section, "filter", lambda value, at: parse_filters(value, shared.times, at)) or (),
        part(section, "search", lambda value, at: parse_search(value, shared.times, at)),
        part(section, "order", parse_order) or OLDEST_FIRST,
        part(section, "page", parse_page) or UNPAGED,
        one if isinstance(one, bool) else parse_reference(one, section.at("one")),
        part(section, "write", parse_write),
        part(section, "job", parse_job),
        login,
        {**shared.errors, **_errors(section, event)},
    )


def _default_body(section: Section) -> Any:
    if "login" in section:
        return {"access_token": "@token", "token_type": "Bearer", "expires_in": "@expires_in?"}
    if "write" in section:
        return {}
    job = section.raw("job")
    if isinstance(job, dict) and "read" not in job:
        return "@job"
    return "@event" if section.raw("one", False) is not False else "@events"
