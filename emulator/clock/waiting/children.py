"""Stop the simulated clock while a thread waits for a child process, which runs in real time.

If such a wait times out, the clock moves by the timeout.
"""

from __future__ import annotations

import selectors
import subprocess
import sys
from contextlib import ExitStack
from functools import wraps
from time import monotonic as _real_monotonic
from typing import Any

from .evidence import children
from .waiting_clock import WaitingClock, replace_attribute


def patch_children(clock: WaitingClock, stack: ExitStack) -> None:
    """Make ``subprocess`` and ``multiprocessing`` stop the clock while they wait; closing ``stack`` undoes
    it.
    """
    popen: Any = subprocess.Popen
    for name in ("wait", "communicate"):
        _patch(clock, stack, popen, name)
    start = popen._execute_child

    @wraps(start)
    def execute_child(self: object, *args: Any, **kwargs: Any) -> Any:
        started = start(self, *args, **kwargs)
        children.add(self)
        return started

    replace_attribute(stack, popen, "_execute_child", execute_child)
    # subprocess imports monotonic by name: freezegun replaced it there.
    replace_attribute(stack, subprocess, "_time", _real_monotonic)
    _patch_connections(stack)


def _patch_connections(stack: ExitStack) -> None:
    """Replace ``multiprocessing.connection.wait``, which loops until more time than its timeout has passed.

    On the simulated clock exactly the timeout passes, so the original would loop for ever.
    """
    if "multiprocessing" not in sys.modules:
        return
    from multiprocessing import connection as connections

    module: Any = connections
    original = module.wait

    @wraps(original)
    def wait(object_list: Any, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            found: list[Any] = original(object_list)
            return found
        with module._WaitSelector() as selector:
            for item in object_list:
                selector.register(item, selectors.EVENT_READ)
            return [key.fileobj for key, _ in selector.select(max(timeout, 0.0))]

    if hasattr(module, "_WaitSelector"):
        replace_attribute(stack, module, "wait", wait)


def _patch(clock: WaitingClock, stack: ExitStack, popen: object, name: str) -> None:
    original = getattr(popen, name)

    @wraps(original)
    def waited(self: object, *args: Any, **kwargs: Any) -> Any:
        try:
            with clock.working():
                return original(self, *args, **kwargs)
        except subprocess.TimeoutExpired as error:
            # Popen's methods call each other: only the outermost moves the clock.
            if not clock.real():
                clock.advance(error.timeout)
            raise

    replace_attribute(stack, popen, name, waited)
