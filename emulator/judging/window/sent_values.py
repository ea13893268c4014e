"""Yields every value in a request, with the words of its key and of the enclosing keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from ...record.entries import Exchange, Json
from ...record.json_value import json_in
from .words import FIELD_KEYS, VALUE_KEYS, words_of


class Sent(NamedTuple):
    """One value of a request.

    ``levels`` are the words of its key, then those of each enclosing key; ``siblings`` are the other values
    of the same object.
    """

    key: str
    levels: tuple[tuple[str, ...], ...]
    value: str | int | float
    siblings: Mapping[str, Json]


def sent_values(exchange: Exchange) -> Iterator[Sent]:
    """Yield every scalar of the request's query and body. A body is read as JSON, else as a form, else as
    one text.
    """
    parts = urlsplit(exchange.url)
    yield from _pairs(parse_qsl(parts.query))
    body = exchange.request_body.strip()
    document = _as_json(body)
    if document is not None:
        yield from _deep(document, "", (), {})
    elif re.match(r"[\w.$@%\[\]-]+=", body):
        yield from _pairs(parse_qsl(body))
    elif body:
        yield Sent("body", (), body, {})


def _pairs(pairs: Sequence[tuple[str, str]]) -> Iterator[Sent]:
    siblings = dict(pairs)
    for key, value in pairs:
        document = _as_json(value)
        if document is not None:
            yield from _deep(document, key, (words_of(key),), siblings)
        else:
            yield Sent(key, (words_of(key),), value, siblings)


def _as_json(text: str) -> Json:
    return json_in(text) if text[:1] in ("{", "[") else None


def _deep(
    value: Json, key: str, levels: tuple[tuple[str, ...], ...], siblings: Mapping[str, Json]
) -> Iterator[Sent]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            around, shown = levels, f"{key}.{name}" if key else name
            if name.lower() in VALUE_KEYS:
                # {"field": "created", "operator": "gte", "value": …}: the name stands beside it.
                said = [text for other, text in value.items() if other != name]
                around = (
                    words_of(" ".join(text for text in said if isinstance(text, str))),
                    *levels,
                )
                shown = next((str(value[k]) for k in FIELD_KEYS if value.get(k)), shown)
            yield from _deep(inner, shown, (words_of(name), *around), value)
    elif isinstance(value, list):
        for inner in value:
            yield from _deep(inner, key, levels, siblings)
    elif isinstance(value, str) and (document := _as_json(value)) is not None:
        yield from _deep(document, key, levels, siblings)
    elif isinstance(value, (str, int, float)) and not isinstance(value, bool):
        yield Sent(key, levels, value, siblings)
