"""What the answer to a request shows: its order, whether it was full, whether there is another page."""

from __future__ import annotations

import re

from ...record.entries import CheckedJson, Exchange
from ...record.json_value import json_or_none
from ..verdict.seen import ids_in
from ..window.sent_values import sent_values

_LIMIT_NAME = re.compile(r"limit|size|count|max|top|per_?page|first$|^n$|rows", re.I)
_PAGE_NAME = re.compile(r"^page|_page|Page|offset|skip|^start_?(at|index|row)|^from$", re.A)
_MORE_NAME = re.compile(r"next|more|cursor|continu|@odata", re.I)
_PAGE_NUMBER = re.compile(r"^(current_?)?page(_?number)?$", re.I)
_PAGE_COUNT = re.compile(r"^(total_?)?pages$|^page_?count$", re.I)
_TOTAL_NAME = re.compile(r"total|^count$|hits", re.I)


def got_all_that_it_asked(exchange: Exchange, got: int) -> bool:
    """Whether the request asked for at most as many events as the answer holds."""
    return got > 0 and any(
        str(sent.value) == str(got) and _LIMIT_NAME.search(sent.key)
        for sent in sent_values(exchange)
    )


def asks_for_a_page(exchange: Exchange) -> bool:
    """Whether the request names a page, or how many events to skip."""
    return any(_PAGE_NAME.search(sent.key) for sent in sent_values(exchange))


def has_more_pages(exchange: Exchange) -> bool:
    """Whether the answer names another page: a next link, a flag, or a total above what it holds."""
    body: CheckedJson = json_or_none(exchange.response_body)
    if not isinstance(body, dict):
        return False
    for key, value in body.items():
        if _MORE_NAME.search(key) and value not in (None, "", False, [], {}):
            return True
    number, of = _first(body, _PAGE_NUMBER), _first(body, _PAGE_COUNT)
    if number is not None and of is not None and number < of:
        return True
    lists = [len(value) for value in body.values() if isinstance(value, list)]
    totals = [
        value
        for key, value in body.items()
        if _TOTAL_NAME.search(key) and isinstance(value, int) and not isinstance(value, bool)
    ]
    return bool(lists and totals) and max(totals) > max(lists)


def _first(body: dict[str, CheckedJson], name: re.Pattern[str]) -> int | None:
    """The first whole number under a key of this name."""
    for key, value in body.items():
        if name.search(key) and isinstance(value, int) and not isinstance(value, bool):
            return value
    return None


def ids_in_order(body: str, ids: frozenset[str], leaf: str) -> tuple[str, ...]:
    """Return the ids of the product's events in an answer, in the order of the text."""
    held = ids_in(body, ids, leaf)
    places = {}
    for one in held:
        found = re.search(rf"(?<![\w.-]){re.escape(one)}(?![\w.-])", body)
        if found:
            places[one] = found.start()
    return tuple(sorted(places, key=lambda one: places[one]))
