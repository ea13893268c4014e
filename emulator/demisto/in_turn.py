"""Calls from several threads, one after the other: what they leave behind is in the record's order."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

Class = TypeVar("Class", bound=type)

# Made when this module is imported, in real time: a call never waits for the simulated clock.
_TURN = threading.RLock()


def in_turn(*names: str) -> Callable[[Class], Class]:
    """A class decorator: these methods run one at a time, whatever threads call them."""

    def decorate(cls: Class) -> Class:
        for name in names:
            setattr(cls, name, _one_at_a_time(getattr(cls, name)))
        return cls

    return decorate


def _one_at_a_time(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def called(*args: Any, **kwargs: Any) -> Any:
        with _TURN:
            return method(*args, **kwargs)

    return called
