"""Tells which exceptions are swallowed, and where they were raised.

A context manager may swallow one, such as ``contextlib.suppress``; so may the thread or the task that called
a function.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FrameType
from typing import Any

# Gets an exception that a context manager has swallowed.
Tell = Callable[[BaseException], None]
# What ends a loop or a generator, and is no mistake.
_ENDS = (StopIteration, StopAsyncIteration)


def is_mistake(error: BaseException) -> bool:
    """Whether an exception is an error of the code, and no way to end a loop, a generator or the process."""
    return isinstance(error, Exception) and not isinstance(error, _ENDS)


def ends_unseen(frame: FrameType) -> bool:
    """Whether no function of the same code has called the function of ``frame``, but a thread, a task or a
    library. A lambda only passes on.
    """
    file, caller = frame.f_code.co_filename, frame.f_back
    while caller is not None and caller.f_code.co_filename == file:
        if caller.f_code.co_name != "<lambda>":
            return False
        caller = caller.f_back
    return True


def raised_in(error: BaseException | None, frame: FrameType) -> tuple[int, FrameType]:
    """Return the innermost line of the code of ``frame`` at which an exception was raised, 0 where no line of
    it is known, and the frame that ran it.
    """
    number, raising, trace = 0, frame, error.__traceback__ if error is not None else None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == frame.f_code.co_filename:
            number, raising = trace.tb_lineno, trace.tb_frame
        trace = trace.tb_next
    return number, raising


def watched(manager: Any, tell: Tell) -> Any:
    """Return a context manager that does the same as ``manager``, and tells what that one swallows. Another
    value is returned as it is: Python refuses it.
    """
    kind = type(manager)
    return _Watched(manager, tell) if _has(kind, "__enter__", "__exit__") else manager


def watched_async(manager: Any, tell: Tell) -> Any:
    """Do for an ``async with`` what ``watched`` does for a ``with``."""
    kind = type(manager)
    return _WatchedAsync(manager, tell) if _has(kind, "__aenter__", "__aexit__") else manager


def _has(kind: type, *names: str) -> bool:
    return all(hasattr(kind, name) for name in names)


class _Watched:
    # Python calls the methods of the type, so they are called so here too.

    def __init__(self, manager: Any, tell: Tell) -> None:
        self._manager, self._tell = manager, tell

    def __enter__(self) -> Any:
        return type(self._manager).__enter__(self._manager)

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> Any:
        swallows = type(self._manager).__exit__(self._manager, kind, error, trace)
        if swallows and error is not None:
            self._tell(error)
        return swallows


class _WatchedAsync:
    def __init__(self, manager: Any, tell: Tell) -> None:
        self._manager, self._tell = manager, tell

    async def __aenter__(self) -> Any:
        return await type(self._manager).__aenter__(self._manager)

    async def __aexit__(self, kind: Any, error: BaseException | None, trace: Any) -> Any:
        swallows = await type(self._manager).__aexit__(self._manager, kind, error, trace)
        if swallows and error is not None:
            self._tell(error)
        return swallows
