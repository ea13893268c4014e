"""What the patches of Python's waits share: the interface of their clock, and how they patch."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Any, Protocol


class WaitingClock(Protocol):
    """A clock on which threads wait."""

    def block(
        self,
        seconds: float | None,
        pause: Callable[[float | None], Any],
        ready: Callable[[], bool] = ...,
        rouse: Callable[[], None] = ...,
    ) -> Any:
        """Wait until ``pause`` returns something true and return it; return False after ``seconds``.

        ``seconds`` are simulated, None waits without a limit. ``pause`` waits at most the real seconds
        that it is given. ``ready`` says, in any thread, whether ``pause`` would return something true
        at once. ``rouse`` ends a ``pause`` early.
        """

    def born(self, thread: threading.Thread) -> None:
        """Register a thread that is about to start."""

    def alone(self) -> bool:
        """Return whether no other thread or child process can run on this clock."""

    def real(self) -> bool:
        """Return whether the current thread waits in real time."""

    def working(self) -> AbstractContextManager[None]:
        """Let the current thread wait in real time while the clock stands still."""

    def advance(self, seconds: float) -> None:
        """Let simulated seconds pass."""

    def alarm(self, seconds: float, interval_s: float = ...) -> tuple[float, float]:
        """Set the alarm as ``signal.setitimer`` does; return seconds left and interval of the old one."""

    def alarm_left(self) -> tuple[float, float]:
        """Return the seconds until the alarm (0 without one) and its interval."""


def replace_attribute(stack: ExitStack, owner: Any, name: str, value: Any) -> None:
    """Set an attribute of a module or class; ``stack`` sets the old value again when it closes."""
    stack.callback(setattr, owner, name, getattr(owner, name))
    setattr(owner, name, value)
