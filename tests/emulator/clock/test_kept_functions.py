"""Time functions that a library stored before the run."""

from __future__ import annotations

import sched
import sys
import time
from collections.abc import Iterator
from types import ModuleType

import pytest

from tests.emulator.clock.waiting.worlds import START, frozen

LIBRARY = """
import time
from time import monotonic, sleep, time as now

def asked(clock=time.time):
    return clock()

def asked_by_name(*, clock=time.time, pause=time.sleep):
    pause(5)
    return clock()

class Timed:
    clock = time.time
    rest = staticmethod(sleep)

    def asked(self, clock=now):
        return clock()

    @classmethod
    def asked_of_class(cls, clock=now):
        return clock()

    @staticmethod
    def asked_of_nobody(clock=now):
        return clock()
"""


@pytest.fixture
def library() -> Iterator[ModuleType]:
    module = ModuleType("kept_library")
    sys.modules[module.__name__] = module
    exec(LIBRARY, vars(module))
    yield module
    del sys.modules[module.__name__]


def test_defaults_and_class_attributes_are_on_the_clock(library: ModuleType) -> None:
    start = START.timestamp()
    with frozen() as world:
        assert library.asked() == start
        assert library.Timed.clock() == start
        assert library.Timed().asked() == start
        assert library.Timed.asked_of_class() == library.Timed.asked_of_nobody() == start
        assert library.asked_by_name() == start + 5
        assert world.passed_s == 5


def test_stored_functions_are_real_again_after_the_freeze(library: ModuleType) -> None:
    with frozen():
        pass
    assert library.asked.__defaults__ == (time.time,)
    assert library.asked_by_name.__kwdefaults__ == {"clock": time.time, "pause": time.sleep}
    assert vars(library.Timed)["clock"] is time.time
    assert abs(library.asked() - time.time()) < 60


def test_a_scheduler_needs_no_functions_of_its_own() -> None:
    with frozen() as world:
        scheduler = sched.scheduler()
        scheduler.enter(30, 1, lambda: None)
        scheduler.run()
        assert world.passed_s == 30
