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
    """Inside, Ctrl-C raises CtrlC in the main thread."""
    global _unmarked
    main = threading.current_thread() is threading.main_thread()
    if main and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _raise)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        return
    _unmarked += 1
    try:
        yield
    finally:
        _unmarked -= 1


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
