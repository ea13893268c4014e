"""Make every wait in Python's standard library use the simulated clock, under whatever name it was
imported.
"""

from __future__ import annotations

import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from time import sleep as _real_sleep
from typing import Any

from .alarms import patch_alarms
from .children import patch_children
from .conditions import patch_condition, patch_join, patch_start
from .locks import ClockLock, ClockRLock, locking_on
from .selecting import patch_selectors
from .waiting_clock import Gate, WaitingClock, replace_attribute

# How long ``sleep(0)`` takes when another thread can run.
_YIELD_S = 0.00005


@contextmanager
def patched_waits(clock: WaitingClock) -> Iterator[None]:
    """Make sleeps, locks, conditions, threads, selectors, children and alarms use the simulated clock."""
    with ExitStack() as stack:
        stack.enter_context(locking_on(clock))
        _replace_everywhere(
            {
                "sleep": (time.sleep, _sleep(clock)),
                "Lock": (threading.Lock, ClockLock),
                "RLock": (threading.RLock, ClockRLock),
                # The version in C waits where no patch reaches; threads of a pool wait in it for work.
                "SimpleQueue": (queue.SimpleQueue, queue._PySimpleQueue),  # type: ignore[attr-defined]
            },
            stack,
        )
        patch_condition(clock, stack)
        patch_join(clock, stack)
        patch_start(clock, stack)
        patch_selectors(clock, stack)
        patch_children(clock, stack)
        patch_alarms(clock, stack)
        yield


def _replace_everywhere(changes: dict[str, tuple[Any, Any]], stack: ExitStack) -> None:
    """Replace objects in all loaded modules: ``sleep`` under any name, the others under their own name."""
    sleep, replaced = changes["sleep"]
    for module in list(sys.modules.values()):
        names = getattr(module, "__dict__", None)
        if not isinstance(names, dict) or names.get("__name__", "").startswith(__package__):
            continue
        for name, value in list(names.items()):
            if value is sleep:
                replace_attribute(stack, module, name, replaced)
            elif name in changes and value is changes[name][0]:
                replace_attribute(stack, module, name, changes[name][1])


def _sleep(clock: WaitingClock) -> Callable[[float], None]:
    @wraps(_real_sleep)
    def sleep(seconds: float, /) -> None:
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        length_s = float(seconds)
        if length_s == 0.0:
            _real_sleep(0)
            if clock.alone():
                return
            length_s = _YIELD_S
        gate = Gate()
        clock.block(length_s, gate.pause, gate.ready, gate.rouse)

    return sleep
