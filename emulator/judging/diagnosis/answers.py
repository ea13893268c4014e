"""Reads from one exchange with the product: the order of the events, whether the page was full, whether
more pages exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from ...excerpt import excerpt
from ...record.entries import CheckedJson, Exchange
from ...record.id_guess import is_id_name
from ...record.json_path import canonical
from ...record.json_value import json_or_none
from ..verdict.seen import ids_in
from ..window.sent_values import sent_values

# How deep inside an answer its paging may stand.
_DEEPEST = 4
_LIMIT_NAME = re.compile(r"limit|size|count|max|top|per_?page|first$|^n$|rows", re.I)
# The names of a place in a list.
_OFFSET = r"offset|skip|^start_?(at|index|row)|^from$"
# The names of what tells one page from the next in a request.
PAGE_NAME = re.compile(
    rf"^page|_page|Page|{_OFFSET}|cursor|token|^next|^marker|^scroll|(after|since)_?id$",
    re.A | re.I,
)
_OFFSET_NAME = re.compile(_OFFSET, re.A | re.I)
_PAGE_NAME = re.compile(rf"^page|_page|Page|{_OFFSET}", re.A)
# A date, or seconds or milliseconds since 1970.
_TIME = re.compile(r"\d{4}-\d\d|\d{9}")
_MORE_NAME = re.compile(r"next|more|cursor|continu", re.I)
_PAGE_NUMBER = re.compile(r"^(current_?)?page(_?number)?$", re.I)
_PAGE_COUNT = re.compile(r"^(total_?)?pages$|^page_?count$", re.I)
_MORE_CHARS = 40
_TOTAL_NAME = re.compile(r"total|^count$|hits", re.I)


def got_all_that_it_asked(exchange: Exchange, got: int) -> bool:
    """Whether a limit in the request (``limit=50``) equals ``got``, the number of events in the answer:
    the page was full, so more events may exist.
    """
    return got > 0 and any(
        str(sent.value) == str(got) and _LIMIT_NAME.search(sent.key)
        for sent in sent_values(exchange)
    )


def asks_for_a_page(exchange: Exchange) -> bool:
    """Whether the request contains a page number or an offset, such as ``page=2`` or ``skip=100``. A time is
    neither: ``from`` may be one.
    """
    return any(
        _PAGE_NAME.search(sent.key) and not _TIME.match(str(sent.value))
        for sent in sent_values(exchange)
    )


def skips_events(exchange: Exchange) -> bool:
    """Whether the request asks from a place in the list on, such as ``offset=3``, and so leaves out what
    stands before it. A place of 0 or 1 is the beginning.
    """
    return any(
        _OFFSET_NAME.search(sent.key)
        and str(sent.value).isdecimal()
        and not _TIME.match(str(sent.value))
        and int(str(sent.value)) > 1
        for sent in sent_values(exchange)
    )


def ids_sent(exchange: Exchange) -> tuple[str, ...]:
    """Return the values that a request sends under the name of an id, such as ``since_id=42``."""
    sent = sent_values(exchange)
    return tuple(str(one.value) for one in sent if is_id_name(one.key.rpartition(".")[2]))


def has_more_pages(exchange: Exchange) -> str:
    """Return what in the JSON answer says that more events exist: a next link or cursor, a page number
    below the page count, or a total above the number of events that it holds: ``total 7``. These may stand
    in an object inside the answer, such as ``paging``. Return the empty text where nothing does.
    """
    body: CheckedJson = json_or_none(exchange.response_body)
    members = tuple(_members(body, _DEEPEST))
    more = [(key, value) for key, value in members if _MORE_NAME.search(key)]
    # ``hasNextPage`` decides: a cursor beside it is there on the last page too.
    said = [(key, value) for key, value in more if isinstance(value, bool)]
    for key, value in said or more:
        if value not in (None, "", False, [], {}):
            return excerpt(f"{key} {value}", _MORE_CHARS)
    number, of = _first(members, _PAGE_NUMBER), _first(members, _PAGE_COUNT)
    if number is not None and of is not None and number < of:
        return f"page {number} of {of}"
    lists = [len(value) for _, value in members if isinstance(value, list)]
    totals = [
        (value, key)
        for key, value in members
        if _TOTAL_NAME.search(key) and isinstance(value, int) and not isinstance(value, bool)
    ]
    most, key = max(totals, default=(0, ""))
    return f"{key} {most}" if lists and most > max(lists) else ""


def pages_left(exchanges: Iterable[Exchange]) -> str:
    """Return by how much the pages that requests asked for fall short of the page count in their answers:
    ``page 2 of 11``; empty where they do not. A product may count its pages from 0.
    """
    asked, of = -1, 0
    for exchange in exchanges:
        body: CheckedJson = json_or_none(exchange.response_body)
        of = max(of, _first(_members(body, _DEEPEST), _PAGE_COUNT) or 0)
        for sent in sent_values(exchange):
            if _PAGE_NUMBER.search(sent.key.rpartition(".")[2]) and str(sent.value).isdecimal():
                asked = max(asked, int(str(sent.value)))
    return f"page {asked} of {of}" if 0 <= asked < of - 1 else ""


def pages_between(exchanges: Iterable[Exchange]) -> tuple[int, int] | None:
    """Return two page numbers that requests asked for and between which they left pages out; None where they
    left out none. Numbers that go on by the number of events which a request allows count events, not pages.
    """
    pages, limits = set(), set()
    for sent in (one for exchange in exchanges for one in sent_values(exchange)):
        text = str(sent.value)
        if _PAGE_NUMBER.search(sent.key.rpartition(".")[2]) and text.isdecimal():
            pages.add(int(text))
        elif _LIMIT_NAME.search(sent.key):
            limits.add(text)
    for before, page in pairwise(sorted(pages)):
        if page - before > 1:
            return (before, page) if str(page - before) not in limits else None
    return None


def _members(value: CheckedJson, deepest: int) -> Iterator[tuple[str, CheckedJson]]:
    """Yield the keys and values of an object, and of the objects in it, but not of those in lists: these
    are events.
    """
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key, inner
            if deepest:
                yield from _members(inner, deepest - 1)


def _first(members: Iterable[tuple[str, CheckedJson]], name: re.Pattern[str]) -> int | None:
    """Return the first integer among the values whose key matches ``name``; None without one."""
    for key, value in members:
        if name.search(key) and isinstance(value, int) and not isinstance(value, bool):
            return value
    return None


def ids_in_order(body: str, ids: frozenset[str], leaf: str) -> tuple[str, ...]:
    """Return those of the ``ids`` that an answer's body contains, in the order in which they stand there.

    ``leaf`` is the key under which an event has its id. In JSON whose lists hold the ids, the order is that
    of the items: "14" may also stand in an earlier event's time.
    """
    held = ids_in(body, ids, leaf)
    listed = (ids_in(canonical(row), held, leaf) for row in rows_in(json_or_none(body)))
    in_rows = tuple(dict.fromkeys(one for found in listed for one in sorted(found)))
    if len(in_rows) == len(held):
        return in_rows
    places = {}
    for one in held:
        found = re.search(rf"(?<![\w.-]){re.escape(one)}(?![\w.-])", body)
        if found:
            places[one] = found.start()
    return tuple(sorted(places, key=lambda one: places[one]))


def rows_in(value: CheckedJson) -> Iterator[CheckedJson]:
    """Yield the items of the lists in an answer; lists inside these items are left out."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from rows_in(inner)
    elif isinstance(value, list):
        yield from value
