"""A route's key ``page:``: how many events one answer holds, and how requests ask for the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from ....settings.section import Path, Section, SectionError
from ..reading.plain import part
from ..reading.refusal import Refusal
from ..shape.reference import Asked, Reference, is_reference, parse_reference

_KEYS = (
    "limit", "default", "max", "over_max", "number", "first", "offset", "end", "cursor", "begin",
    "always", "expires", "range", "unit", "last",
)  # fmt: skip
_WAYS = ("number", "offset", "cursor", "range")
_RANGE = re.compile(r"\s*([A-Za-z]+)\s*[=: ]\s*(\d{1,12})\s*-\s*(\d{1,12})?\s*", re.ASCII)


class Window(NamedTuple):
    """The part of the matching events that one request gets; ``limit`` None means all of them.

    ``number`` is the page number and ``token`` the paging cursor in the request, if it has one.
    """

    limit: int | None
    offset: int = 0
    number: int = 0
    token: str | None = None


@dataclass(frozen=True)
class Paging:
    """How requests ask for pages of events: by page number, offset, cursor or range, at most one of these.

    ``limit`` is the place of the page size in a request, ``default`` the size if the request has none, and
    ``largest`` the product's maximum. ``over_max`` tells whether a larger size is reduced (clamp) or refused.
    ``first`` is the number of the first page, or the offset of the first event. ``end`` is the place of the
    offset of a page's last event, in requests without a page size. ``last`` is ``empty`` for a product that
    offers a next page after every full page, even if nothing follows. With ``always`` the last page has a
    cursor too, for events to come. ``expires_us`` is how long a cursor is valid. A request with the cursor
    ``begin`` asks for the first page.
    """

    limit: Reference | None = None
    default: int | None = None
    largest: int | None = None
    over_max: str = "clamp"
    number: Reference | None = None
    first: int = 1
    offset: Reference | None = None
    end: Reference | None = None
    cursor: Reference | None = None
    always: bool = False
    expires_us: int | None = None
    range: Reference | None = None
    unit: str = "items"
    last: str = "short"
    begin: str | None = None

    def bind(self, asked: Asked) -> Window:
        """Return the Window that a request asks for: the page size, and the offset, page number or
        cursor.

        Raises Refusal if the page size, the page number, the offset or the range in the request is not
        valid.
        """
        if self.range is not None:
            return self._of_range(asked)
        limit = self._limit(asked)
        if self.number is not None:
            asked_number = _whole(self.number, asked)
            number = self.first if asked_number is None else asked_number
            if number < self.first:
                raise Refusal(
                    "bad_request",
                    f"{self.number.text} of the request is {number}, and the first page is {self.first}",
                )
            return Window(limit, (number - self.first) * (limit or 0), number)
        if self.offset is not None:
            return self._of_offset(self.offset, asked, limit)
        token = None if self.cursor is None else self.cursor.one(asked)
        if token is None or str(token) == self.begin:
            return Window(limit)
        return Window(limit, token=str(token))

    def counted(self, skipped: int) -> int:
        """Return the offset by which a client asks for the events behind the first ``skipped`` ones."""
        return skipped if self.offset is None else self.first + skipped

    def _of_offset(self, offset: Reference, asked: Asked, limit: int | None) -> Window:
        sent = _whole(offset, asked)
        start = self.first if sent is None else sent
        if start < self.first:
            raise Refusal(
                "bad_request",
                f"{offset.text} of the request is {start}, and the first event is {self.first}",
            )
        end = None if self.end is None else _whole(self.end, asked)
        if end is not None and end < start:
            raise Refusal("bad_request", f"the request asks for the events {start} to {end}")
        return Window(limit if end is None else self._within(end - start + 1), start - self.first)

    def _limit(self, asked: Asked) -> int | None:
        limit = None if self.limit is None else _whole(self.limit, asked)
        return self._within(self.default if limit is None else limit)

    def _within(self, limit: int | None) -> int | None:
        if self.largest is None or (limit is not None and limit <= self.largest):
            return limit
        if limit is not None and self.over_max == "refuse":
            raise Refusal(
                "bad_request",
                f"the request asks for {limit} events a page, more than {self.largest}",
            )
        return self.largest

    def _of_range(self, asked: Asked) -> Window:
        assert self.range is not None
        value = self.range.one(asked)
        if value is None:
            return Window(self._within(self.default))
        match = _RANGE.fullmatch(str(value))
        if match is None or match[1].lower() != self.unit.lower():
            raise Refusal(
                "bad_request", f"{self.range.text} of the request must be like {self.unit}=0-49"
            )
        start = int(match[2])
        size = self.default if match[3] is None else int(match[3]) - start + 1
        if size is not None and size < 1:
            raise Refusal(
                "bad_request", f"{self.range.text} of the request ends before it begins: {value}"
            )
        return Window(self._within(size), start)


UNPAGED = Paging()
WHOLE = Window(None)


def parse_page(value: object, path: Path) -> Paging:
    """Parse a route's key ``page:``. Raises SectionError."""
    section = Section(value, path, _KEYS)
    ways = [way for way in _WAYS if way in section]
    if len(ways) > 1:
        raise SectionError(
            path,
            f"page can have only one of {' and '.join(ways)}",
        )
    number, offset, cursor, range_ = (part(section, way, parse_reference) for way in _WAYS)
    end = part(section, "end", parse_reference)
    if end is not None and (offset is None or "limit" in section):
        raise SectionError(path, "end needs offset, and no limit")
    limit, default = section.raw("limit"), section.raw("default")
    if limit is not None and not is_reference(limit):
        default = section.integer("limit", 0, least=1)
        limit = None
    elif default is not None:
        default = section.integer("default", 0, least=1)
    largest = section.integer("max", 0, least=1) if "max" in section else None
    if "number" in ways and default is None and largest is None:
        raise SectionError(path, "pages that have a number need a size: give default, or max")
    return Paging(
        None if limit is None else parse_reference(limit, section.at("limit")),
        default,
        largest,
        section.choice("over_max", ("clamp", "refuse"), "clamp"),
        number,
        section.integer("first", 1 if offset is None else 0),
        offset,
        end,
        cursor,
        section.flag("always"),
        section.span_us("expires"),
        range_,
        section.text("unit", "items"),
        section.choice("last", ("short", "empty"), "short"),
        section.text("begin") or None,
    )


def _whole(reference: Reference, asked: Asked) -> int | None:
    value = reference.one(asked)
    if value is None:
        return None
    if isinstance(value, str) and value.isdecimal() and len(value) < 12:
        return int(value)
    if isinstance(value, bool) or not re.fullmatch(
        r"\d{1,12}(\.0+)?", str(value).strip(), re.ASCII
    ):
        raise Refusal(
            "bad_request", f"{reference.text} of the request is not a number: {str(value)[:60]!r}"
        )
    return int(float(str(value)))
