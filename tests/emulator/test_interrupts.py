"""Ctrl-C of the user."""

from __future__ import annotations

import os
import signal

import pytest

from xfetch.emulator import interrupts
from xfetch.emulator.interrupts import one_ctrl_c


def press() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_a_second_ctrl_c_at_the_same_moment_interrupts_nothing() -> None:
    with one_ctrl_c():
        with pytest.raises(KeyboardInterrupt):
            press()
        press()
    with pytest.raises(KeyboardInterrupt):
        press()


def test_a_later_ctrl_c_interrupts_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interrupts, "_AT_ONCE_S", 0.0)
    with one_ctrl_c():
        for _ in range(2):
            with pytest.raises(KeyboardInterrupt):
                press()


def test_an_ignored_ctrl_c_stays_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with one_ctrl_c():
            press()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
