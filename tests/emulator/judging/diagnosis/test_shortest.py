"""The fewest cycles that show a finding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from xfetch.emulator.judging.diagnosis.shortest import reproducible
from xfetch.emulator.judging.finding import ERROR, WARNING, Finding
from xfetch.emulator.record.fetch_run import History

RUNS: Any = tuple(range(40))


def finding(rule: str = "XF102", cycle: int | None = 7, **more: Any) -> Finding:
    return Finding(rule, "n", ERROR, cycle, "m", cycles=(cycle or 1, 20), **more)


def from_cycle(shown: int, found: Finding) -> Callable[[History], Sequence[Finding]]:
    """A judge that finds it from so many fetches on."""
    return lambda runs: [found] if len(list(runs)) == len(runs) >= shown else []


@pytest.mark.parametrize(
    ("shown", "least", "options"),
    [
        (7, 1, ("--cycles", "7", "--event", "e")),
        (9, 1, ("--cycles", "9", "--event", "e")),
        (3, 12, ("--cycles", "12", "--event", "e")),
        (21, 1, ("--cycles", "21", "--event", "e")),
        (40, 1, ("--event", "e")),
    ],
)
def test_the_fewest_cycles_after_the_finding_are_taken(
    shown: int, least: int, options: tuple[str, ...]
) -> None:
    one = finding(events=("e", "f"))
    (found,) = reproducible((one,), RUNS, from_cycle(shown, one), least)
    assert found.reproduce == options


def test_another_finding_is_not_taken_for_it() -> None:
    one, other = finding(events=("e",)), finding(events=("f",))
    assert reproducible((one,), RUNS, from_cycle(1, other))[0].reproduce == ("--event", "e")
    milder = Finding("XF102", "n", WARNING, 7, "m", events=("e",))
    assert reproducible((one,), RUNS, from_cycle(1, milder))[0].reproduce == ("--event", "e")


def test_what_grows_shows_before_the_end() -> None:
    one = finding("XF210", 40)
    assert reproducible((one,), RUNS, from_cycle(9, one))[0].reproduce == ("--cycles", "10")


def test_a_long_run_is_not_judged_often() -> None:
    judged: list[int] = []

    def judge(runs: History) -> Sequence[Finding]:
        judged.append(len(runs))
        return ()

    runs: Any = tuple(range(5000))
    findings = [finding(cycle=cycle) for cycle in range(4000, 4900, 100)]
    reproducible(findings, runs, judge)
    assert sum(judged) <= 2 * len(runs)
