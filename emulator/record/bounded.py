"""Cut values that are too large for the record of a fetch: keep the beginning, the size and a digest.

Values of usual size stay unchanged. In a larger value long texts are cut; if the whole is still too large, so
are lists and objects with many items; and if that is not enough, only the beginning of its JSON text is kept.
The digest covers all of what was cut, so two different values are still different after the cut.
"""

from __future__ import annotations

import json
from hashlib import blake2b

from .entries import CheckedJson, Json
from .json_text import from_json, to_json

# A text longer than this is cut.
LONG_CHARS = 1 << 20
# A whole value longer than this is cut, and so is a text that holds JSON, or the body of an HTTP message.
LARGE_CHARS = 16 << 20
_HEAD_CHARS = 1_000
_HEAD_ITEMS = 1_000
_DEEPEST = 30
_BODIES = ("request_body", "response_body")
_CUT_KEY = "…"


def rough_chars(value: Json) -> int:
    """Estimate the length of a value as JSON text, in characters."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(map(rough_chars, value)) + sum(map(rough_chars, value.values()))
    if isinstance(value, (list, tuple)):
        return sum(map(rough_chars, value))
    return 1


def bounded_text(text: str) -> str:
    """Return a JSON text in which parts that are too large are cut; the same object if no part is too
    large.
    """
    if len(text) <= LONG_CHARS:
        return text
    value = from_json(text)
    bounded = bounded_value(value, len(text) > LARGE_CHARS)
    return text if bounded is value else to_json(bounded)


def bounded_parts(text: str) -> str:
    """Return the JSON text of an object or a list. Each field or item that is too large is cut by itself, so
    that all of them stay; without one the result is the same object.
    """
    if len(text) <= LONG_CHARS:
        return text
    whole, large = from_json(text), len(text) > LARGE_CHARS
    if isinstance(whole, dict):
        named = {name: _bounded_part(part, large, name) for name, part in whole.items()}
        return text if all(named[name] is whole[name] for name in whole) else to_json(named)
    parts = [_bounded_part(part, large) for part in whole]
    return (
        text if all(new is old for new, old in zip(parts, whole, strict=True)) else to_json(parts)
    )


def _bounded_part(part: Json, large: bool, name: str = "") -> Json:
    return _bounded_leaf(part, name) if isinstance(part, str) else bounded_value(part, large)


def bounded_value(value: Json, large: bool) -> CheckedJson:
    """Return a JSON value in which parts that are too large are cut; the same object if no part is too
    large.

    ``large`` is False if the whole value is known to be small enough.
    """
    cut = _inside(value, _DEEPEST)
    if not large or len(to_json(cut)) <= LARGE_CHARS:
        return cut
    cut = _inside(cut, _DEEPEST, _HEAD_ITEMS)
    text = to_json(cut)
    if len(text) <= LARGE_CHARS:
        return cut
    # Many lists of many items: keep only the beginning of its text.
    whole = cut_text(text)
    return {_CUT_KEY: whole} if isinstance(value, dict) else [whole]


def cut_text(text: str) -> str:
    """Return the beginning of a long text, then its size and a digest."""
    content = text.encode("utf-8", "surrogatepass")
    note = f"{len(content):,} bytes, the first {_HEAD_CHARS:,} characters shown"
    return f"{text[:_HEAD_CHARS]}… [{note}; digest {_digest(content)}]"


def _inside(value: Json, depth: int, most_items: int = 0) -> CheckedJson:
    """Return a JSON value with its long texts cut, down to ``depth`` levels; the same object if nothing is
    cut.

    Of each list or object only the first ``most_items`` items are kept, 0 keeps all.
    """
    if isinstance(value, str):
        return _bounded_leaf(value)
    if depth == 0 or not isinstance(value, (dict, list)):
        return value
    if most_items and len(value) > most_items:
        return _first_items(value, depth, most_items)
    if isinstance(value, dict):
        items = {name: _inside(inner, depth - 1, most_items) for name, inner in value.items()}
        return items if any(items[name] is not value[name] for name in items) else value
    listed = [_inside(inner, depth - 1, most_items) for inner in value]
    return listed if any(new is not old for new, old in zip(listed, value, strict=True)) else value


def _first_items(value: dict[str, Json] | list[Json], depth: int, most: int) -> Json:
    content = to_json(value).encode("ascii")
    note = f"{len(value):,} items in {len(content):,} bytes, the first {most:,} shown"
    note += f"; digest {_digest(content)}"
    if isinstance(value, dict):
        return {**_inside(dict(list(value.items())[:most]), depth, most), _CUT_KEY: note}
    # A list of objects stays a list of objects.
    last = {_CUT_KEY: note} if isinstance(value[0], dict) else note
    return [*_inside(value[:most], depth, most), last]


def _bounded_leaf(text: str, name: str = "") -> str:
    if len(text) <= LONG_CHARS or (name in _BODIES and len(text) <= LARGE_CHARS):
        return text
    # A text that holds JSON, such as rawJSON, must stay JSON after the cut.
    if text.lstrip()[:1] in ("{", "["):
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return cut_text(text)
        bounded = bounded_value(value, len(text) > LARGE_CHARS)
        return text if bounded is value else json.dumps(bounded)
    return cut_text(text)


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=8).hexdigest()
