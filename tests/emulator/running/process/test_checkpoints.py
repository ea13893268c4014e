"""Checkpoints: from where a fetch late in a long run is repeated."""

from __future__ import annotations

import pytest

from xfetch.emulator.running.process.checkpoints import Checkpoints, segments


def of_run(cycles: int, state: bytes = b"s") -> Checkpoints:
    made = Checkpoints()
    for cycle in range(1, cycles + 1):
        made.see(cycle, state, ["secret"])
    return made


@pytest.mark.parametrize(
    ("wanted", "begins"),
    [
        ((3,), [(0, (3,))]),
        ((49, 50), [(0, (49, 50))]),
        ((299,), [(250, (299,))]),
        ((12, 300), [(0, (12,)), (250, (300,))]),
        ((290, 310), [(250, (290, 310))]),
        ((310, 290), [(250, (290, 310))]),
    ],
)
def test_a_fetch_is_repeated_from_the_last_checkpoint_before_it(
    wanted: tuple[int, ...], begins: list[tuple[int, tuple[int, ...]]]
) -> None:
    found = segments(wanted, of_run(400))
    assert [(begin.cycle if begin else 0, cycles) for begin, cycles in found] == begins


def test_only_so_many_are_kept() -> None:
    long = of_run(20_000)
    assert 16 <= len(long._kept) <= 32
    begin = long.before(19_900)
    assert begin is not None
    assert begin.cycle >= 18_000
    assert begin.learned == ("secret",)
    large = of_run(1_000, bytes(16 << 20))
    assert len(large._kept) <= 4
