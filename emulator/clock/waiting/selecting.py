"""Make selectors (asyncio loops sleep in them) and ``select.select`` wait on the simulated clock."""

from __future__ import annotations

import select
import selectors
from contextlib import ExitStack
from functools import wraps
from typing import Any

from .waiting_clock import WaitingClock, replace_attribute

_SELECTORS = ("SelectSelector", "PollSelector", "EpollSelector", "KqueueSelector")


def patch_selectors(clock: WaitingClock, stack: ExitStack) -> None:
    """Make selectors, also those of existing event loops, wait on the simulated clock.

    Closing ``stack`` undoes it.
    """
    for cls in {getattr(selectors, name) for name in _SELECTORS if hasattr(selectors, name)}:
        owner = cls if "select" in vars(cls) else cls.__mro__[1]
        if "select" in vars(owner) and not hasattr(owner.select, "__wrapped__"):
            _patch_selector(clock, stack, owner)
    _patch_select(clock, stack)


def _patch_selector(clock: WaitingClock, stack: ExitStack, cls: Any) -> None:
    original = cls.select

    @wraps(original)
    def waited(self: object, timeout: float | None = None) -> Any:
        if timeout is not None and timeout <= 0:
            return original(self, timeout)
        found = clock.block(
            timeout, lambda real_s: original(self, real_s), lambda: _any_ready(self)
        )
        return found or []

    replace_attribute(stack, cls, "select", waited)


def _any_ready(selector: Any) -> bool:
    """Whether a selector, in which another thread waits, has a file that is ready."""
    try:
        keys = list(selector.get_map().values())
        reads = [key.fileobj for key in keys if key.events & selectors.EVENT_READ]
        writes = [key.fileobj for key in keys if key.events & selectors.EVENT_WRITE]
        return _would_find(reads, writes, [])
    except (OSError, RuntimeError, TypeError, ValueError, AttributeError):
        return False  # another thread changes or closes it, so that thread is running


def _would_find(reads: list[Any], writes: list[Any], errors: list[Any]) -> bool:
    if not hasattr(select, "poll"):
        return any(_real_select(reads, writes, errors, 0))
    poll = select.poll()
    for fileobj in {*reads, *writes, *errors}:
        wanted = (
            (select.POLLIN | select.POLLPRI if fileobj in reads else 0)
            | (select.POLLOUT if fileobj in writes else 0)
            | (select.POLLPRI if fileobj in errors else 0)
        )
        poll.register(fileobj, wanted)
    return bool(poll.poll(0))


_real_select = select.select


def _patch_select(clock: WaitingClock, stack: ExitStack) -> None:
    original = select.select

    @wraps(original)
    def plain_select(r: Any, w: Any, x: Any, timeout: float | None = None, /) -> Any:
        if timeout is not None and timeout <= 0:
            return original(r, w, x, timeout)

        def pause(real_s: float | None) -> Any:
            found = original(r, w, x, real_s)
            return found if any(found) else False

        def ready() -> bool:
            try:
                return _would_find(list(r), list(w), list(x))
            except (OSError, ValueError, TypeError):
                return False

        return clock.block(timeout, pause, ready) or ([], [], [])

    replace_attribute(stack, select, "select", plain_select)
