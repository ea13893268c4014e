"""Which part of a work does what."""

from __future__ import annotations

import random

from xfetch.emulator.executing.shard import Shard, parts_by_time


def test_without_times_each_part_gets_every_nth_piece() -> None:
    names = [f"{number:02}" for number in range(11)]
    parts = parts_by_time(names, 4, {})
    for number in range(1, 5):
        shard = Shard(number, 4)
        taken = [index for index in range(11) if shard.takes(index)]
        assert taken == [index for index, part in enumerate(parts) if part == number]


def test_no_part_has_much_more_than_another() -> None:
    draw = random.Random(1)
    names = [f"{number}" for number in range(100)]
    times_s = {name: draw.uniform(0.1, 5.0) for name in names}
    parts = parts_by_time(names, 4, times_s)
    sums_s = [
        sum(times_s[name] for name, part in zip(names, parts, strict=True) if part == number)
        for number in range(1, 5)
    ]
    assert max(sums_s) - min(sums_s) < max(times_s.values()) / 4
    assert parts == parts_by_time(names, 4, dict(reversed(times_s.items())))


def test_a_piece_without_a_time_counts_as_the_median() -> None:
    assert parts_by_time(["a", "b", "c", "d"], 2, {"a": 4.0, "b": 1.0, "c": 2.0}) == (1, 1, 2, 2)
