"""Patches by which an asyncio event loop waits on the simulated clock."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from ....errors import Interruption

_FAR_OFF_S = 7 * 86400.0
_RESOLUTION_S = 1e-6


class EventLoops:
    """Raises an interruption (the end of a fetch) in an asyncio loop, since its transports swallow
    exceptions.
    """

    def __init__(self) -> None:
        self._kept: WeakKeyDictionary[Any, Interruption] = WeakKeyDictionary()
        self._timers: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()

    def interrupt(self, interruption: Interruption) -> bool:
        """Make the running asyncio loop raise the interruption in its next turn.

        Returns False if no loop runs: then the caller must raise it.
        """
        loop = _running()
        if loop is None:
            return False
        self._kept[loop] = interruption
        loop.call_soon(_nothing)
        return True

    def later(self) -> Callable[[float, Callable[[], None]], Any] | None:
        """Return ``call_later`` of the running asyncio loop; None without one."""
        loop = _running()
        return None if loop is None else loop.call_later

    def wait_on_the_clock(self) -> None:
        """Give the running asyncio loop a timer far in the future.

        A loop without any timer would wait for its sockets in real time.
        """
        loop = _running()
        if loop is None:
            return
        timer = self._timers.get(loop)
        if timer is None or timer.when() <= loop.time():
            self._timers[loop] = loop.call_later(_FAR_OFF_S, _nothing)

    def run_once(self, original: Callable[[Any], None]) -> Callable[[Any], None]:
        """Return the replacement for asyncio's ``BaseEventLoop._run_once``.

        Before a turn of the loop it raises the interruption that ``interrupt`` has stored for the loop, if
        there is one.
        """

        def _run_once(loop: Any) -> None:
            interruption = self._kept.pop(loop, None)
            if interruption is not None:
                raise interruption
            # loop.time() is a large number here, in which asyncio's resolution is lost to rounding: a timer
            # due at this very microsecond would never run.
            loop._clock_resolution = max(loop._clock_resolution, _RESOLUTION_S)
            original(loop)

        return _run_once


async def resolved_at_once(
    loop: Any,
    host: Any,
    port: Any,
    *,
    family: int = 0,
    type: int = 0,
    proto: int = 0,
    flags: int = 0,
) -> Any:
    """Resolve a host name in the calling thread, in place of ``BaseEventLoop.getaddrinfo``.

    The original uses a thread, since DNS may take long. Here no DNS is used, and the simulated clock need not
    find out what that thread waits for.
    """
    return socket.getaddrinfo(host, port, family, type, proto, flags)


def _running() -> Any:
    """Return the running asyncio loop; None without one, and for a loop that is not written in Python
    (uvloop).
    """
    asyncio = sys.modules.get("asyncio")
    loop = asyncio._get_running_loop() if asyncio is not None else None
    # A loop in C has no _run_once to patch and no selector that waits on the clock.
    return loop if hasattr(loop, "_run_once") else None


def _nothing() -> None:
    """Do nothing: the callback of timers whose only purpose is that the loop waits for them."""
