"""Run some worlds of a search again: two times unchanged, and once with sets of texts in another order. All
these runs must create the same events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ...integration.environment import HASH_SEED
from ...judging.judge import judge
from ..find import CauseKey, Find
from ..generated import world_of
from ..ground import Ground
from ..searching.looking import Seen
from ..searching.runner import Runner
from ..world import World
from .comparing import find_of
from .delivered import delivered, difference
from .variation import SET_ORDER, SETS, Variation

# One world with each of these is run again: in them a fetch has several events to choose from.
_CROWDS = ("ties", "burst", "ids")


def chosen(seen: Sequence[Seen]) -> tuple[int, ...]:
    """Return the indexes of the worlds that are worth a second run: for each of some dimensions, the first
    world that is within the promises and in which the fetch created something and made no mistake.
    """
    calm = [one for one in seen if one.look.tested and not one.look.troubles and not one.beyond]
    firsts = (next((one for one in calm if name in one.drawn), None) for name in _CROWDS)
    return tuple(dict.fromkeys(one.index for one in firsts if one is not None))


def same_again(
    ground: Ground,
    seed: int,
    only: tuple[str, ...],
    seen: Sequence[Seen],
    has_time: Callable[[], bool] = lambda: True,
) -> tuple[Find, ...]:
    """Return the finds of the worlds whose second run creates other events, one for each variation. No
    further world is run where ``has_time`` says that no time is left.
    """
    finds: dict[CauseKey, Find] = {}
    container = ground.request.container
    env = (*(one for one in container.env if not one.startswith(HASH_SEED)), SET_ORDER)
    other = replace(ground, request=replace(ground.request, container=replace(container, env=env)))
    with Runner(ground) as runner, Runner(other) as other_runner:
        for index in chosen(seen):
            if not has_time():
                break
            world = world_of(ground, seed, index, only)
            for find in _found(world, runner, other_runner):
                finds.setdefault(find.key, find)
    return tuple(finds.values())


def _found(world: World, runner: Runner, other: Runner) -> Iterator[Find]:
    first = runner.by_itself(world)
    if first is None or not first.complete:
        return
    identity = judge(first.runs, truth=first.truth).identity
    known = delivered(first.runs, identity)
    for variation, in_it in (
        (Variation("again", "nothing but another process", world), runner),
        (Variation(SETS, f"sets in another order ({SET_ORDER})", world), other),
    ):
        second = in_it.by_itself(world)
        if second is None or not second.complete:
            continue
        differs = difference(known, delivered(second.runs, identity))
        if differs is not None:
            yield replace(find_of(variation, differs, in_it.outcome(world), ()), confirmed=True)
            # Where a second run differs by itself, the order of sets explains nothing.
            return
