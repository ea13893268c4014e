"""A route's key ``answer:``: the status, the headers, and the body around the events."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from ....record.entries import CheckedJson
from ....settings.section import Path, Section, SectionError, kind_of
from ...headers import Headers
from ...message import Response
from ..reading.plain import part
from ..shape.shape import EVENT_NAMES, WHOLE_EVENT, Names, Shape, parse_shape
from ..shape.template import compile_text, is_template, names_in

BODIES = ("json", "text", "xml", "csv")
_KEYS = (*BODIES, "status", "headers", "event", "empty", "if_empty", "content_type")
_TYPES = {
    "json": "application/json",
    "text": "text/plain; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
NAMES = frozenset(
    (
        "events", "event", "ids", "count", "total", "more", "next", "next_url", "next_path",
        "next_link", "page", "pages", "limit", "offset", "content_range", "token", "refresh_token",
        "expires_in", "expires", "job", "written", "now", "error", "retry_after",
    )
)  # fmt: skip
ANSWER_NAMES = Names(NAMES, frozenset(("now", "expires")))
# A function that makes the bytes from a scope, and the names that it reads.
_Body = tuple[Callable[[Any], bytes], frozenset[str]]
_REQUEST_NAMES = frozenset(("query", "path", "form", "body", "header"))


@dataclass(frozen=True)
class Answer:
    """A route's response as a template. ``body`` makes its bytes from a Scope, the result of one request.

    ``names`` are the values that the template reads, ``event`` is the form of each event in it. For a result
    without events ``empty`` is the value of ``@events``, and ``if_empty`` replaces the whole answer.
    """

    status: int
    headers: tuple[tuple[str, Shape], ...]
    content_type: str
    body: Callable[[Any], bytes]
    names: frozenset[str]
    event: Shape = WHOLE_EVENT
    empty: tuple[Any, ...] = ()
    if_empty: Answer | None = None

    @cached_property
    def plain(self) -> Headers:
        """The headers of the response if the answer declares none: only the content type."""
        return Headers([("Content-Type", self.content_type)])

    def give(self, scope: Any) -> Response:
        """Return the response: the template with the values of ``scope`` filled in."""
        body = self.body(scope)
        if not self.headers and body:
            return Response(self.status, self.plain, body, fit=scope.fit)
        pairs = [(name, shape.build(scope)) for name, shape in self.headers]
        shown = [(name, value) for name, value in pairs if value is not None]
        if body and not any(name.lower() == "content-type" for name, _ in shown):
            shown.append(("Content-Type", self.content_type))
        return Response(self.status, Headers(shown), body, fit=scope.fit)


def parse_answer(
    value: object, path: Path, event: object = None, default: object = None, status: int = 200
) -> Answer:
    """Parse a route's key ``answer:``. Raises SectionError.

    Where the answer gives none, ``default`` is the JSON of the body, ``event`` the form of an event, and
    ``status`` the status.
    """
    section = Section({} if value is None else value, path, _KEYS)
    kinds = [kind for kind in BODIES if kind in section]
    if len(kinds) > 1:
        raise SectionError(path, f"an answer has one body, not {' and '.join(kinds)}: keep one")
    shape_source = section.raw("event", event)
    event_path = section.at("event") if "event" in section else ("api", "event")
    shape = WHOLE_EVENT
    if shape_source is not None:
        shape = parse_shape(shape_source, event_path, EVENT_NAMES)
    kind = kinds[0] if kinds else "json"
    given = section.raw(kind) if kinds else default
    code = section.integer("status", status, least=200, most=599)
    if (not kinds and given is None) or code in (204, 304):
        body, names = (lambda scope: b""), frozenset[str]()
    else:
        body, names = _BODY[kind](given, section.at(kind))
    headers = _headers(section)
    return Answer(
        code,
        headers,
        section.text("content_type", _TYPES[kind]),
        body,
        names.union(*(shape.names for _, shape in headers)),
        shape,
        (section.raw("empty"),) if "empty" in section else (),
        part(section, "if_empty", lambda value, at: parse_answer(value, at, shape_source)),
    )


def _headers(section: Section) -> tuple[tuple[str, Shape], ...]:
    value = section.raw("headers", {})
    if not isinstance(value, dict):
        raise section.wrong("headers", f"headers must map names to values, not {kind_of(value)}")
    found = []
    for name, given in value.items():
        path = (*section.at("headers"), name)
        try:
            Headers([(name, "" if isinstance(given, str) else given)])
        except ValueError as error:
            raise SectionError(path, str(error)) from error
        for item in given if isinstance(given, list) else [given]:
            found.append((name, parse_shape(item, path, ANSWER_NAMES)))
    return tuple(found)


def _json_body(value: CheckedJson, path: Path) -> _Body:
    shape = parse_shape(value, path, ANSWER_NAMES)
    only_events = value == "@events"

    def body(scope: Any) -> bytes:
        try:
            if only_events and scope.memo is not None:
                return scope.events_text().encode()  # type: ignore[no-any-return]
            text: str = scope.splice(json.dumps(shape.build(scope)))
            return text.encode()
        except (TypeError, ValueError, RecursionError) as error:
            raise SectionError(path, f"the answer is not JSON: {error}") from error

    return body, shape.names


def _text_body(value: object, path: Path, escape: bool = False) -> _Body:
    if not isinstance(value, str):
        raise SectionError(path, f"a text or xml body must be text, not {kind_of(value)}")
    if not is_template(value):
        shape = parse_shape(value, path, ANSWER_NAMES)
        if value == "@events" and not escape:
            return _event_lines, shape.names
        if "events" in shape.names:
            what = (
                "events in a text need a template: {% for e in events %}{{ e.title }}{% endfor %}"
            )
            raise SectionError(path, what)
        return lambda scope: _as_text(shape.build(scope)).encode(), shape.names
    fill = compile_text(value, path, escape=escape)
    names = names_in(value)
    unknown = sorted(names - NAMES - _REQUEST_NAMES)
    if unknown:
        known = ", ".join(sorted(NAMES | _REQUEST_NAMES))
        shown = value.strip()[:80]
        raise SectionError(
            path, f"the template {shown!r} reads {unknown[0]!r}, which is not there; known: {known}"
        )
    return lambda scope: fill(scope.template_values()).encode(), names


def _event_lines(scope: Any) -> bytes:
    """Return the page's events, each on a line: a text as it is, anything else as JSON."""
    known = scope.memo is not None
    events = json.loads(scope.events_text()) if known else scope.value("events")
    return "".join(f"{_as_text(one)}\n" for one in events).encode()


def _csv_body(value: CheckedJson, path: Path) -> _Body:
    """Parse a CSV body: ``columns`` maps the name of each column to the template of its cells."""
    section = Section(value, path, ("columns", "delimiter", "header"))
    columns = section.raw("columns")
    if not isinstance(columns, dict) or not columns:
        raise section.wrong("columns", "columns must map column names to cells, like Name: '@name'")
    cells = [
        parse_shape(cell, (*section.at("columns"), name), EVENT_NAMES)
        for name, cell in columns.items()
    ]
    delimiter = section.text("delimiter", ",")
    if len(delimiter) != 1:
        raise section.wrong("delimiter", "the delimiter of CSV must be one character")
    header = section.flag("header", True)

    def body(scope: Any) -> bytes:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=delimiter)
        if header:
            writer.writerow(columns)
        for view in scope.views:
            writer.writerow([_as_text(cell.build(view)) for cell in cells])
        return out.getvalue().encode()

    return body, frozenset(("events",))


def _as_text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


_BODY: dict[str, Callable[[Any, Path], _Body]] = {
    "json": _json_body, "text": _text_body, "xml": partial(_text_body, escape=True), "csv": _csv_body
}  # fmt: skip
