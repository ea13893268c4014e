"""Distinguishes Ctrl-C of the user from a KeyboardInterrupt that the integration raises.

The child process does not get Ctrl-C, because it has its own session. Inline, the handler of SIGINT raises
our class CtrlC. If that handler cannot be set, every KeyboardInterrupt counts as Ctrl-C.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from .errors import Interruption


class CtrlC(KeyboardInterrupt):
    """The user pressed Ctrl-C."""


_unmarked = 0


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


def _like_ctrl_c() -> tuple[signal.Signals, ...]:
    known = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
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
