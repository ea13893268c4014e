"""The interval of a find's likelihood, held against known values."""

from __future__ import annotations

import pytest

from xfetch.emulator.exploring.telling.likelihood import Likelihood


@pytest.mark.parametrize(
    ("shown", "worlds", "low", "high"),
    [(7, 40, 0.0875, 0.3195), (1, 1, 0.2065, 1.0), (0, 40, 0.0, 0.0876), (40, 40, 0.9124, 1.0)],
)
def test_the_interval_is_that_of_wilson(shown: int, worlds: int, low: float, high: float) -> None:
    one = Likelihood(shown, worlds)
    assert one.low == pytest.approx(low, abs=5e-5)
    assert one.high == pytest.approx(high, abs=5e-5)


@pytest.mark.parametrize(("shown", "worlds"), [(1, 2000), (3, 64), (20, 64), (64, 64)])
def test_so_many_clean_worlds_leave_a_doubt_below_one_in_twenty(shown: int, worlds: int) -> None:
    one = Likelihood(shown, worlds)
    assert (1 - one.low) ** one.clean_worlds <= 0.05
    assert (1 - one.low) ** (one.clean_worlds - 1) > 0.05


def test_the_words_name_counts_and_interval() -> None:
    assert Likelihood(7, 40).words == "in 7 of 40 worlds (9–32 %)"
    assert Likelihood(6, 30).words == "in 6 of 30 worlds (10–37 %)"
    assert Likelihood(1, 400).words == "in 1 of 400 worlds (0.04–1 %)"
