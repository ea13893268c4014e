"""A limit of real time holds on a busy machine as on an idle one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from xfetch.emulator.running.process import descendants, real_time
from xfetch.emulator.running.process.real_time import RealTime

GUARD, INNER_GUARD, CHILD = 7, 8, 9


class Machine:
    """A clock, and a child that waits for a processor. A guard has forked another one, and that the child, as
    where the system has namespaces of process numbers.
    """

    def __init__(self, proc: Path) -> None:
        self._proc = proc
        for parent, child in ((GUARD, INNER_GUARD), (INNER_GUARD, CHILD)):
            folder = proc / str(parent) / "task" / str(parent)
            folder.mkdir(parents=True)
            (folder / "children").write_text(f"{child} ")
        self.now_s = 100.0
        self.waits(0.0)

    def waits(self, waited_s: float, pid: int = CHILD, thread: int = CHILD) -> None:
        folder = self._proc / str(pid) / "task" / str(thread)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "schedstat").write_text(f"5 {round(waited_s * 1e9)} 3\n")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine(tmp_path)
    monkeypatch.setattr(descendants, "PROC", tmp_path)
    monkeypatch.setattr(real_time, "monotonic", lambda: made.now_s)
    return made


def test_the_time_without_a_processor_does_not_count(machine: Machine) -> None:
    lasts = RealTime(lambda: GUARD)
    machine.now_s += 10.0
    assert lasts.exceeds(4.0)
    machine.waits(7.0)
    assert not lasts.exceeds(4.0)
    assert lasts.exceeds(2.0)


def test_the_time_of_a_thread_that_another_waits_for_does_not_count(machine: Machine) -> None:
    lasts = RealTime(lambda: GUARD)
    machine.now_s += 10.0
    machine.waits(7.0, thread=CHILD + 1)
    assert not lasts.exceeds(4.0)


def test_the_time_of_the_process_that_a_child_waits_for_does_not_count(machine: Machine) -> None:
    lasts = RealTime(lambda: GUARD)
    machine.now_s += 10.0
    machine.waits(7.0, os.getpid())
    assert not lasts.exceeds(4.0)


def test_only_the_time_since_the_begin_counts(machine: Machine) -> None:
    machine.waits(50.0)
    lasts = RealTime(lambda: GUARD)
    machine.now_s += 10.0
    assert lasts.exceeds(4.0)
    lasts.restart()
    assert not lasts.exceeds(4.0)


def test_a_limit_ends_at_last(machine: Machine) -> None:
    lasts = RealTime(lambda: GUARD)
    machine.now_s += 81.0
    machine.waits(80.0)
    assert lasts.exceeds(4.0)


def test_without_a_child_the_real_time_counts(machine: Machine) -> None:
    lasts = RealTime(lambda: None)
    machine.now_s += 5.0
    machine.waits(5.0)
    assert lasts.exceeds(4.0)
