"""A search: take worlds in order, have them run and judged, and make finds of what is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from time import monotonic

from ...errors import UsageError
from ...executing.executor import Executor
from ...executing.shard import Shard
from ...interrupts import one_ctrl_c
from ...judging.outcome import Outcome
from ...record.fetch_run import INTERRUPTED, NOT_ANSWERED
from ...running.process.children import Children
from ..find import Explored
from ..generated import world_of
from ..ground import Ground
from ..shapes import BLOCK, SHAPES
from ..world import World
from .look_task import LookTask
from .looking import SERIES, Looker, Seen
from .runner import Runner
from .sieve import Sieve

# Of a budget in seconds: until the first share of it is used up, worlds are run and no find is made smaller;
# else the first finds would use up the time. Then finds are made smaller, and where time is left more worlds
# are run, until the second share is used up. The finds are confirmed until the last share is used up: where a
# guess decides, only that shows it.
_ONLY_WORLDS, _SEARCHED, _LATE = 0.4, 0.8, 1.2


@dataclass(frozen=True)
class Budget:
    """How long a search lasts: for all worlds with an index below ``worlds``, for some ``seconds`` of real
    time, or until the first of both is reached. None sets no limit. The time is for all that a search does,
    shrinking and confirming too.

    ``until_found`` ends it at the first find that is an error. ``begin`` is the index of the first world, a
    multiple of the size of a block. ``shard`` says which blocks belong to this part of the search.
    """

    worlds: int | None = None
    seconds: float | None = None
    until_found: bool = False
    begin: int = 0
    shard: Shard = field(default_factory=Shard)

    @property
    def first(self) -> range:
        """The indexes of the first block of worlds; empty if the budget holds none."""
        return next(self.blocks(), range(0))

    def blocks(self) -> Iterator[range]:
        """Yield the indexes of each block of worlds; the last one may be shorter."""
        for number in count(self.begin // BLOCK):
            block = range(number * BLOCK, (number + 1) * BLOCK)
            if self.worlds is not None:
                block = block[: max(self.worlds - block.start, 0)]
            if not block:
                return
            if self.shard.takes(number):
                yield block


class Campaign:
    """One search on a ground; call ``explore`` once.

    ``only`` names the dimensions to draw; empty for all. ``executor`` has the worlds run and judged, ``size``
    at a time, which is a multiple of a series or a part of one; None for this process. The finds are the same
    for any executor. ``earlier`` are worlds to run first. ``known`` are the worlds that the shards of this
    search have run already, with their results: then only they and ``earlier`` count. ``children`` may hold a
    child process that was started before. ``seen`` are the results of the worlds so far, in order.
    """

    def __init__(
        self,
        ground: Ground,
        seed: int,
        budget: Budget,
        only: Sequence[str] = (),
        executor: Executor | None = None,
        earlier: tuple[World, ...] = (),
        known: Sequence[Seen] | None = None,
        children: Children | None = None,
        size: int = SERIES,
    ) -> None:
        self._children = children
        self.seen: list[Seen] = []
        self._known = known
        self._ground = ground
        self._seed = seed
        self._budget = budget
        self._only = tuple(only)
        self._executor = executor
        self._size = size
        self._earlier = earlier
        self._counts: Counter[str] = Counter()
        self._simulated = timedelta()
        self._drawn: Counter[str] = Counter()
        self._with_effect: Counter[str] = Counter()
        self._first_world_said = ""
        self._began_s = monotonic()

    def explore(self, watch: Callable[[Explored], None] = lambda so_far: None) -> Explored:
        """Search until the budget is used up. ``watch`` gets the state after each world; it also gets it as
        soon as there are new finds, before their worlds are made smaller.

        Ctrl-C ends the search and keeps what was found. Raises the errors of ``emulate`` for a target that
        cannot run at all, UsageError if nothing answers a request of the first world, and LoadError if a
        worker dies.
        """
        stopped = ""
        self._began_s = monotonic()
        with one_ctrl_c(), Runner(self._ground, self._children) as runner:
            world, outcome = self._first_run(runner)
            facts = outcome.dossier.facts
            looker = Looker(self._ground, self._seed, self._only, facts, self._earlier)
            sieve = Sieve(
                looker,
                runner,
                lambda: watch(self._explored(sieve)),
                self._turn,
            )
            sieve.take_code(world, outcome)
            try:
                self._search(looker, sieve, watch)
                sieve.confirm(lambda: not self.is_late)
            except KeyboardInterrupt:
                stopped = INTERRUPTED
            finally:
                looker.close()
        return replace(self._explored(sieve), stopped=stopped)

    @property
    def spent(self) -> float:
        """The share of the budget's seconds that is used up; 0 for a budget without seconds."""
        seconds = self._budget.seconds if self._known is None else None
        return (monotonic() - self._began_s) / seconds if seconds else 0.0

    @property
    def is_late(self) -> bool:
        """Whether so much time is used up that no more work may begin."""
        return self.spent > _LATE

    def _turn(self, finds: int) -> Callable[[], bool]:
        """Return whether there is time left for one of so many finds that wait to be made smaller. Each gets
        the same share of the time that is left.
        """
        end = self.spent + (_SEARCHED - self.spent) / finds
        return lambda: self.spent < end

    def _search(self, looker: Looker, sieve: Sieve, watch: Callable[[Explored], None]) -> None:
        for one in looker.looks(range(-1, -1 - len(self._earlier), -1)):
            sieve.take(one)
        for one in self._looked(looker):
            self._count(one)
            sieve.take(one)
            if self._budget.seconds is None or self.spent > _ONLY_WORLDS:
                sieve.shrink()
            watch(self._explored(sieve))
            # After a world, not before the first one: a slow machine tells something too.
            if self.spent > _SEARCHED:
                break
            if self._budget.until_found and any(find.is_error for find in sieve.finds):
                break
        sieve.shrink()

    def _looked(self, looker: Looker) -> Iterator[Seen]:
        if self._known is not None:
            return iter(self._known)
        if self._executor is None:
            return (seen for piece in self._pieces() for seen in looker.looks(piece))
        return self._spread(looker, self._executor)

    def _spread(self, looker: Looker, executor: Executor) -> Iterator[Seen]:
        pieces = self._pieces()
        first = next(pieces, range(0))
        if self._budget.until_found:
            # The first find is near; workers that start would take processors from it.
            yield from looker.looks(first)
            first = range(0)
        with closing(executor.results(LookTask(looker), pieces)) as results:
            # While the workers start, this process looks at the first worlds: its child is ready.
            yield from looker.looks(first)
            for seen in results:
                yield from seen

    def _pieces(self) -> Iterator[range]:
        """Yield the indexes of the worlds in pieces of a block. A worker returns a result after each piece,
        so Ctrl-C loses little.
        """
        for block in self._budget.blocks():
            yield from (block[at : at + self._size] for at in range(0, len(block), self._size))

    def _first_run(self, runner: Runner) -> tuple[World, Outcome]:
        """Run the first world by itself, so that a target that cannot run raises its error here. Return the
        world, and its run: judging the other worlds needs its facts.
        """
        world = world_of(self._ground, self._seed, 0, self._only)
        outcome = runner.outcome(world)
        if outcome.stop == NOT_ANSWERED:
            attempts = outcome.dossier.attempts
            raise UsageError(
                f"nothing answers {attempts[0].target}" if attempts else "a request has no answer",
                where=str(self._ground.request.scenario_file or self._ground.request.target),
                advice=("add the route to the section `api` of the scenario",),
            )
        self._first_world_said = outcome.needs or _failed(outcome)
        return world, outcome

    def _count(self, seen: Seen) -> None:
        self.seen.append(seen)
        self._counts.update(worlds=1, untested=int(not seen.look.tested), cycles=seen.cycles)
        self._simulated += seen.simulated
        self._drawn.update(seen.drawn)
        if seen.look.troubles:
            self._with_effect.update(seen.drawn)

    def _explored(self, sieve: Sieve) -> Explored:
        return Explored(
            least_worlds=len(SHAPES),
            first_world_said=self._first_world_said,
            finds=sieve.finds,
            worlds=self._counts["worlds"],
            untested=self._counts["untested"],
            cycles=self._counts["cycles"],
            simulated=self._simulated,
            real_s=monotonic() - self._began_s,
            drawn=tuple(
                (name, number, self._with_effect[name]) for name, number in self._drawn.items()
            ),
        )


def _failed(outcome: Outcome) -> str:
    """Return how the last fetch of a run failed, and at which line; empty if it did not."""
    failures = [run.failure for run in outcome.runs]
    failure = failures[-1] if failures else None
    if failure is None:
        return ""
    place = f" ({failure.first_line})" if failure.first_line is not None else ""
    return f"the fetch failed: {failure.message}{place}"
