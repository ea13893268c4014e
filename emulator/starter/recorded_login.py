"""A recorded answer to a login as a shape: where the token stood, and nothing that could be a secret."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..record.entries import Json
from .recorded_answer import literal
from .seen import Seen

_REFRESH = re.compile(r"refresh_?token", re.I)
_EXPIRES = re.compile(r"expires_?in", re.I)
# Bearer, success, ok: nothing that anybody would call a secret.
_WORD = re.compile(r"[A-Za-z]{0,12}")


def login_answer(seen: Sequence[Seen], tokens: tuple[str, ...]) -> dict[str, Json] | None:
    """The section ``answer``; None where no answer shows a token by one of these names."""
    for one in seen:
        if not one.went_well:
            continue
        if isinstance(one.document, dict):
            shaped = _shaped(one.document, tokens)
            if "@token" in _texts(shaped):
                return {"json": shaped}
        elif one.document is None and re.fullmatch(rb"[\w.~+/=-]{8,}\s*", one.answered.body):
            return {"text": "@token"}
    return None


def _shaped(value: Json, tokens: tuple[str, ...], key: str = "") -> Json:
    if isinstance(value, dict):
        return {name: _shaped(inner, tokens, name) for name, inner in value.items()}
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
