"""References: texts that name the place of a value in a request (``query.since``, ``body.filters[0]``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from http.cookies import CookieError, SimpleCookie

from ....record.entries import Json
from ....record.json_value import json_in
from ....settings.section import Path, SectionError, alternatives
from ...message import Request

SOURCES = ("query", "path", "body", "form", "header", "cookie", "text")
_STEP = re.compile(r"\[(\d+|\*)\]|\['([^']*)'\]|(?:^|\.)([^.\[\]]+)")
_AFTER = re.compile(r"(.*)\|after '(.*)'", re.DOTALL)
_IS_REFERENCE = re.compile(
    rf"(({'|'.join(SOURCES[:-1])})\.\S+|text)(\|after '.*')?", re.ASCII | re.DOTALL
)
# A time may hold blanks, and may be followed by the end of its window: ``A/B``, ``A..B``.
_TIME = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?=$|[\s/,;|&)}\]'\"]|\.\.)",
    re.ASCII,
)
_ENDS = re.compile(r"""[\s,;|&()<>{}\[\]"']""")


class Asked:
    """An HTTP request that matches a route, with the values of the variables in the route's path.

    A request with a paging cursor continues the request for the first page: ``given`` maps references to that
    request's values, which are used in place of its own.
    """

    def __init__(self, request: Request, variables: dict[str, str]) -> None:
        self.request = request
        self.variables = variables
        self.given: Mapping[str, list[Json]] | None = None

    @cached_property
    def body(self) -> Json:
        """The body of the request as JSON; None if it is not JSON."""
        try:
            return self.request.json() if self.request.body else None
        except (ValueError, RecursionError):
            return None

    @cached_property
    def form(self) -> dict[str, str]:
        return self.request.form() if self.request.body else {}

    @cached_property
    def cookies(self) -> dict[str, str]:
        try:
            jar = SimpleCookie(self.request.header("Cookie"))
        except CookieError:
            return {}
        return {name: morsel.value for name, morsel in jar.items()}


@dataclass(frozen=True)
class Reference:
    """The place of a value in a request: the value ``name`` of a ``source`` such as query or header.

    ``steps`` lead further into JSON: keys, indexes, or ``*`` for every element of a list. With ``after`` the
    value is only the word that follows this text; with an empty text it is the first word.
    """

    text: str
    source: str
    name: str
    steps: tuple[str | int, ...] = ()
    after: str | None = None

    def all(self, asked: Asked) -> list[Json]:
        """Return all values that a request has at this place, without empty strings and nulls."""
        if asked.given is not None and self.text in asked.given:
            return asked.given[self.text]
        if self.source == "query" and not self.steps and self.after is None:
            return [value for value in asked.request.query_list(self.name) if value]
        found = self._found(asked)
        if self.after is not None:
            found = [word_behind(value, self.after) for value in found]
        return [value for value in found if value is not None and value != ""]

    def one(self, asked: Asked) -> Json:
        """Return the last value that a request has at this place; None without a value."""
        # A fast path: most references are of these kinds, and every request reads them.
        if not (self.steps or asked.given) and self.after is None:
            if self.source == "query":
                return asked.request.query.get(self.name) or None
            if self.source == "header":
                return asked.request.header(self.name) or None
        found = self.all(asked)
        return found[-1] if found else None

    def _found(self, asked: Asked) -> list[Json]:
        if self.source == "body":
            return list(_walk(asked.body, self.steps))
        if self.source == "query":
            values: list[Json] = list(asked.request.query_list(self.name))
        elif self.source == "text":
            values = [asked.request.text]
        elif self.source == "header":
            values = [asked.request.header(self.name)]
        else:
            table = {"path": asked.variables, "form": asked.form, "cookie": asked.cookies}
            values = [table[self.source].get(self.name)]
        if not self.steps:
            return values
        return [inner for value in values for inner in _walk(json_in(value), self.steps)]


def is_reference(value: object) -> bool:
    """Whether a value in the ``api:`` section is a reference such as ``query.since``, and not a literal."""
    return isinstance(value, str) and _IS_REFERENCE.fullmatch(value) is not None


def parse_reference(value: object, path: Path) -> Reference:
    """Parse a reference: the place of a value in a request, such as ``query.since``.

    ``|json`` after a name parses the value as JSON: ``query.q|json.from``. ``|after 'time > '`` takes the
    word or quoted text that follows that text. Raises SectionError for anything else.
    """
    if not isinstance(value, str) or not is_reference(value):
        word = str(value).partition(".")[0]
        raise SectionError(
            path,
            f"{value!r} names no part of a request; write it like query.since, body.filter.from, "
            f"path.id{alternatives(word, SOURCES)}",
        )
    cut = _AFTER.fullmatch(value)
    whole, after = (cut[1], cut[2]) if cut is not None else (value, None)
    source, _, rest = whole.partition(".")
    if source == "body":
        return Reference(value, source, "", _steps(rest, value, path), after)
    name, into, inner = rest.partition("|json")
    steps = _steps(inner.lstrip("."), value, path) if into and inner else ()
    return Reference(value, source, name, steps, after)


def _steps(text: str, whole: str, path: Path) -> tuple[str | int, ...]:
    found, place = [], 0
    while place < len(text):
        match = _STEP.match(text, place)
        if match is None:
            raise SectionError(
                path,
                f"the reference {whole!r} has a mistake at {text[place:]!r}:"
                " write a.b, a[0] or a['b c']",
            )
        index, quoted, plain = match.groups()
        if index is None:
            found.append(quoted if quoted is not None else plain)
        else:
            found.append(index if index == "*" else int(index))
        place = match.end()
    return tuple(found)


def _walk(value: Json, steps: tuple[str | int, ...]) -> Iterator[Json]:
    if not steps:
        yield value
        return
    step, rest = steps[0], steps[1:]
    if step == "*":
        for item in value if isinstance(value, list) else ():
            yield from _walk(item, rest)
    elif isinstance(step, int):
        if isinstance(value, list) and step < len(value):
            yield from _walk(value[step], rest)
    elif isinstance(value, dict) and step in value:
        yield from _walk(value[step], rest)


def word_behind(value: Json, text: str) -> str | None:
    """Return the word, the quoted text or the time that follows ``text`` in a value; None if the value does
    not contain ``text``.
    """
    _, found, rest = str(value).partition(text) if text else ("", "whole", str(value))
    if not found:
        return None
    rest = rest.lstrip()
    if rest[:1] in ("'", '"'):
        return rest[1:].partition(rest[0])[0]
    time = _TIME.match(rest)
    if time is not None:
        return time[0]
    end = _ENDS.search(rest)
    return rest[: end.start()] if end else rest
