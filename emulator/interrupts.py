"""Distinguishes Ctrl-C of the user from a KeyboardInterrupt that the integration raises.

The child process does not get Ctrl-C, because it has its own session. Inline, the handler of SIGINT raises
our class CtrlC. If that handler cannot be set, every KeyboardInterrupt counts as Ctrl-C.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from time import monotonic
from types import FrameType

from .errors import Interruption


class CtrlC(KeyboardInterrupt):
    """The user pressed Ctrl-C."""


_unmarked = 0
# An impatient user presses Ctrl-C twice; a terminal and a shell may both send it.
_AT_ONCE_S = 2.0


@contextmanager
def ctrl_c_marked() -> Iterator[None]:
    """A context in which Ctrl-C raises CtrlC in the main thread.

    Other signals with the same handler as Ctrl-C raise CtrlC too.
    """
    global _unmarked
    marked = _like_ctrl_c() if threading.current_thread() is threading.main_thread() else ()
    if not marked:
        _unmarked += 1
    for number in marked:
        signal.signal(number, _raise)
    try:
        yield
    finally:
        for number in marked:
            signal.signal(number, signal.default_int_handler)
        if not marked:
            _unmarked -= 1


@contextmanager
def one_ctrl_c() -> Iterator[None]:
    """A context in which a second Ctrl-C shortly after the first does nothing: what the first one ends can
    keep its results.
    """
    here = threading.current_thread() is threading.main_thread()
    numbers = _like_ctrl_c() if here else ()
    last_s = -inf

    def handle(number: int, frame: FrameType | None) -> None:
        nonlocal last_s
        before_s, last_s = last_s, monotonic()
        if last_s - before_s > _AT_ONCE_S:
            raise KeyboardInterrupt

    for number in numbers:
        signal.signal(number, handle)
    try:
        yield
    finally:
        for number in numbers:
            signal.signal(number, signal.default_int_handler)


def _like_ctrl_c() -> tuple[signal.Signals, ...]:
    known = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGURG)
    return tuple(one for one in known if signal.getsignal(one) is signal.default_int_handler)


def _raise(number: int, frame: FrameType | None) -> None:
    raise CtrlC


def by_user(error: BaseException) -> bool:
    """Whether an exception comes from the user's Ctrl-C."""
    return isinstance(error, CtrlC) or (isinstance(error, KeyboardInterrupt) and _unmarked > 0)


def pass_on(error: BaseException) -> None:
    """Raise the exception again if it must end the run: an Interruption, or the user's Ctrl-C. Else do
    nothing.
    """
    if isinstance(error, Interruption) or by_user(error):
        raise error
