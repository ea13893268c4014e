"""Makes finds of the worlds in which the fetch made a mistake: one find for each cause, with its smallest
world.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from ...errors import XfetchError
from ...judging.finding import Finding
from ...judging.outcome import Outcome
from ...record.json_path import canonical
from ...settings.settings import DEFAULT_START
from ..dimensions.failures import FAULT_DIMENSIONS
from ..find import CODE_RULES, CauseKey, Find, key_of, leaves_out
from ..promises import DATE
from ..world import World, WorldEvent
from .looking import Looker, Seen
from .runner import Runner
from .shrink import shrunk
from .simpler import paused
from .trouble import Trouble, properties, trouble_of

_MOST_FINDS = 24
# To shrink the world of one find, worlds are run by themselves until so many of them show another cause.
_MOST_OTHERS = 16
# Midnight as at the usual start of a run, but no first day of a month, and no first month.
_OTHER_DAY = "2024-07-17T00:00:00Z"
# Dates and numbers of seconds around the usual start of a run.
_OF_START = re.compile(r"202[34]-|170[34]\d{6}")
_FAULTS = frozenset(one.name for one in FAULT_DIMENSIONS)
# The cause where the last run grows with each event.
GROWS = "state-grows"
_MONTH_S = 30 * 86_400.0
# The cause where the same request brings a created event again.
ASKED_AGAIN = "asked-again"


class Sieve:
    """Takes the results of worlds in order, and makes a find of each new cause. The world of a find is made
    smaller by ``shrink``, at once or later.

    ``runner`` runs worlds alone, to find their causes. It runs no other worlds, so that the finds do not
    depend on the number of workers. ``found`` is called as soon as there are new finds, before their worlds
    are made smaller. ``turn`` gets the number of finds whose worlds wait to be made smaller; what it returns
    says whether there is still time for the next one of them.
    """

    def __init__(
        self,
        looker: Looker,
        runner: Runner,
        found: Callable[[], None] = lambda: None,
        turn: Callable[[int], Callable[[], bool]] = lambda finds: lambda: True,
    ) -> None:
        self._turn = turn
        self._has_time = turn(1)
        self._looker = looker
        self._runner = runner
        self._found = found
        self._finds: dict[CauseKey, Find] = {}
        self._causes: dict[Trouble, set[CauseKey]] = {}
        self._was_cut = False
        # The new finds of each world, with what the first judging saw of them.
        self._large: list[tuple[tuple[Find, Trouble], ...]] = []
        self._came: Counter[tuple[Trouble, tuple[str, ...], frozenset[str]]] = Counter()

    @property
    def finds(self) -> tuple[Find, ...]:
        """The finds so far. Those whose worlds are within the product's promises come first; else the order
        is that of the worlds that showed them first.
        """
        return tuple(sorted(self._finds.values(), key=lambda one: (bool(one.beyond), one.first)))

    def take_code(self, world: World, outcome: Outcome) -> None:
        """Make finds of what the code and the yml alone show: ``outcome`` is the run of any ``world``. Each
        world that is taken later shows them too.
        """
        for finding in outcome.findings:
            if finding.rule in CODE_RULES:
                key = key_of(finding)
                self._finds[key] = Find(key, world, finding, outcome, worlds=0)

    def take(self, seen: Seen) -> None:
        """Count a world for the finds that it shows, and make finds of what is new in it.

        Of the worlds with one trouble the first, second, fourth, eighth … is diagnosed: another one may have
        another cause. Of those that go beyond the promises only the first is, for each way in which they do
        and each kind of fault.
        """
        troubles = seen.look.troubles
        of_code = {key for key in self._finds if key.rule in CODE_RULES}
        for key in {key for one in troubles for key in self._causes.get(one, ())} | of_code:
            self._finds[key] = _shown_again(self._finds[key], seen)
        # A request that fails and a fetch that is killed break a fetch in different lines.
        faults = _FAULTS.intersection(seen.drawn) if seen.beyond else frozenset[str]()
        came = [(one, seen.beyond, faults) for one in troubles]
        self._came.update(came)
        counts = [self._came[one] for one in came]
        new = min(counts, default=0) == 1 if seen.beyond else any(map(_is_power_of_two, counts))
        if new and len(self._finds) < _MOST_FINDS:
            self._diagnose(seen)

    def confirm(self, has_time: Callable[[], bool] = lambda: True) -> None:
        """Run the world of each find, errors first, in a fresh process, and also with the other values of the
        guesses about the API; as long as ``has_time`` says so.
        """
        for find in self.finds:
            if not has_time():
                return
            key = find.key
            outcome = self._runner.confirmed(find.world)
            same = _with_key(outcome, key)
            if same is None:
                self._finds[key] = replace(find, process_state=True, confirmed=True)
            elif key.cause == GROWS and self._forgets(find):
                del self._finds[key]
            else:
                beyond = (*find.beyond, DATE) if self._needs_date(find) else find.beyond
                self._finds[key] = replace(
                    find, finding=same, outcome=outcome, beyond=beyond, confirmed=True
                )

    def _forgets(self, find: Find) -> bool:
        """Whether a last run that grows gets smaller again after a month in which no fetch ran: the code
        drops old values by their age, and what it keeps has a bound.
        """
        world = paused(find.world, self._looker.scale, len(find.outcome.runs), _MONTH_S)
        outcome = self._outcome(world)
        if outcome is None or not outcome.summary.incidents:
            return False
        return all(one.rule != find.key.rule for one in outcome.findings)

    def _needs_date(self, find: Find) -> bool:
        """Whether the find's world breaks the fetch only because it begins on the day of the usual start of a
        run, the first one of a year: no finding of its rule is left where it begins on another day.

        It still begins at midnight: that comes each day, so what breaks only then is a mistake.
        A world with a start of its own is about that start. One whose events show times of their own cannot
        be moved.
        """
        world = find.world
        if world.start or self._looker.start != DEFAULT_START:
            return False
        if any(map(_shows_time, world.events)):
            return False
        outcome = self._outcome(replace(world, start=_OTHER_DAY))
        if outcome is None or not outcome.summary.incidents:
            return False
        return all(one.rule != find.key.rule for one in outcome.findings)

    def _diagnose(self, seen: Seen) -> None:
        """Run a world alone, and make finds of its new causes."""
        world = self._looker.world(seen.index)
        outcome = self._outcome(world)
        if outcome is None:
            # It could not be run beside others either, and counts as a world that tested nothing.
            return
        new: list[tuple[Find, Trouble]] = []
        for finding in properties(outcome.findings):
            key, trouble = key_of(finding), _as_looked(trouble_of(finding), seen.look.troubles)
            self._causes.setdefault(trouble, set()).add(key)
            known = self._finds.get(key)
            if known is not None and (seen.beyond or not known.beyond):
                continue
            first = seen.index if known is None else known.first
            worlds = int(seen.index >= 0) if known is None else known.worlds
            find = Find(key, world, finding, outcome, seen.beyond, first, worlds, cut=True)
            self._finds[key] = self._weighed(find)
            new.append((find, trouble))
        if new:
            # Shrinking takes a while, and what is found is known before.
            self._found()
            self._large.append(tuple(new))

    def shrink(self) -> None:
        """Make the worlds of new finds smaller: errors first, then what goes beyond the promises, each in the
        order in which they came.
        """
        waiting, self._large = sorted(self._large, key=lambda new: bool(new[0][0].beyond)), []
        while waiting:
            smaller: list[Find] = []
            for find, trouble in waiting[0]:
                now = self._finds[find.key]
                if now.world != find.world:
                    # A world within the promises has taken its place since.
                    continue
                # A smaller world that another cause has already led to may show this cause too.
                begun = next(filter(None, (_instead(find, one) for one in smaller)), find)
                self._has_time = self._turn(sum(map(len, waiting)) - len(smaller))
                self._was_cut = False
                shrunk_find = replace(self._smallest(begun, trouble), cut=self._was_cut)
                smaller.append(shrunk_find)
                self._finds[find.key] = self._weighed(
                    replace(shrunk_find, first=now.first, worlds=now.worlds)
                )
            del waiting[0]

    def _weighed(self, find: Find) -> Find:
        """Return the find with the facts by which it may not be an error."""
        left_out = leaves_out(find.key, find.outcome.decided(find.finding))
        return replace(
            find,
            may_hand_out=find.key.cause == ASKED_AGAIN and self._looker.shows_all,
            is_excluded=left_out and not self._looker.says_scope,
        )

    def _outcome(self, world: World) -> Outcome | None:
        """Run a world alone; return None if it cannot be run."""
        try:
            return self._runner.outcome(world)
        except XfetchError:
            return None

    def _smallest(self, find: Find, trouble: Trouble) -> Find:
        """Make the world of a find as small as possible.

        First the world must only show the same trouble. If the smallest such world has another cause, go back
        to the last step that has this cause. Then make that world smaller as long as it goes beyond the
        promises in the same way: without its fault, a world may show another mistake. At last, make it
        smaller as long as it shows this cause; this costs a run alone for each step.
        """

        def shows(worlds: Sequence[World]) -> Sequence[bool]:
            if not self._has_time():
                self._was_cut = True
                return [False for _ in worlds]
            # A rounder time must not make an event later than the product promises.
            within = [one for one in worlds if set(self._looker.beyond(one)) <= set(find.beyond)]
            good = [
                world
                for world, lived in zip(within, self._runner.lives(within), strict=True)
                if trouble
                in self._looker.look(world, lived or self._runner.by_itself(world)).troubles
            ]
            return [one in good for one in worlds]

        def shows_alike(worlds: Sequence[World]) -> Sequence[bool]:
            alike = [one for one in worlds if self._looker.beyond(one) == find.beyond]
            good = [one for one, shown in zip(alike, shows(alike), strict=True) if shown]
            return [one in good for one in worlds]

        conditions = (shows, shows_alike) if find.beyond else (shows,)
        others_left = _MOST_OTHERS

        def shows_cause(worlds: Sequence[World]) -> Sequence[bool]:
            nonlocal others_left
            shown = conditions[-1](worlds)
            troubled = [one for one, troubles in zip(worlds, shown, strict=True) if troubles]
            for world in sorted(troubled, key=lambda one: one.size):
                if others_left <= 0:
                    break
                if _with_key(self._outcome(world), find.key) is not None:
                    return [one is world for one in worlds]
                others_left -= 1
            return [False for _ in worlds]

        scale, same = self._looker.scale, find
        requests = sum(len(run.record.exchanges) for run in find.outcome.runs)
        for condition in conditions:
            steps = shrunk(same.world, condition, scale, requests)
            smallest = self._with_world(same, steps[-1])
            if smallest is not None:
                return smallest
            same = self._last_with_cause(same, steps)
        steps = shrunk(same.world, shows_cause, scale, requests)
        return self._with_world(same, steps[-1]) or same

    def _last_with_cause(self, find: Find, steps: Sequence[World]) -> Find:
        """Return the find with the world of the last step that has its cause. The search for it halves the
        steps: it takes for granted that the cause is lost at one step and does not come back.
        """
        low, high = 0, len(steps) - 1
        while high - low > 1:
            middle = (low + high) // 2
            same = self._with_world(find, steps[middle])
            if same is None:
                high = middle
            else:
                low, find = middle, same
        return find

    def _with_world(self, find: Find, world: World) -> Find | None:
        """Return the find with this smaller world; None if the world has another cause."""
        if world == find.world:
            return find
        outcome = self._outcome(world)
        same = _with_key(outcome, find.key)
        if same is None or outcome is None:
            return None
        return Find(find.key, world, same, outcome, self._looker.beyond(world))


def _shows_time(event: WorldEvent) -> bool:
    """Whether a field of an event may show a time near the usual start of a run."""
    fields = (event.fields, *(one.fields for one in event.changes))
    return any(_OF_START.search(canonical(dict(one))) for one in fields)


def _is_power_of_two(count: int) -> bool:
    return count & (count - 1) == 0


def _as_looked(trouble: Trouble, looked: Sequence[Trouble]) -> Trouble:
    """Return a trouble as the first judging of worlds shows it. In a run with causes, the line that the rule
    saw may be replaced by the line of the cause.
    """
    alike = (one for one in looked if (one.rule, one.shape) == (trouble.rule, trouble.shape))
    return trouble if trouble in looked else next(alike, trouble)


def _shown_again(find: Find, seen: Seen) -> Find:
    """Count one more world for a find. The world of an earlier find is not counted: it was not drawn."""
    if seen.index < 0:
        return find
    first = seen.index if find.first < 0 else find.first
    return replace(find, first=first, worlds=find.worlds + 1)


def _instead(find: Find, other: Find) -> Find | None:
    """Return this find with the world of the other find, if that world shows its cause too; else None."""
    same = _with_key(other.outcome, find.key)
    return None if same is None else replace(other, key=find.key, finding=same)


def _with_key(outcome: Outcome | None, key: CauseKey) -> Finding | None:
    findings = outcome.findings if outcome is not None else ()
    return next((one for one in findings if _may_be_find(one) and key_of(one) == key), None)


def _may_be_find(finding: Finding) -> bool:
    return finding.rule in CODE_RULES or any(properties((finding,)))
