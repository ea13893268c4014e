"""Watches context managers: one that swallows an exception, such as ``contextlib.suppress``, tells of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# Gets an exception that a context manager has swallowed.
Tell = Callable[[BaseException], None]


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
