"""What a call did, in a form that two implementations can be compared by."""

from __future__ import annotations

import copy
import types
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from itertools import islice
from typing import Any

from .server import Server

_DEEPEST = 12
_LONGEST = 1000


@dataclass(frozen=True)
class Call:
    """Arguments of one call, and what the server holds while it is made (see ``Server.reset``)."""

    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    server: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Observed:
    """``ending``: what was returned or raised; ``sent``: what the server got; ``args``: theirs after."""

    ending: Any
    sent: Any
    args: Any


def observe(module: Any, server: Server, name: str, call: Call) -> Observed:
    """Make the call on copies of its arguments."""
    args, kwargs = copy.deepcopy((call.args, call.kwargs))
    server.reset(**call.server)
    try:
        function = module
        for part in name.split("."):
            function = getattr(function, part)
        ending = ("returned", plain(function(*args, **kwargs)))
    except (Exception, SystemExit) as error:
        ending = ("raised", type(error).__name__, str(error))
    return Observed(ending, plain(server.sent), plain((args, kwargs)))


def plain(value: Any, depth: int = 0) -> Any:
    """A value as nested tuples that compare by content and by type, whichever module its class is of."""
    if depth > _DEEPEST:
        return "…"
    if value is None or isinstance(value, bool | int | float | complex | str | bytes):
        return type(value).__name__, repr(value)
    if isinstance(value, datetime):
        return "datetime", value.replace(tzinfo=None).isoformat(), repr(value.utcoffset())
    if isinstance(value, date | timedelta | tzinfo):
        return type(value).__name__.removeprefix("Fake").lower(), str(value)
    if isinstance(value, dict):
        items = ((plain(k, depth + 1), plain(v, depth + 1)) for k, v in value.items())
        return type(value).__name__, tuple(items)
    if isinstance(value, set | frozenset):
        return type(value).__name__, tuple(sorted(repr(plain(v, depth + 1)) for v in value))
    if isinstance(value, list | tuple):
        return type(value).__name__, tuple(plain(v, depth + 1) for v in value)
    return _object(value, depth)


def _object(value: Any, depth: int) -> Any:
    if isinstance(value, type):
        return "class", value.__name__
    if isinstance(value, types.FunctionType | types.BuiltinFunctionType | types.MethodType):
        return ("function",)
    if isinstance(value, types.GeneratorType | map | filter | zip):
        return "iterator", tuple(plain(v, depth + 1) for v in islice(value, _LONGEST))
    if isinstance(value, BaseException):
        return type(value).__name__, str(value)
    if hasattr(value, "status_code"):
        return type(value).__name__, value.status_code, value.content
    shown = getattr(value, "__dict__", None)
    if shown is None:
        return type(value).__name__, repr(value)
    return type(value).__name__, plain(dict(sorted(shown.items())), depth + 1)
