"""Which names are taken for an event's id."""

from __future__ import annotations

import pytest

from xfetch.emulator.record.id_guess import rank


@pytest.mark.parametrize(
    "names",
    [
        ("id", "key", "device_id"),
        ("uuid", "alert_id", "device_id"),
        ("alert_id", "user_id"),
        ("id", "data.alert.id"),
        ("ID", "alertId"),
    ],
)
def test_the_better_name_comes_first(names: tuple[str, ...]) -> None:
    other_way_round = list(names)[::-1]
    assert sorted(other_way_round, key=rank) == list(names)
