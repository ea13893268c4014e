"""Which names are taken for an event's id."""

from __future__ import annotations

import pytest

from xfetch.emulator.record.id_guess import known_ids, known_paths, rank


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


def test_how_grave_an_incident_is_identifies_no_event() -> None:
    rows = [known_ids({"severity": 1, "alert": str(one)}, {"1", "2", "3"}) for one in (1, 2, 3)]
    assert known_paths(rows) == ("alert",)
    assert not known_paths([known_ids({"name": "a", "severity": 1}, {"1", "2"})])
