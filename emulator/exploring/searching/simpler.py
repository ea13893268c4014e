"""Makes simpler forms of a world, which are to be tried: less time, rounder times, a smaller limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import pairwise
from math import floor
from typing import Any

from ...record.entries import CheckedJson, Json
from ...settings.units import format_duration, parse_instant
from ..world import World, WorldEvent, shown

# Times are rounded to so many seconds, and as coarsely as possible.
_ROUND_S = (3600.0, 60.0, 30.0, 10.0, 5.0, 1.0)
# In a world with more moments these are rounded together only.
_MOST_MOMENTS, _STEPS_ALONE = 6, 2
# Limits of a fetch that few events reach.
_LIMITS = (1, 2, 3)
_CYCLE = "cycle "
# A run of so many intervals takes little real time.
_FEW_INTERVALS = 40


@dataclass(frozen=True)
class Scale:
    """The times and the limit of a world that sets none of its own."""

    start: datetime
    interval_s: float
    limit: int
    limit_name: str = ""

    def start_of(self, world: World) -> datetime:
        """The time at which a world starts."""
        return parse_instant(world.start, "") if world.start else self.start

    def interval_of(self, world: World) -> float:
        """The time between two fetches of a world."""
        return self.interval_s if world.interval_s is None else world.interval_s


def smaller_limits(world: World, scale: Scale) -> list[World]:
    """Return the world with smaller limits of a fetch, the smallest first."""
    given = str(world.params.get(scale.limit_name, ""))
    now = int(given) if given.isdigit() else scale.limit
    return [
        replace(world, params={**world.params, scale.limit_name: str(limit)})
        for limit in _LIMITS
        if scale.limit_name and limit < now
    ]


def shorter(world: World, scale: Scale) -> list[World]:
    """Return shorter forms of the world, with intervals left out, so that later things happen earlier.

    First come the world without any interval in which nothing happens, then without those of one gap, half of
    them, a quarter of them and so on, then without one interval before each moment. Everything stays in its
    order.
    """
    every_s = scale.interval_of(world)
    used = {floor(at_s / every_s) for at_s in _times_s(world)}
    later = sorted(at for at in used | set(_fault_places(world)) if at >= 0)
    gaps = [(at, at - before - 1) for before, at in pairwise([-1, *later]) if at - before > 1]
    cuts = [gaps] if len(gaps) > 1 else []
    for at, count in sorted(gaps, key=lambda gap: -gap[1]):
        # Halves, down to one: a mistake may need hours, of which one interval at a time would take hundreds.
        cuts += [[(at, count >> times)] for times in range(count.bit_length())]
    alone = {at for at, _ in gaps}
    cuts += [[(at, 1)] for at in later if at > 0 and at not in alone]
    found = (_cut(world, scale, one) for one in cuts)
    return [one for one in found if _in_order(one, world)]


def usual_interval(world: World, scale: Scale) -> list[World]:
    """Return the world with the usual time between two fetches, if it has another one: first without the
    intervals in which nothing happens then, and as it is where that does not make the run long.
    """
    if world.interval_s is None:
        return []
    usual = replace(world, interval_s=None)
    lasts = max(_times_s(usual), default=0.0) / scale.interval_s
    return [*shorter(usual, scale)[:1], *([usual] if lasts <= _FEW_INTERVALS else [])]


def paused(world: World, scale: Scale, cycle: int, pause_s: float) -> World:
    """Return the world with the instance disabled for a while before this cycle (counted from 1), and with
    its last event in this pause.
    """
    begin_s = (cycle - 1) * scale.interval_of(world)
    last_s = max(event.created_s for event in world.events)

    def later(at_s: float) -> float:
        return at_s if at_s < last_s else begin_s + pause_s / 2 + at_s - last_s

    pause: Mapping[str, Json] = {"cycle": cycle, "disabled": format_duration(pause_s)}
    return replace(_moved(world, scale, later), faults=(*world.faults, pause))


def rounder(world: World, scale: Scale) -> list[World]:
    """Return forms of the world with rounder times: first with all times rounded, then with those of one
    moment alone.

    Events of the same time stay together. All others keep different times, their order, and the fetches
    between which they lie.
    """
    every_s = scale.interval_of(world)
    moments = sorted(set(_times_s(world)))
    found = [_rounded(moments, moments, step_s, every_s) for step_s in _ROUND_S]
    if len(moments) <= _MOST_MOMENTS:
        for moment in moments:
            alone = (_rounded(moments, [moment], step_s, every_s) for step_s in _ROUND_S)
            found += [one for one in alone if one][:_STEPS_ALONE]
    return [_moved(world, scale, partial(_at_or_same, one)) for one in found if one]


def _at_or_same(moved: Mapping[float, float], at_s: float) -> float:
    return moved.get(at_s, at_s)


def plainer_faults(world: World) -> list[World]:
    """Return forms of the world in which one fault is simpler: it is at the first request, and has no
    headers.
    """
    found = []
    for number, fault in enumerate(world.faults):
        plain = {key: value for key, value in fault.items() if key != "headers"}
        if fault.get("request", 1) != 1:
            plain["request"] = 1
        if plain != fault:
            faults = (*world.faults[:number], plain, *world.faults[number + 1 :])
            found.append(replace(world, faults=faults))
    return found


def _times_s(world: World) -> Iterator[float]:
    for event in world.events:
        yield event.created_s
        if event.visible_s is not None:
            yield event.visible_s
        yield from (one.at_s for one in event.changes)
        if event.removed_s is not None:
            yield event.removed_s


def _fault_places(world: World) -> Iterator[int]:
    """Yield the intervals (counted from 0) that begin with a fault, or with a fetch that a fault names."""
    for fault in world.faults:
        cycles = (fault.get("cycle"), _named_cycle(fault.get("last_run")))
        yield from (cycle - 1 for cycle in cycles if isinstance(cycle, int))


def _named_cycle(value: CheckedJson) -> int | None:
    if isinstance(value, str) and value.startswith(_CYCLE):
        return int(value[len(_CYCLE) :])
    return None


def _cut(world: World, scale: Scale, cuts: Sequence[tuple[int, int]]) -> World:
    """Return the world without some of its intervals. A cut ``(at, count)`` removes the ``count`` intervals
    before the interval ``at``. Everything after them happens earlier.
    """
    every_s = scale.interval_of(world)

    def place(at: int) -> int:
        return at - sum(count for begin, count in cuts if at >= begin)

    def earlier(at_s: float) -> float:
        at = floor(at_s / every_s)
        return round(at_s + (place(at) - at) * every_s, 3)

    def fault(one: Mapping[str, Json]) -> Mapping[str, Json]:
        changed: dict[str, Any] = dict(one)
        cycle, named = one.get("cycle"), _named_cycle(one.get("last_run"))
        if isinstance(cycle, int):
            changed["cycle"] = place(cycle - 1) + 1
        if named is not None:
            changed["last_run"] = f"{_CYCLE}{place(named - 1) + 1}"
        return changed

    return replace(_moved(world, scale, earlier), faults=tuple(map(fault, world.faults)))


def _in_order(world: World, before: World) -> bool:
    """Whether everything happens in the same order as before."""
    moved = dict(zip(_times_s(before), _times_s(world), strict=True))
    order = [moved[at_s] for at_s in sorted(moved)]
    named = [(one.get("cycle"), _named_cycle(one.get("last_run"))) for one in world.faults]
    return all(one < two for one, two in pairwise(order)) and not any(
        isinstance(cycle, int) and back is not None and not 0 < back < cycle
        for cycle, back in named
    )


def _rounded(
    moments: Sequence[float], chosen: Sequence[float], step_s: float, every_s: float
) -> dict[float, float]:
    """Return the new time of each chosen moment that can be rounded; empty if none can.

    A moment must stay between its neighbours, and between the same two fetches.
    """
    found: dict[float, float] = {}
    bounds = [float("-inf"), *moments, float("inf")]
    for number, moment in enumerate(moments, 1):
        before = found.get(bounds[number - 1], bounds[number - 1])
        rounded = round(moment / step_s) * step_s
        if (
            moment in chosen
            and rounded != moment
            and before < rounded < bounds[number + 1]
            and floor(rounded / every_s) == floor(moment / every_s)
            # What happens at a fetch is something else than what happens between two of them.
            and (rounded % every_s == 0) == (moment % every_s == 0)
        ):
            found[moment] = rounded
    return found


def _moved(world: World, scale: Scale, to: Callable[[float], float]) -> World:
    start = scale.start_of(world)
    return replace(world, events=tuple(_event_moved(one, to, start) for one in world.events))


def _event_moved(event: WorldEvent, to: Callable[[float], float], start: datetime) -> WorldEvent:
    """Return the event with all its times moved. A field that shows the time of its creation shows the new
    time.
    """
    old, new = shown(start, event.created_s), shown(start, to(event.created_s))
    return replace(
        event,
        created_s=to(event.created_s),
        visible_s=None if event.visible_s is None else to(event.visible_s),
        removed_s=None if event.removed_s is None else to(event.removed_s),
        changes=tuple(
            replace(one, at_s=to(one.at_s), fields=_retold(one.fields, old, new))
            for one in event.changes
        ),
        fields=_retold(event.fields, old, new),
        usual=None if event.usual is None else _retold(event.usual, old, new),
    )


def _retold(value: object, old: str, new: str) -> Any:
    if isinstance(value, str):
        return value.replace(old, new)
    if isinstance(value, Mapping):
        return {key: _retold(inner, old, new) for key, inner in value.items()}
    if isinstance(value, list):
        return [_retold(inner, old, new) for inner in value]
    return value
