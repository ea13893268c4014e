"""A snapshot of assets is judged as a whole: amid it, nothing is left behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.emulator.judging.intake.test_snapshots import GO_ON, START, cycle
from xfetch.emulator.judging.verdict.inventory import Inventory

ENDED: dict[str, Any] = {}


def test_a_snapshot_of_several_fetches_is_seen_as_one() -> None:
    inventory = Inventory()
    assert inventory.see(cycle(1, asked=GO_ON), fresh=False) is None
    assert inventory.see(cycle(2, asked=GO_ON), fresh=True) is None
    assert inventory.see(cycle(3, asked=ENDED), fresh=False) == (
        START + timedelta(minutes=1),
        True,
    )
    assert inventory.see(cycle(4, asked=ENDED), fresh=False) == (
        START + timedelta(minutes=4),
        False,
    )
