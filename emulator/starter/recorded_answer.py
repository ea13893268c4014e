"""Turn a recorded answer into a scenario's template, with ``@`` names for events, next page, counts,
tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Sized
from operator import ge
from typing import Any

from ..record.entries import Json
from ..record.words import snake_case
from .next_page import NextPage
from .seen import Place, Seen, at, scalars

_TOTAL = re.compile(
    r"(\w+_)?total(_?(count|results?|records?|items?|hits|size|elements|found|matches|number))?"
    r"|(num|number|results?)_?found|odata_count"
)
_COUNT = re.compile(r"(\w+_)?(count|returned|size|num|number)(_?(of_)?(results?|items?|records?))?")
_MORE = re.compile(
    r"(has_?)?(more|next)(_?(page|results?|items?|records?|data|available))?|\w+_more"
)
_REFRESH = re.compile(r"refresh_?token", re.I)
_EXPIRES = re.compile(r"expires_?in", re.I)
# Bearer, success, ok: a short word is no secret.
_WORD = re.compile(r"[A-Za-z]{0,12}")
_MOST_ITEMS = 3


def answer_shape(
    seen: Sequence[Seen], list_path: str, page: NextPage | None, mark: str = "@events"
) -> dict[str, Json]:
    """Build a route's key ``answer`` from the recorded answers of an endpoint.

    ``list_path`` is the dotted path at which the answers hold events (or only their ids, if ``mark`` is
    ``@ids``); it is empty if the answer itself is the list.
    """
    place = tuple(list_path.split(".")) if list_path else ()
    holding = [one.document for one in seen if one.went_well and _has_list(one.document, place)]
    marks = {place: mark, **dict(_marks(holding, place, page, seen))}
    shaped = _shaped(holding[0], (), marks) if holding else mark
    found: dict[str, Json] = {"json": shaped}
    if page is not None and page.header:
        found["headers"] = {page.header: _next(page, link="@next_link")}
    return found


def _marks(
    documents: Sequence[Json], place: Place, page: NextPage | None, seen: Sequence[Seen]
) -> Iterator[tuple[Place, str]]:
    """Yield the places in an endpoint's answers that hold a count or the next page, each with its ``@``
    name.
    """
    lists = [at(document, place) for document in documents]
    sizes = [len(found) if isinstance(found, Sized) else 0 for found in lists]
    for own, value in scalars(documents[0]) if documents else ():
        name = snake_case(own[-1] if own else "")
        values = [at(document, own) for document in documents]
        mark = _counting(name, value, values, sizes)
        if mark:
            yield own, mark
    if page is not None and not page.header:
        absent = any(not _has(one.document, page.place) for one in seen if one.went_well)
        yield page.place, _next(page, link="@next_url") + ("?" if absent else "")


def _next(page: NextPage, link: str) -> str:
    return link if page.link else "@next"


def _counting(name: str, value: Json, values: Sequence[Json], sizes: Sequence[int]) -> str:
    """Return the ``@`` name for a key that counts events: ``@count``, ``@total``, ``@more``; empty for other
    keys.

    ``values`` are its recorded values, ``sizes`` the lengths of the lists of events in the same answers.
    """
    if isinstance(value, bool):
        return "@more" if _MORE.fullmatch(name) else ""
    numbers = [one for one in values if isinstance(one, int) and not isinstance(one, bool)]
    if len(numbers) < len(values):
        return ""
    if _TOTAL.fullmatch(name) and all(map(ge, numbers, sizes)):
        return "@total"
    return "@count" if _COUNT.fullmatch(name) and numbers == list(sizes) else ""


def _has_list(document: Json, place: Place) -> bool:
    return isinstance(at(document, place), list)


def _has(document: Json, place: Place) -> bool:
    within = at(document, place[:-1])
    return isinstance(within, Mapping) and place[-1] in within


def _shaped(value: Json, place: Place, marks: Mapping[Place, str]) -> Json:
    """Copy a recorded answer, with ``@`` names such as ``@events`` in their places."""
    if place in marks:
        return marks[place]
    if not isinstance(value, dict):
        # Other lists of the answer are kept as they are.
        return literal(value[:_MOST_ITEMS] if isinstance(value, list) else value)
    added: dict[str, Any] = {mark[-1]: None for mark in marks if mark and mark[:-1] == place}
    return {key: _shaped(inner, (*place, key), marks) for key, inner in {**added, **value}.items()}


def literal(value: Json) -> Json:
    """Return recorded data with escapes, so that the scenario's template gives it back unchanged."""
    if isinstance(value, dict):
        return {key: literal(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [literal(inner) for inner in value]
    if isinstance(value, str):
        text = re.sub(r"\{([{%#])", r"{ \1", value)
        return text[0] + text if text.startswith(("@", "=")) else text
    return value


def login_answer(seen: Sequence[Seen], tokens: tuple[str, ...]) -> dict[str, Json] | None:
    """Build the key ``answer`` of a login's route from recorded answers, without their secrets.

    Return None if no answer holds a token under one of the names in ``tokens``.
    """
    for one in seen:
        if not one.went_well:
            continue
        if isinstance(one.document, dict):
            shaped = _login_shape(one.document, tokens)
            if "@token" in _texts(shaped):
                return {"json": shaped}
        elif one.document is None and re.fullmatch(rb"[\w.~+/=-]{8,}\s*", one.answered.body):
            return {"text": "@token"}
    return None


def _login_shape(value: Json, tokens: tuple[str, ...], key: str = "") -> Json:
    if isinstance(value, dict):
        return {name: _login_shape(inner, tokens, name) for name, inner in value.items()}
    if isinstance(value, list):
        return []
    if _EXPIRES.fullmatch(key):
        return "@expires_in text" if isinstance(value, str) else "@expires_in"
    if not isinstance(value, str):
        return value
    if key in tokens:
        return "@token"
    if _REFRESH.fullmatch(key):
        return "@refresh_token"
    return literal(value) if _WORD.fullmatch(value) else ""


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value
