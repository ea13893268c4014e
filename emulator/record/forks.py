"""Recorders and the processes that an integration forks.

A forked process has a copy of everything, so its demisto calls would be recorded there and be gone with
it. Instead its recorder writes into the journal, which all of them share.
"""

from __future__ import annotations

import os
import weakref
from typing import Protocol


class Forked(Protocol):
    """What is told of a fork: on both sides of it, and on the new one."""

    def before_fork(self) -> None: ...

    def after_fork(self) -> None: ...


_current: weakref.ref[Forked] | None = None
_registered = False


def follow(recorder: Forked) -> None:
    """From now on this one is told, and none before it."""
    global _current, _registered
    _current = weakref.ref(recorder)
    if not _registered:
        # There is no way to take it back; with nobody to tell it does nothing.
        os.register_at_fork(before=_before, after_in_child=_after)
        _registered = True


def _before() -> None:
    recorder = _current() if _current is not None else None
    if recorder is not None:
        recorder.before_fork()


def _after() -> None:
    recorder = _current() if _current is not None else None
    if recorder is not None:
        recorder.after_fork()
