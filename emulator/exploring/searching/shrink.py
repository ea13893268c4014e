"""Makes the world of a find smaller, as long as the integration still makes the same mistake in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ..world import INTO, QUIET, World, WorldEvent
from .simpler import Scale, plainer_faults, rounder, shorter, smaller_limits, usual_interval

# Runs all of the worlds, and returns for each whether it shows the trouble.
Shows = Callable[[Sequence[World]], Sequence[bool]]
# Takes something away from a world.
Edit = Callable[[World], World]
# How many events the worlds that are run have together: a world of a thousand costs no more than one of ten.
_MOST_EVENTS = 6_000
# So many worlds run at once where the first that shows the trouble is enough.
_AT_ONCE = 4
# What a world costs beside its events.
_COSTS = 5
# So many requests of a run cost nothing extra. After them, each _REQUESTS requests cost as much as one event.
_USUAL_REQUESTS, _REQUESTS = 400, 5
# A world with so few events is not worth a limit of its own.
_FEW = 3


def shrunk(world: World, shows: Shows, scale: Scale, requests: int = 0) -> tuple[World, ...]:
    """Return ever smaller worlds that still show the trouble (the mistake); the first one is ``world``, the
    last one the smallest that was found. ``shows`` runs worlds and returns which of them show it.

    Faults, settings and what is unusual in events are taken away first. Events and time follow, by turns. At
    last times are rounded and faults made plainer. ``requests`` is how many the run of ``world`` sent: a
    fetch that turns pages until it is killed takes seconds of real time, and fewer worlds are tried.
    """
    work = _Shrinking(world, shows, _COSTS + max(requests - _USUAL_REQUESTS, 0) // _REQUESTS)
    work.without_any(_disturbances(world))
    work.first(usual_interval(work.world, scale))
    # A shorter run makes all that follow cheaper.
    work.first(shorter(work.world, scale)[:1])
    work.fewer_events(len(world.events) // 8)
    if len(work.world.events) > _FEW:
        work.first(smaller_limits(work.world, scale))
    work.fewer_events()
    work.repeat(lambda now: shorter(now, scale))
    work.without_any(_disturbances(work.world))
    work.first(usual_interval(work.world, scale))
    work.fewer_events()
    work.repeat(lambda now: [*shorter(now, scale), *plainer_faults(now), *rounder(now, scale)])
    return tuple(work.steps)


class _Shrinking:
    """The state while one world is made smaller. ``world`` is the smallest so far, the last of ``steps``.
    ``costs`` is what running a world costs beside its events.
    """

    def __init__(self, world: World, shows: Shows, costs: int) -> None:
        self.steps = [world]
        self._shows, self._costs = shows, costs
        self._left = _MOST_EVENTS
        self._tried = {world}

    @property
    def world(self) -> World:
        return self.steps[-1]

    def without_any(self, edits: Sequence[Edit]) -> bool:
        """Apply as many of the edits as possible, each of which takes something away. Try all at once; else
        combine those that work alone. Return whether the world is smaller.
        """
        if not edits:
            return False
        before = self.world
        if self._accept([_edited(before, edits)]):
            return True
        alone = [_edited(before, [one]) for one in edits] if len(edits) > 1 else []
        good = self._showing(alone)
        works = [edit for edit, world in zip(edits, alone, strict=False) if world in good]
        while len(works) > 1:
            if self._accept([_edited(before, works)]):
                return True
            # Two of them do not go together: half of them may.
            works = works[: (len(works) + 1) // 2] if len(works) > 2 else works[:1]
        if works:
            self.steps.append(_edited(before, works))
        return bool(works)

    def fewer_events(self, at_least: int = 0) -> None:
        """Take events away in parts. The first parts are halves; each further part is half as large, down to
        ``at_least`` events or a single one.
        """
        size = len(self.world.events) // 2
        while size >= max(at_least, 1):
            count = len(self.world.events)
            parts = [range(at, min(at + size, count)) for at in range(0, count, size)]
            if size == count or not self._without_parts(parts):
                size //= 2
            else:
                size = min(size, len(self.world.events) // 2)

    def _without_parts(self, parts: Sequence[range]) -> bool:
        """Take away as many of these parts of the events as possible; return whether any was taken away."""
        before = self.world
        alone = [_without(before, [part]) for part in parts]
        good = self._showing(alone)
        works = [part for part, world in zip(parts, alone, strict=True) if world in good]
        while len(works) > 1:
            if len(works) < len(parts) and self._accept([_without(before, works)]):
                return True
            works = works[: (len(works) + 1) // 2] if len(works) > 2 else works[:1]
        if works:
            self.steps.append(_without(before, works))
        return bool(works)

    def repeat(self, simpler: Callable[[World], list[World]]) -> None:
        """Make the world simpler as long as one of its simpler forms shows the trouble, each time by the
        first that does.
        """
        while self.first(simpler(self.world)):
            pass

    def first(self, worlds: Sequence[World]) -> bool:
        """Continue with the first of the worlds that shows the trouble; return whether one does."""
        at_once = [worlds[at : at + _AT_ONCE] for at in range(0, len(worlds), _AT_ONCE)]
        return any(self._accept(some) for some in at_once)

    def _accept(self, worlds: Sequence[World]) -> bool:
        good = self._showing(worlds)
        self.steps += good[:1]
        return bool(good)

    def _showing(self, worlds: Sequence[World]) -> list[World]:
        """Return those of the worlds that show the trouble. A world that was tried before is left out: it
        does not.
        """
        new: list[World] = []
        for one in worlds:
            cost = len(one.events) + self._costs
            if one.events and one not in self._tried and cost <= self._left:
                self._left -= cost
                self._tried.add(one)
                new.append(one)
        if not new:
            return []
        return [one for one, shown in zip(new, self._shows(new), strict=True) if shown]


def _edited(world: World, edits: Sequence[Edit]) -> World:
    for edit in edits:
        world = edit(world)
    return world


def _without(world: World, parts: Sequence[range]) -> World:
    gone = {number for part in parts for number in part}
    left = (event for number, event in enumerate(world.events) if number not in gone)
    return replace(world, events=tuple(left))


def _disturbances(world: World) -> list[Edit]:
    """Return an edit for each fault, parameter and setting of the world, and for each way in which its events
    are unusual. The edit takes it away.
    """
    found: list[Edit] = [_without_fault(fault) for fault in world.faults]
    found += [_without_param(name) for name in world.params]
    settings = {
        **{"start": "", "tz": "", "ids": "", "place": ""},
        **dict.fromkeys(("latency_s", "digits")),
    }
    if world.quiet > QUIET:
        settings["quiet"] = QUIET
    found += [
        _with_setting(name, usual)
        for name, usual in settings.items()
        if getattr(world, name) != usual
    ]
    found += [
        _for_each(one) for one in _CALMER if any(one(event) != event for event in world.events)
    ]
    return found


def _without_fault(fault: object) -> Edit:
    return lambda world: replace(
        world, faults=tuple(one for one in world.faults if one is not fault)
    )


def _without_param(name: str) -> Edit:
    return lambda world: replace(
        world, params={key: value for key, value in world.params.items() if key != name}
    )


def _with_setting(name: str, value: object) -> Edit:
    return lambda world: replace(world, **{name: value})  # type: ignore[arg-type]


def _for_each(calmer: Callable[[WorldEvent], WorldEvent]) -> Edit:
    return lambda world: replace(world, events=tuple(map(calmer, world.events)))


def _usual(event: WorldEvent) -> WorldEvent:
    fields = event.fields if event.usual is None else event.usual
    return replace(event, fields=fields, odd="", usual=None) if event.odd else event


def _unchanged(event: WorldEvent) -> WorldEvent:
    """Return the event without its changes. One that comes into what is asked for is so from the start."""
    later = [one.fields for one in event.changes] if event.crosses == INTO else []
    for fields in later:
        event = replace(event, fields={**event.fields, **fields})
        if event.usual is not None:
            event = replace(event, usual={**event.usual, **fields})
    return replace(event, changes=(), crosses="")


_CALMER: tuple[Callable[[WorldEvent], WorldEvent], ...] = (
    lambda event: replace(event, visible_s=None),
    _unchanged,
    _usual,
    lambda event: replace(event, removed_s=None),
)
