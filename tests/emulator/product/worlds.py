"""A clock that jumps, a vendor from a function, and a wire with both."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta, timezone
from importlib import metadata
from typing import Any

import pytest

from xfetch.emulator.product.message import Request
from xfetch.emulator.product.wire.transport import Wire
from xfetch.emulator.record.entries import Record
from xfetch.emulator.record.recorder import Recorder

OWN_CHUNKS = pytest.mark.skipif(
    metadata.version("requests").startswith(tuple(f"2.{minor}." for minor in range(29))),
    reason="requests before 2.29 sends a generator's chunks past urllib3's pool",
)
START = datetime(2024, 1, 1, tzinfo=timezone.utc)


class FakeClock:
    """Moves when told to; ``passed_s`` seconds since the start."""

    def __init__(self) -> None:
        self._now = START

    def now(self) -> datetime:
        return self._now

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)

    def working(self) -> AbstractContextManager[None]:
        return nullcontext()

    @property
    def passed_s(self) -> float:
        return (self._now - START).total_seconds()


class Answering:
    """A vendor from a function; keeps what it was asked."""

    def __init__(self, handle: Callable[[Request, datetime], Any]) -> None:
        self._handle = handle
        self.asked: list[Request] = []

    def handle(self, request: Request, now: datetime) -> Any:
        self.asked.append(request)
        return self._handle(request, now)


def always(value: Any) -> Answering:
    """A vendor that gives one answer."""
    return Answering(lambda request, now: value)


def in_turn(*values: Any) -> Answering:
    """A vendor that gives these answers one after the other, the last for ever."""
    left = list(values)
    return Answering(lambda request, now: left.pop(0) if len(left) > 1 else left[0])


def wired(vendor: Any, latency_s: float = 0.2) -> Wire:
    """A wire on a fake clock, with a recorder."""
    clock = FakeClock()
    wire = Wire(vendor, clock, latency_s)
    wire.recorder = Recorder(clock.now, {__file__: "worlds.py"})
    return wire


def record(wire: Wire) -> Record:
    assert wire.recorder is not None
    return wire.recorder.close()
