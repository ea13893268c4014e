"""Has the worlds of a block run, and judges each: in this process, or in a worker process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from ...judging.run_facts import RunFacts
from ..generated import world_of
from ..ground import Ground
from ..promised import shows_all
from ..world import World
from .runner import Lived, Runner
from .simpler import Scale
from .trouble import Look, Trouble, look_at

# So many worlds run in one series: the modules that the integration imports are as new at the begin of each
# series, so what a world shows cannot depend on who runs it.
SERIES = 32
# The trouble of a world that cannot be run at all.
BROKEN = Trouble("", "cannot be run")


@dataclass(frozen=True)
class Seen:
    """The result of a world that was run: its index, its dimensions (``drawn``), what judging it showed
    (``look``), and what it does beyond the promises (``beyond``).
    """

    index: int
    drawn: tuple[str, ...]
    look: Look
    beyond: tuple[str, ...] = ()
    cycles: int = 0
    simulated: timedelta = timedelta()


class Looker:
    """Runs the worlds of a seed and judges them. It can be sent to another process, where the copy starts a
    child process of its own.

    The child process that runs the worlds is started at the first use, and ends with ``close``, or with the
    process that uses the Looker. ``earlier`` are the worlds with the indexes -1, -2, …
    """

    def __init__(
        self,
        ground: Ground,
        seed: int,
        only: tuple[str, ...],
        facts: RunFacts,
        earlier: tuple[World, ...] = (),
    ) -> None:
        self.ground, self.seed, self.only, self.facts = ground, seed, only, facts
        self._earlier = earlier
        self._runner: Runner | None = None

    def __getstate__(self) -> dict[str, Any]:
        # A child process belongs to the process that started it.
        return {**vars(self), "_runner": None}

    def looks(self, indexes: range) -> Iterator[Seen]:
        """Run the worlds with these indexes, and yield their results in order."""
        if self._runner is None:
            self._runner = Runner(self.ground)
        for at in range(0, len(indexes), SERIES):
            worlds = [self.world(index) for index in indexes[at : at + SERIES]]
            for world, lived in zip(worlds, self._runner.lives(worlds), strict=True):
                yield self._seen(world, lived or self._runner.by_itself(world))

    def world(self, index: int) -> World:
        """Return a world by its index; a negative index is that of an earlier find."""
        if index < 0:
            return self._earlier[-1 - index]
        return world_of(self.ground, self.seed, index, self.only)

    def beyond(self, world: World) -> tuple[str, ...]:
        """Return what a world does beyond the promises of the ground."""
        return self.ground.beyond(world)

    @property
    def scale(self) -> Scale:
        """The times and the limit of a world that sets none of its own."""
        ground = self.ground
        start = ground.request.scenario.start
        return Scale(start, ground.interval_s, ground.limit, ground.limit_name)

    @property
    def shows_all(self) -> bool:
        """Whether the product is guessed, and no list of its events takes a filter."""
        return shows_all(self.ground.request)

    @property
    def start(self) -> datetime:
        """When the run of a world without a start of its own begins."""
        return self.ground.request.scenario.start

    @property
    def says_scope(self) -> bool:
        """Whether the scenario states of an event that it is in scope."""
        return self.ground.says_scope

    def look(self, world: World, lived: Lived | None) -> Look:
        """Judge a world that was run; None stands for a world that cannot be run."""
        if lived is None:
            return Look((BROKEN,), tested=False)
        # A request that nothing answers is no mistake of the integration: the API section lacks it.
        if not lived.complete:
            return Look(tested=False)
        # The facts are those of the first world; the parameters are those of this one.
        params = {**self.facts.params, **world.params}
        return look_at(lived, replace(self.facts, params=params))

    def close(self) -> None:
        """End the child process that runs the worlds."""
        if self._runner is not None:
            self._runner.__exit__()
            self._runner = None

    def _seen(self, world: World, lived: Lived | None) -> Seen:
        look, over = self.look(world, lived), self.beyond(world)
        if lived is None or not len(lived.runs):
            return Seen(world.index, world.drawn, look, over)
        runs = list(lived.runs)
        simulated = runs[-1].pulled_at - runs[0].at
        return Seen(world.index, world.drawn, look, over, len(runs), simulated)
