"""Whether explore finds the mistake of each guilty sample: ``python -m tests.conformance.guilty``.

Takes the API section of each guilty sample alone, without its events, faults and expectations, and searches
until a find has the cause and the line that the sample's scenario expects, or the rule where no finding of
that rule has a cause. Prints a line a sample: the cause,
what the find is, the world that showed it first, the size of the smallest world, and the time.

``--worlds N`` is how many worlds a sample gets. ``SAMPLE …`` names some of them.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import yaml

from tests.emulator.exploring.grounds import SAMPLES, sample
from xfetch.cli.signals import end_like_ctrl_c
from xfetch.emulator.executing.executor import Processes
from xfetch.emulator.exploring.find import Explored, Find, key_of
from xfetch.emulator.exploring.searching.campaign import Budget, Campaign
from xfetch.emulator.exploring.searching.runner import Runner
from xfetch.emulator.exploring.searching.trouble import properties
from xfetch.emulator.exploring.telling.document import kind_of

SEED = 1


@dataclass(frozen=True)
class Mistake:
    """The mistake of a guilty sample, as its scenario expects it: the cause, and the text of its line. Where
    the scenario names no cause, ``line`` is empty, and the cause is the broken rule.
    """

    sample: str
    cause: str
    line: str = ""

    def is_told_by(self, find: Find) -> bool:
        """Whether a find has this cause and this line, or breaks this rule."""
        if not self.line:
            return find.key.rule == self.cause
        return find.key.cause == self.cause and find.outcome.decided(find.finding) == self.line


@dataclass(frozen=True)
class Searched:
    """What a search for a mistake came to. ``find`` is None if it was not found in so many ``worlds``;
    ``others`` are the causes of the other finds, or their rules where there is no cause.
    """

    mistake: Mistake
    find: Find | None
    worlds: int
    real_s: float
    others: tuple[str, ...] = ()

    @property
    def row(self) -> str:
        """The line of the table."""
        head = f"{self.mistake.sample:<24} {self.mistake.cause:<24}"
        also = f"  also {', '.join(self.others)}" if self.others else ""
        if self.find is None:
            return f"{head} NOT FOUND in {self.worlds} worlds, {self.real_s:.0f} s{also}"
        size = (
            f"{len(self.find.world.events):>2} events {self.find.outcome.summary.cycles:>3} cycles"
        )
        return (
            f"{head} {kind_of(self.find):<6} world {self.find.first:>3}"
            f" {size} {self.real_s:>4.0f} s{also}"
        )


class _Found(Exception):
    """Ends a search: the mistake is among its finds."""


def mistakes() -> tuple[Mistake, ...]:
    """The mistakes of the guilty samples that have a scenario with an API: those that expect a cause or a
    broken rule.
    """
    return tuple(_mistakes())


def _mistakes() -> Iterator[Mistake]:
    for path in sorted(SAMPLES.glob("*/scenario.yml")):
        expect = yaml.safe_load(path.read_text())["expect"]
        if "cause" in expect:
            yield Mistake(path.parent.name, expect["cause"], expect["line"])
        else:
            yield from (Mistake(path.parent.name, rule) for rule in expect.get("rules", ()))


def search(mistake: Mistake, worlds: int, *, jobs: int = 1, only: tuple[str, ...] = ()) -> Searched:
    """Search for a mistake until it is found; its smallest world is then run in a fresh process."""
    ground = sample(mistake.sample)
    began_s = time.monotonic()
    explored = Explored()

    def watch(so_far: Explored) -> None:
        # The first time the world of the find is not shrunk yet.
        nonlocal explored
        before, explored = explored, so_far
        if all(map(told, (before, so_far))):
            raise _Found

    def told(one: Explored) -> bool:
        return any(mistake.is_told_by(find) for find in one.finds)

    with suppress(_Found):
        workers = Processes(jobs, end_like_ctrl_c, ahead=True) if jobs > 1 else None
        Campaign(ground, SEED, Budget(worlds), only, workers).explore(watch)
    found = next((one for one in explored.finds if mistake.is_told_by(one)), None)
    if found is not None:
        with Runner(ground) as runner:
            findings = properties(runner.confirmed(found.world).findings)
            assert found.key in map(key_of, findings), "a fresh process does not show it"
    return Searched(
        mistake,
        found,
        explored.worlds,
        time.monotonic() - began_s,
        tuple(
            sorted({one.key.cause or one.key.rule for one in explored.finds if one is not found})
        ),
    )


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=256)
    parser.add_argument("-j", "--jobs", type=int, default=1)
    parser.add_argument("samples", nargs="*")
    options = parser.parse_args(arguments)
    missed = 0
    for mistake in mistakes():
        if not options.samples or mistake.sample in options.samples:
            one = search(mistake, options.worlds, jobs=options.jobs)
            missed += one.find is None
            print(one.row, flush=True)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
