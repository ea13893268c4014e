"""The real clock, for runs against the real product, and the time zone of the process."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime, timezone


class WallClock:
    """The real clock, for runs against the real product: waits take real time, and it kills no fetch."""

    simulated = False
    killed = False
    slept_s = 0.0

    def __init__(self, tz: str = "UTC") -> None:
        self._tz = tz

    def now(self) -> datetime:
        return datetime.now(timezone.utc)

    def advance(self, seconds: float) -> None:
        """Do nothing: real time passes by itself."""

    def move_to(self, instant: datetime) -> None:
        while (left_s := (instant - self.now()).total_seconds()) > 0:
            time.sleep(min(left_s, 1.0))

    def step(self, seconds: float) -> None:
        """Do nothing: xfetch does not change the machine's clock."""

    def begin_fetch(self, kill_at: datetime | None) -> None:
        """Do nothing: this clock kills no fetch; the supervisor of a child process does."""

    def end_fetch(self) -> None:
        """Do nothing: this clock kills no fetch; the supervisor of a child process does."""

    def awaited(self, seconds: float) -> None:
        """Do nothing: waits on the real clock are not counted."""

    def begin_stretch(self) -> None:
        """Do nothing: waits on the real clock are not counted."""

    def watch(self, watcher: object | None) -> None:
        """Do nothing: real time passes without calling a watcher."""

    def working(self) -> AbstractContextManager[None]:
        return nullcontext()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        with process_zone(self._tz):
            yield


@contextmanager
def process_zone(name: str) -> Iterator[None]:
    """Set the time zone of the process, such as ``Europe/Berlin``, while the context is open."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("TZ", None)
        else:
            os.environ["TZ"] = before
        time.tzset()
