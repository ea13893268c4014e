"""What the record keeps of a value that is too large to be shown: its beginning, its size and a digest.

Values as integrations usually have them stay as they are. Of a longer one the shape stays, and with it the
keys and what stands under them; only long texts, and lists and objects of many items, are cut. Two values
that differ differ after the cut as well, since what is left out is there as a digest.
"""

from __future__ import annotations

import json
from hashlib import blake2b

from .entries import CheckedJson, Json
from .json_text import from_json, to_json

# A text is cut from this length on, in a value that is longer itself.
LONG_CHARS = 1 << 20
# A whole value is cut from this length on, and so is a text that is a JSON value, or the body of a message.
LARGE_CHARS = 16 << 20
_HEAD_CHARS = 1_000
_HEAD_ITEMS = 1_000
_DEEPEST = 30
_BODIES = ("request_body", "response_body")
_CUT_KEY = "…"


def rough_chars(value: Json) -> int:
    """About how long the JSON text of a value is."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(map(rough_chars, value)) + sum(map(rough_chars, value.values()))
    if isinstance(value, (list, tuple)):
        return sum(map(rough_chars, value))
    return 1


def bounded_text(text: str) -> str:
    """The JSON text of a value, or of a value that is cut; the same object where nothing is too long."""
    if len(text) <= LONG_CHARS:
        return text
    value = from_json(text)
    bounded = bounded_value(value, len(text) > LARGE_CHARS)
    return text if bounded is value else to_json(bounded)


def bounded_parts(text: str) -> str:
    """As ``bounded_text``, for an object of which each field, or a list of which each item, is a value of
    its own: none of them is left out."""
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
    """The value itself where nothing in it is too long. ``large``: as a whole it may be too long."""
    cut = _inside(value, _DEEPEST)
    if not large or len(to_json(cut)) <= LARGE_CHARS:
        return cut
    cut = _inside(cut, _DEEPEST, _HEAD_ITEMS)
    text = to_json(cut)
    if len(text) <= LARGE_CHARS:
        return cut
    # Many lists of many items: nothing is left but its beginning.
    whole = cut_text(text)
    return {_CUT_KEY: whole} if isinstance(value, dict) else [whole]


def cut_text(text: str) -> str:
    """The text's beginning, and what stands for the rest."""
    content = text.encode("utf-8", "surrogatepass")
    note = f"{len(content):,} bytes, the first {_HEAD_CHARS:,} characters shown"
    return f"{text[:_HEAD_CHARS]}… [{note}; digest {_digest(content)}]"


def _inside(value: Json, depth: int, most_items: int = 0) -> CheckedJson:
    """The value with its long texts cut; itself where none is. Of lists and objects the first
    ``most_items``, if not 0."""
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
    # A list of objects stays one.
    last = {_CUT_KEY: note} if isinstance(value[0], dict) else note
    return [*_inside(value[:most], depth, most), last]


def _bounded_leaf(text: str, name: str = "") -> str:
    if len(text) <= LONG_CHARS or (name in _BODIES and len(text) <= LARGE_CHARS):
        return text
    # An event, or a state, as JSON in a text: still JSON after the cut.
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
