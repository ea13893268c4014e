"""A search: take worlds in order, run them, look at each, and make finds of what is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from time import monotonic

from ..errors import UsageError
from ..judging.finding import Finding
from ..judging.outcome import Outcome
from ..judging.run_facts import RunFacts
from .find import CauseKey, Explored, Find, key_of
from .generated import world_of
from .ground import Ground
from .promises import beyond
from .runner import Lived, Runner
from .shapes import BLOCK
from .shrink import shrunk
from .trouble import Look, Trouble, look_at, properties, trouble_of
from .world import World

# So many worlds with one trouble are diagnosed: another one may have another cause.
_MOST_DIAGNOSES, _MOST_BEYOND = 2, 1
_MOST_FINDS = 24


@dataclass(frozen=True)
class Budget:
    """How long a search goes on: a number of worlds, seconds of real time, or both. ``until_found`` ends it
    at the first find that is an error.
    """

    worlds: int | None = None
    seconds: float | None = None
    until_found: bool = False


@dataclass(frozen=True)
class Seen:
    """A world that was run and looked at. ``beyond`` is what it does beyond the promises."""

    world: World
    look: Look
    beyond: tuple[str, ...] = ()
    cycles: int = 0
    simulated: timedelta = timedelta()


class Campaign:
    """One search on a ground; call ``explore`` once.

    ``only`` names the dimensions to draw; empty for all.
    """

    def __init__(self, ground: Ground, seed: int, budget: Budget, only: Sequence[str] = ()) -> None:
        self._ground = ground
        self._seed = seed
        self._budget = budget
        self._only = tuple(only)
        self._finds: dict[CauseKey, Find] = {}
        self._causes: dict[Trouble, set[CauseKey]] = {}
        self._diagnosed: Counter[tuple[Trouble, tuple[str, ...]]] = Counter()
        self._worlds = self._untested = self._cycles = 0
        self._simulated = timedelta()
        self._drawn: Counter[str] = Counter()
        self._with_effect: Counter[str] = Counter()

    def explore(self, watch: Callable[[Explored], None] = lambda so_far: None) -> Explored:
        """Search until the budget is used up; ``watch`` gets the state after each block.

        Ctrl-C ends the search and keeps what was found. Raises the errors of ``emulate`` for a target that
        cannot run at all.
        """
        began_s = monotonic()
        stopped = ""
        with Runner(self._ground) as runner:
            try:
                facts = self._facts(runner)
                for seen in self._seen(runner, facts, began_s):
                    self._take(seen, runner, facts)
                    if self._worlds % BLOCK == 0:
                        watch(self._explored(began_s))
                    if self._budget.until_found and self._explored(began_s).exit_code:
                        break
                self._confirm(runner)
            except KeyboardInterrupt:
                stopped = "interrupted"
        return replace(self._explored(began_s), stopped=stopped)

    def _facts(self, runner: Runner) -> RunFacts:
        """Run the first world by itself, so that a target that cannot run says why; return the facts of the
        run for judging the others.
        """
        outcome = runner.outcome(self._world(0))
        if outcome.stop == "not answered":
            attempts = outcome.dossier.attempts
            raise UsageError(
                f"nothing answers {attempts[0].target}" if attempts else "a request has no answer",
                where=str(self._ground.request.scenario_file or self._ground.request.target),
                advice=("add the route to the section `api` of the scenario",),
            )
        return outcome.dossier.facts

    def _world(self, index: int) -> World:
        return world_of(self._ground, self._seed, index, self._only)

    def _seen(self, runner: Runner, facts: RunFacts, began_s: float) -> Iterator[Seen]:
        """Yield the worlds in order, a block at a time, until the budget is used up."""
        for block in count():
            first, end = block * BLOCK, (block + 1) * BLOCK
            if self._budget.worlds is not None:
                end = min(end, self._budget.worlds)
            if first >= end:
                return
            worlds = [self._world(index) for index in range(first, end)]
            for world, lived in zip(worlds, runner.lives(worlds), strict=True):
                if self._is_over(began_s):
                    return
                yield self._looked_at(world, lived, facts)

    def _is_over(self, began_s: float) -> bool:
        seconds = self._budget.seconds
        return seconds is not None and monotonic() - began_s > seconds

    def _looked_at(self, world: World, lived: Lived | None, facts: RunFacts) -> Seen:
        over = self._beyond(world)
        if lived is None:
            # Its process died or hung: the run by itself says what of the integration did that.
            return Seen(world, Look((Trouble("", "alone"),)), over)
        look = look_at(lived, facts)
        simulated = lived.runs[-1].pulled_at - lived.runs[0].at if len(lived.runs) else timedelta()
        return Seen(world, look, over, len(lived.runs), simulated)

    def _take(self, seen: Seen, runner: Runner, facts: RunFacts) -> None:
        self._worlds += 1
        self._untested += not seen.look.tested
        self._cycles += seen.cycles
        self._simulated += seen.simulated
        self._drawn.update(seen.world.drawn)
        if seen.look.troubles:
            self._with_effect.update(seen.world.drawn)
        for key in {key for one in seen.look.troubles for key in self._causes.get(one, ())}:
            self._finds[key] = replace(self._finds[key], worlds=self._finds[key].worlds + 1)
        new = [one for one in seen.look.troubles if self._is_new(one, seen)]
        if new and len(self._finds) < _MOST_FINDS:
            self._diagnosed.update((one, seen.beyond) for one in new)
            self._diagnose(seen, runner, facts)

    def _is_new(self, trouble: Trouble, seen: Seen) -> bool:
        """Whether a world with this trouble may have a cause that is not known."""
        most = _MOST_BEYOND if seen.beyond else _MOST_DIAGNOSES
        return self._diagnosed[(trouble, seen.beyond)] < most

    def _diagnose(self, seen: Seen, runner: Runner, facts: RunFacts) -> None:
        """Run a world by itself, and make finds of those causes that are new."""
        outcome = runner.outcome(seen.world, runner.children)
        for finding in properties(outcome.findings):
            key, trouble = key_of(finding), trouble_of(finding)
            causes = self._causes.setdefault(trouble, set())
            known = self._finds.get(key)
            causes.add(key)
            if known is None or (known.beyond and not seen.beyond):
                found = self._smallest(key, trouble, seen, finding, outcome, runner, facts)
                self._finds[key] = replace(
                    found,
                    first=seen.world.index if known is None else known.first,
                    worlds=1 if known is None else known.worlds,
                )

    def _smallest(
        self,
        key: CauseKey,
        trouble: Trouble,
        seen: Seen,
        finding: Finding,
        outcome: Outcome,
        runner: Runner,
        facts: RunFacts,
    ) -> Find:
        """Shrink the world of a find; keep the larger one where the smaller one has another cause."""

        def shows(worlds: Sequence[World]) -> Sequence[bool]:
            return [
                lived is not None and trouble in look_at(lived, facts).troubles
                for lived in runner.lives(worlds)
            ]

        small = shrunk(seen.world, shows)
        if small != seen.world:
            smaller = runner.outcome(small, runner.children)
            same = next((one for one in properties(smaller.findings) if key_of(one) == key), None)
            if same is not None:
                return Find(key, small, same, smaller, self._beyond(small))
        return Find(key, seen.world, finding, outcome, seen.beyond)

    def _beyond(self, world: World) -> tuple[str, ...]:
        ground = self._ground
        return beyond(world, ground.promises, ground.precision_s, ground.limit)

    def _confirm(self, runner: Runner) -> None:
        """Run the world of each find in a fresh process."""
        for key, find in self._finds.items():
            outcome = runner.outcome(find.world)
            same = next((one for one in properties(outcome.findings) if key_of(one) == key), None)
            if same is None:
                self._finds[key] = replace(find, process_state=True)
            else:
                self._finds[key] = replace(find, finding=same, outcome=outcome)

    def _explored(self, began_s: float) -> Explored:
        return Explored(
            finds=tuple(
                sorted(self._finds.values(), key=lambda one: (bool(one.beyond), one.first))
            ),
            worlds=self._worlds,
            untested=self._untested,
            cycles=self._cycles,
            simulated=self._simulated,
            real_s=monotonic() - began_s,
            drawn=tuple(
                (name, number, self._with_effect[name]) for name, number in self._drawn.items()
            ),
        )
