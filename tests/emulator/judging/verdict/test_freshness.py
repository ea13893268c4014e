"""The ages of events at their delivery."""

from __future__ import annotations

from xfetch.emulator.judging.verdict.freshness import freshness_of


def test_the_buckets_of_the_platform() -> None:
    fresh = freshness_of([30.0, 10.0, 31.0, 60.0, 299.0, 3600.0, 3601.0, 700_000.0])
    assert fresh is not None
    assert fresh.buckets == {"30s": 2, "1m": 2, "5m": 1, "1h": 1, "1d": 1, "older": 1}


def test_median_and_the_ninety_per_cent() -> None:
    fresh = freshness_of([float(age) for age in range(1, 11)])
    assert fresh is not None
    assert (fresh.median, fresh.p90, fresh.most) == (5.5, 9.0, 10.0)


def test_one_event_and_none() -> None:
    one = freshness_of([7.0])
    assert one is not None
    assert (one.median, one.p90, one.most) == (7.0, 7.0, 7.0)
    assert freshness_of([]) is None
