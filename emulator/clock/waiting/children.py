"""Child processes: they live in real time, and who waits for one waits in real time.

The clock stands still meanwhile, and moves by the timeout when that runs out.
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
from .waiting_clock import WaitingClock


def patch_children(clock: WaitingClock, stack: ExitStack) -> None:
    popen: Any = subprocess.Popen
    for name in ("wait", "communicate"):
        _patch(clock, stack, popen, name)
    start = popen._execute_child

    @wraps(start)
    def execute_child(self: Any, *args: Any, **kwargs: Any) -> Any:
        started = start(self, *args, **kwargs)
        children.add(self)
        return started

    stack.callback(setattr, popen, "_execute_child", start)
    popen._execute_child = execute_child
    # It was imported by name, and so was frozen with everything else.
    stack.callback(setattr, subprocess, "_time", subprocess._time)  # type: ignore[attr-defined]
    subprocess._time = _real_monotonic  # type: ignore[attr-defined]
    _patch_connections(stack)


def _patch_connections(stack: ExitStack) -> None:
    """The original goes on until more than the timeout has passed, which on this clock never does."""
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
        stack.callback(setattr, module, "wait", original)
        module.wait = wait


def _patch(clock: WaitingClock, stack: ExitStack, popen: Any, name: str) -> None:
    original = getattr(popen, name)

    @wraps(original)
    def waited(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            with clock.working():
                return original(self, *args, **kwargs)
        except subprocess.TimeoutExpired as error:
            if not clock.real():  # else it is one of Popen's own methods that called the other
                clock.advance(error.timeout)
            raise

    stack.callback(setattr, popen, name, original)
    setattr(popen, name, waited)
