"""Relative times in requests."""

from __future__ import annotations

import pytest

from xfetch.emulator.product.declared.times.span import relative_us

NOW, HOUR = 10**15, 3600 * 10**6


@pytest.mark.parametrize(
    ("text", "hours"),
    [("now", 0), ("now-1h", -1), ("-2h", -2), ("24h", -24), ("3 days", -72), ("now+1h", 1)],
)
def test_a_length_alone_is_in_the_past(text: str, hours: int) -> None:
    assert relative_us(text, NOW) == NOW + hours * HOUR


@pytest.mark.parametrize("value", ["2024-01-01T00:00:00Z", "1704067200", 24, "24x", "3 days after"])
def test_what_is_no_relative_time(value: object) -> None:
    assert relative_us(value, NOW) is None
