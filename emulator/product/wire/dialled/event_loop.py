"""What an asyncio event loop needs, whose selector waits on the simulated clock."""

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
    """A loop swallows what its transports' sockets raise: an interruption is kept for its next turn."""

    def __init__(self) -> None:
        self._kept: WeakKeyDictionary[Any, Interruption] = WeakKeyDictionary()
        self._timers: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()

    def interrupt(self, interruption: Interruption) -> bool:
        """Whether a running loop will raise it; else the caller must."""
        loop = _running()
        if loop is None:
            return False
        self._kept[loop] = interruption
        loop.call_soon(_nothing)
        return True

    def wait_on_the_clock(self) -> None:
        """A loop without any timer would wait for its sockets in real time, and for ever: give it one."""
        loop = _running()
        if loop is None:
            return
        timer = self._timers.get(loop)
        if timer is None or timer.when() <= loop.time():
            self._timers[loop] = loop.call_later(_FAR_OFF_S, _nothing)

    def run_once(self, original: Callable[[Any], None]) -> Callable[[Any], None]:
        """What takes the place of ``BaseEventLoop._run_once``."""

        def _run_once(loop: Any) -> None:
            interruption = self._kept.pop(loop, None)
            if interruption is not None:
                raise interruption
            # A simulated instant is so large a number that asyncio's own resolution vanishes in it, and
            # a timer that is due to the microsecond would never be found due.
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
    """What takes the place of ``BaseEventLoop.getaddrinfo``: nobody is asked, so no thread is needed,
    and no clock has to guess what that thread is about."""
    return socket.getaddrinfo(host, port, family, type, proto, flags)


def _running() -> Any:
    asyncio = sys.modules.get("asyncio")
    loop = asyncio._get_running_loop() if asyncio is not None else None
    # A loop written in C has no turns to raise in, nor a selector that waits on the clock.
    return loop if hasattr(loop, "_run_once") else None


def _nothing() -> None:
    """What a timer calls that is only there to be waited for."""
