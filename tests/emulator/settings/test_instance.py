"""An instance: its name, its schedule, whether the server calls it."""

from __future__ import annotations

import pytest

from xfetch.emulator.settings.instance import Instance, default_name


@pytest.mark.parametrize(
    ("minutes", "seconds"),
    [("1", 60.0), ("240", 14400.0), (5, 300.0), ("", None), (None, None), ("0", None), ("x", None)],
)
def test_the_interval_is_given_in_minutes(minutes: object, seconds: float | None) -> None:
    instance = Instance("a", {"incidentFetchInterval": minutes})
    assert instance.fetch_interval_s("incidentFetchInterval") == seconds


def test_only_an_instance_that_fetches_is_called() -> None:
    assert Instance("a", {"isFetch": True}).fetches
    assert Instance("a", {}).fetches
    assert not Instance("a", {"isFetch": False}).fetches


def test_the_first_instance_s_name() -> None:
    assert default_name("HelloWorld") == "HelloWorld_instance_1"
