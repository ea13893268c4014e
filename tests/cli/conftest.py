"""No test of a starter depends on how fast the machine is."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let ``init`` watch as long as it needs."""
    watch = "xfetch.emulator.starter.watching.watch"
    monkeypatch.setattr(f"{watch}._LONGEST_REAL_S", 600.0)
    monkeypatch.setattr(f"{watch}._LONGEST_S", 600.0)
