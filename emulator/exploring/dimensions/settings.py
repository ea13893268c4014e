"""Dimensions of settings and faults: limits, intervals, latency, what fails and what restarts."""

from __future__ import annotations

from dataclasses import replace

from ...record.entries import Json
from ..ground import Ground
from ..world import World
from .dimension import Dimension
from .draws import Draws
from .events import SPAN


def _limit(ground: Ground, draws: Draws, world: World) -> World:
    """A small limit of a fetch."""
    if not ground.limit_name or not ground.promises.crowd:
        return world
    value = str(draws.pick((1, 2, 3, 3, 4)))
    return replace(world, params={**world.params, ground.limit_name: value})


def _interval(ground: Ground, draws: Draws, world: World) -> World:
    """Another time between two fetches."""
    return replace(world, interval_s=draws.pick((60.0, 120.0, 300.0, 600.0, 3600.0, 86400.0)))


def _latency(ground: Ground, draws: Draws, world: World) -> World:
    """Requests that take longer."""
    return replace(world, latency_s=draws.pick((0.0, 1.0, 5.0)))


def _year_end(ground: Ground, draws: Draws, world: World) -> World:
    """Another day: the end of a year, a leap day, the days on which clocks change."""
    days = ("2023-12-31T23:58:00Z", "2024-02-28T23:58:00Z", "2024-03-31T00:58:00Z")
    return replace(world, start=draws.pick((*days, "2024-10-27T00:58:00Z", "2024-03-10T06:58:00Z")))


def _with_fault(world: World, **fault: Json) -> World:
    return replace(world, faults=(*world.faults, fault))


def _cycle(draws: Draws) -> int:
    return draws.whole(1, SPAN)


def _request_fails(ground: Ground, draws: Draws, world: World) -> World:
    """A request of one fetch fails."""
    number = draws.pick((1, 1, 2))
    when: dict[str, Json] = {"cycle": _cycle(draws), "request": number}
    kind: dict[str, Json] = draws.pick(
        (
            {"status": 500},
            {"status": 503},
            {"status": 429},
            {"connection": "timeout"},
            {"connection": "reset"},
            {"body": "truncated"},
            {"body": "empty"},
        )
    )
    return _with_fault(world, **when, **kind)


def _call_fails(ground: Ground, draws: Draws, world: World) -> World:
    """The call that sends the incidents fails in one fetch."""
    fault: dict[str, Json] = {"cycle": _cycle(draws), "raise": "incidents"}
    return _with_fault(world, **fault)


def _killed(ground: Ground, draws: Draws, world: World) -> World:
    """The server kills one fetch at a call."""
    where = draws.pick(("before", "after"))
    call = draws.pick(("setLastRun", "incidents"))
    return _with_fault(world, cycle=_cycle(draws), kill=f"{where} {call}")


def _slow(ground: Ground, draws: Draws, world: World) -> World:
    """The product answers slowly in one fetch."""
    return _with_fault(world, cycle=_cycle(draws), slow=draws.pick(("5s", "30s", "70s")))


def _clock(ground: Ground, draws: Draws, world: World) -> World:
    """The integration's clock is not that of the product."""
    step = draws.pick(("+2s", "-2s", "+45s", "-45s", "+1h", "-1h"))
    return _with_fault(world, cycle=1, clock=step)


def _restart(ground: Ground, draws: Draws, world: World) -> World:
    """The server restarts before a fetch: its process remembers nothing."""
    return _with_fault(world, cycle=_cycle(draws) + 1, server="restart")


def _changed_limit(ground: Ground, draws: Draws, world: World) -> World:
    """The user changes the limit of a fetch between two of them."""
    if not ground.limit_name or not ground.promises.crowd:
        return world
    params: dict[str, Json] = {ground.limit_name: draws.pick(("1", "2", "5", "100"))}
    return _with_fault(world, cycle=_cycle(draws) + 1, params=params)


def _parameter(ground: Ground, draws: Draws, world: World) -> World:
    """Another value of a parameter that lets the user choose."""
    if not ground.choices:
        return world
    name, values = draws.pick(ground.choices)
    return replace(world, params={**world.params, name: draws.pick(values)})


def _zone(ground: Ground, draws: Draws, world: World) -> World:
    """Another time zone of the container."""
    return replace(world, tz=draws.pick(("America/New_York", "Asia/Kolkata", "Pacific/Auckland")))


LIMIT = Dimension("limit", "a small limit of a fetch", _limit, 1)
INTERVAL = Dimension("interval", "another time between two fetches", _interval, 0.5)
LATENCY = Dimension("latency", "requests that take longer", _latency, 0.5)
YEAR_END = Dimension(
    "calendar", "another day: year's end, leap day, changed clocks", _year_end, 0.5
)
REQUEST_FAILS = Dimension("request-fails", "a request that fails", _request_fails, 1)
CALL_FAILS = Dimension("call-fails", "incidents() fails", _call_fails, 0.5)
KILLED = Dimension("killed", "a fetch that is killed", _killed, 0.5)
SLOW = Dimension("slow", "slow answers", _slow, 0.3)
CLOCK = Dimension("clock", "a clock that is not the product's", _clock, 0.4)
RESTART = Dimension("restart", "a server that restarts", _restart, 0.3)
CHANGED_LIMIT = Dimension("changed-limit", "a limit that the user changes", _changed_limit, 0.5)
PARAMETER = Dimension("parameter", "another value of a parameter", _parameter, 1)
ZONE = Dimension("zone", "another time zone of the container", _zone, 0.2)
SETTING_DIMENSIONS = (
    *(LIMIT, INTERVAL, YEAR_END, PARAMETER, ZONE, LATENCY, CHANGED_LIMIT, CLOCK),
    *(REQUEST_FAILS, CALL_FAILS, KILLED, SLOW, RESTART),
)
