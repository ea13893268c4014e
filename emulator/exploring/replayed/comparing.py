"""Compare the variations of a recorded world with the calm run: each must create the same events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from time import monotonic

from ...judging.finding import Finding
from ...judging.judge import judge
from ...judging.outcome import Outcome
from ...judging.rules.same_set import SAME_SET
from ..find import CauseKey, Explored, Find
from ..ground import Ground
from ..searching.runner import Lived, Runner
from ..world import World, WorldEvent
from .delivered import Delivered, Difference, delivered, difference
from .variation import Variation, variations_of

# What a find is beyond where the scenario does not give what was recorded.
RECORDING = "recording"


def compared(
    ground: Ground, events: tuple[WorldEvent, ...], recorded: Delivered
) -> tuple[Explored, bool]:
    """Run the calm world of these events and its variations; return the finds, one for each kind of
    variation.

    ``recorded`` is what was created from the recorded answers. If the calm world does not create the same in
    each cycle, the scenario differs from the real product, and no find is an error: the second value is then
    False. Raises the errors of ``emulate`` for a target that cannot run at all.
    """
    began_s = monotonic()
    calm = World(0, "calm", events=events)
    variations = tuple(variations_of(ground, calm))
    with Runner(ground) as runner:
        first, *others = _lives(runner, [calm, *(one.world for one in variations)])
        judgement = judge(first.runs, truth=first.truth)
        identity = judgement.identity
        known = delivered(first.runs, identity)
        as_recorded = known.begins_like(recorded)
        finds: dict[CauseKey, Find] = {}
        for variation, lived in zip(variations, others, strict=True):
            differs = difference(known, delivered(lived.runs, identity))
            if differs is None:
                continue
            outcome = runner.outcome(variation.world)
            find = find_of(variation, differs, outcome, () if as_recorded else (RECORDING,))
            finds.setdefault(find.key, find)
    drawn = {variation.name: 0 for variation in variations}
    explored = Explored(
        finds=tuple(finds.values()),
        worlds=len(variations) + 1,
        untested=0 if known.times else len(variations) + 1,
        cycles=sum(len(one.runs) for one in (first, *others)),
        simulated=sum(map(_simulated, (first, *others)), timedelta()),
        real_s=monotonic() - began_s,
        drawn=tuple(_effects(drawn, variations, finds.values())),
    )
    return explored, as_recorded


def _lives(runner: Runner, worlds: list[World]) -> Iterator[Lived]:
    """Yield each world as it ran. For a world that cannot be run, raise the error that says why."""
    for world, lived in zip(worlds, runner.lives(worlds), strict=True):
        # Another process for the run that must be the same again.
        again = world.shape == "again"
        alone = runner.by_itself(world) if lived is None or again else lived
        if alone is None:
            runner.outcome(world)
            raise AssertionError("a world that cannot be run raises an error")
        yield alone


def find_of(
    variation: Variation, differs: Difference, outcome: Outcome, beyond: tuple[str, ...]
) -> Find:
    """Return the find of a variation. It gets the cause and the line of a finding about the same events, if
    there is one: that finding says why the fetch left them out, or created them again.
    """
    text = f"with {variation.words}, {differs.words}"
    same = next((one for one in outcome.findings if set(one.events) & set(differs.events)), None)
    finding = Finding(
        SAME_SET.code,
        SAME_SET.name,
        SAME_SET.severity,
        differs.cycle,
        text,
        {"varied": variation.name},
        title=text,
        remedy=SAME_SET.remedy,
        events=differs.events,
        count=max(len(differs.events), 1),
        shape=f"{variation.name}-{differs.shape}",
    )
    if same is not None:
        finding = replace(
            finding,
            line=same.line,
            cause=same.cause,
            story=same.story,
            places=same.places,
            remedy=same.remedy,
        )
    key = CauseKey(finding.rule, finding.shape, None)
    return Find(key, variation.world, finding, outcome, beyond, variation.world.index)


def _effects(
    drawn: dict[str, int], variations: Iterable[Variation], finds: Iterable[Find]
) -> Iterator[tuple[str, int, int]]:
    broken = [find.finding.evidence["varied"] for find in finds]
    for name in drawn:
        yield name, sum(one.name == name for one in variations), int(name in broken)


def _simulated(lived: Lived) -> timedelta:
    runs = list(lived.runs)
    return runs[-1].pulled_at - runs[0].at if runs else timedelta()
