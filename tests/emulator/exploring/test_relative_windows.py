from __future__ import annotations

import pytest

from tests.emulator.exploring.grounds import sample
from xfetch.emulator.exploring.relative_windows import window_s, windows_of


@pytest.mark.parametrize(
    ("value", "others"),
    [
        ("3 days", ("1 minute", "5 minutes", "1 hour", "1 day", "7 days")),
        ("5 minutes ago", ("1 minute ago", "1 hour ago", "1 day ago", "7 days ago")),
        ("now-1h", ("now-1m", "now-5m", "now-1d", "now-7d")),
        ("-15m", ("-1m", "-5m", "-1h", "-1d", "-7d")),
    ],
)
def test_other_windows_have_the_same_form(value: str, others: tuple[str, ...]) -> None:
    assert list(windows_of({"first_fetch": value})) == [("first_fetch", others)]


@pytest.mark.parametrize(
    ("name", "value"),
    [("timeout", "30 seconds"), ("first_fetch", "2024-01-01"), ("look_back", 5), ("since", "5")],
)
def test_other_parameters_are_none(name: str, value: str | int) -> None:
    assert not list(windows_of({name: value}))


def test_the_span_of_a_window() -> None:
    assert [window_s(one) for one in ("now-5m", "2 weeks", "1 hour ago", "A day", "never")] == [
        *(300.0, 14 * 86_400.0, 3_600.0, 86_400.0, 0.0)
    ]


def test_a_sample_has_its_own_window() -> None:
    ((name, values),) = sample("ties_dropped").windows
    assert name == "first_fetch"
    assert "5 minutes" in values
