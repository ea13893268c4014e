"""Ctrl-C of the user, told apart from a KeyboardInterrupt that an integration raises by itself.

In a child process no Ctrl-C arrives: it has a session of its own. Inline, the handler of SIGINT raises a
class of ours. Where that handler cannot be set, every KeyboardInterrupt counts as the user's.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from .errors import Interruption


class CtrlC(KeyboardInterrupt):
    """The user pressed it."""


_unmarked = 0


@contextmanager
def ctrl_c_marked() -> Iterator[None]:
    """Inside, Ctrl-C raises CtrlC in the main thread, and so does every other signal that raises the same
    as Ctrl-C outside."""
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
    """Whether the error is a Ctrl-C of the user."""
    return isinstance(error, CtrlC) or (isinstance(error, KeyboardInterrupt) and _unmarked > 0)


def pass_on(error: BaseException) -> None:
    """Raise the error again where it is not the doing of the code that was called: our own unwinding of
    that code, and Ctrl-C of the user."""
    if isinstance(error, Interruption) or by_user(error):
        raise error
