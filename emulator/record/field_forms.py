"""For each type of a dataclass field: how its value is written as JSON, read from JSON, and masked.

A Form holds source code expressions over a variable ``v``, from which ``codec`` generates its functions.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, is_dataclass
from datetime import datetime, timezone
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, NoReturn, Union, get_args, get_origin

from .json_text import to_json

_UNION = (Union, UnionType)
_TEXT = {str}
# Bound once: a frozen clock replaces the class in every module that has it.
_DATETIME, _UTC, _from_iso = (datetime,), timezone.utc, datetime.fromisoformat


class CodecError(ValueError):
    """A JSON object cannot be decoded to its dataclass; the message names the wrong key."""


@lru_cache(maxsize=16)
def iso(instant: datetime) -> str:
    """Write a time in ISO 8601.

    The result is cached: on the simulated clock most entries have the same time.
    """
    return instant.isoformat()


@lru_cache(maxsize=16)
def iso_z(instant: datetime) -> str:
    """Write a time in UTC in ISO 8601 with a Z at the end, as reports do."""
    return instant.isoformat().replace("+00:00", "Z")


@lru_cache(maxsize=256)
def instant_of(text: str) -> datetime:
    """Parse an ISO 8601 time that has a zone; return it in UTC. Raises CodecError."""
    try:
        instant = _from_iso(text.replace("Z", "+00:00"))
        if instant.tzinfo is None:
            raise ValueError("the time has no zone")
        return instant if instant.tzinfo is _UTC else instant.astimezone(_UTC)
    except (ValueError, OverflowError) as error:
        raise CodecError(f"{text!r} is not an ISO 8601 time: {error}") from error


@dataclass(frozen=True)
class Form:
    """Source code expressions that write, read and mask the value ``v`` of a dataclass field.

    ``text`` gives its JSON text, ``plain`` its JSON value, ``read`` the value from its JSON value, and
    ``mask`` the value without secrets. ``mask`` is empty if the type cannot hold secrets. ``known`` are names
    that the expressions use.
    """

    text: str
    plain: str
    read: str
    mask: str = ""
    known: Mapping[str, Any] | None = None


def form_of(hint: object, name: str, codec: Callable[[type], Any]) -> Form:
    """Return the form for a dataclass field from its type ``hint`` and its name.

    ``codec`` returns the codec of a nested dataclass. Raises TypeError for a type that is not supported.
    """
    origin, args = get_origin(hint), get_args(hint)
    if origin in _UNION and NoneType in args:
        (inner,) = (arg for arg in args if arg is not NoneType)
        return _optional(form_of(inner, name, codec))
    if origin is tuple:
        return _of_tuple(args[0], name, codec)
    if hint is Any:
        return Form("'null' if v is None else j(v)", "v", "v", "mask(v)")
    if _is_object(hint):
        return Form("j(v)", "dict(v)", _if_type("dict", name, "an object"), "mask(v)")
    if hint in _ATOMS:
        return _atom(hint, name)
    if isinstance(hint, type) and issubclass(hint, _DATETIME):
        read = f"instant(v) if type(v) is str else wrong({name!r}, 'a time')"
        return Form("'\"' + iso(v) + '\"'", "iso_z(v)", read)
    if is_dataclass(hint) and hasattr(hint, "parse"):
        parse = lru_cache(maxsize=1024)(hint.parse)
        read = f"parsed({name!r}, parse_{name}, v)"
        return Form("q(str(v))", "str(v)", read, known={f"parse_{name}": parse})
    if is_dataclass(hint):
        return _nested(name, codec(hint))  # type: ignore[arg-type]
    raise TypeError(
        f"the codec cannot write the field {name!r}: form_of() has no form for {hint};"
        " add one, or use a type that it has"
    )


_ATOMS = {
    str: ("q(v)", "v", "str", "text", "mask(v)"),
    bool: ("'true' if v else 'false'", "v", "bool", "true or false", ""),
    int: ("f'{v:d}'", "v", "int", "a whole number", ""),
    float: ("j(v)", "v", "", "a number", ""),
}


def _atom(hint: type, name: str) -> Form:
    text, plain, kind, what, mask = _ATOMS[hint]
    read = _if_type(kind, name, what)
    if hint is float:
        read = f"v if type(v) is float or type(v) is int else wrong({name!r}, {what!r})"
    return Form(text, plain, read, mask)


def _if_type(kind: str, name: str, what: str) -> str:
    return f"v if type(v) is {kind} else wrong({name!r}, {what!r})"


def _is_object(hint: object) -> bool:
    """Whether a dataclass field of this type holds a JSON object."""
    origin = get_origin(hint)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _optional(inner: Form) -> Form:
    return Form(
        f"'null' if v is None else ({inner.text})",
        f"None if v is None else ({inner.plain})",
        f"None if v is None else ({inner.read})",
        f"None if v is None else ({inner.mask})" if inner.mask else "",
        inner.known,
    )


def _of_tuple(item: object, name: str, codec: Callable[[type], Any]) -> Form:
    if item is str:
        read = f"texts({name!r}, v)"
        return Form("j(v)", "list(v)", read, "tuple([mask(item) for item in v])")
    if item is Any or _is_object(item):
        read = f"tuple({_if_type('list', name, 'a list')})"
        return Form("j(v)", "list(v)", read, "tuple([mask(item) for item in v])")
    if get_origin(item) is tuple:
        # The headers of an HTTP message; the mask accepts them as a tuple.
        return Form("headers(v)", "[list(pair) for pair in v]", f"pairs({name!r}, v)", "mask(v)")
    if is_dataclass(item):
        one = _nested(name, codec(item))  # type: ignore[arg-type]
        many = {part: f"[{getattr(one, part)} for v in v]" for part in ("text", "plain", "mask")}
        read = f"tuple([{one.read} for v in ({_if_type('list', name, 'a list')})])"
        text = f"'[' + ','.join({many['text']}) + ']'"
        return Form(text, many["plain"], read, f"tuple({many['mask']})", one.known)
    # Entries of several classes: other code writes and reads them, by kind.
    masks = "tuple([codec(type(item)).masked(item, mask) for item in v])"
    return Form("apart", "apart", "apart", masks, {"codec": codec})


def _nested(name: str, inner: object) -> Form:
    nested = f"nested_{name}"
    return Form(
        f"{nested}.text(v)",
        f"{nested}.plain(v)",
        f"{nested}.read(v)",
        f"{nested}.masked(v, mask)",
        {nested: inner},
    )


# Functions that the expressions call


@lru_cache(maxsize=256)
def _headers(pairs: tuple[tuple[str, str], ...]) -> str:
    """Encode HTTP headers as JSON; cached, because most requests of a run have the same headers."""
    return to_json(pairs)


def _wrong(name: str, what: str) -> NoReturn:
    raise CodecError(f"the value of {name!r} must be {what}")


def _missing(name: str) -> NoReturn:
    raise CodecError(f"the value of {name!r} is missing")


def _checked(row: object) -> None:
    if type(row) is not dict:
        raise CodecError("a JSON object is needed, not another value")


def _parsed(name: str, parse: Callable[[str], object], value: object) -> object:
    if not isinstance(value, str):
        _wrong(name, "text")
    try:
        return parse(value)
    except ValueError as error:
        raise CodecError(f"the value of {name!r} cannot be read: {error}") from error


def _texts(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not {*map(type, value)} <= _TEXT:
        _wrong(name, "a list of texts")
    return tuple(value)


def _pairs(name: str, value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list):
        _wrong(name, "a list of pairs")
    for pair in value:
        if type(pair) is not list or len(pair) != 2 or {*map(type, pair)} != _TEXT:
            _wrong(name, "a list of pairs of texts")
    return tuple(map(tuple, value))


KNOWN: Mapping[str, Any] = {
    "j": to_json,
    "q": json.encoder.encode_basestring_ascii,
    "iso": iso,
    "iso_z": iso_z,
    "instant": instant_of,
    "headers": _headers,
    "wrong": _wrong,
    "missing": _missing,
    "check": _checked,
    "parsed": _parsed,
    "texts": _texts,
    "pairs": _pairs,
}
