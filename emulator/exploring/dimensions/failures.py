"""Dimensions of what goes wrong: failing requests and calls, killed fetches, lost states."""

from __future__ import annotations

from dataclasses import replace
from math import floor

from ...record.entries import Json
from ...settings.units import format_duration
from ..ground import INTAKE, Ground
from ..world import World
from .dimension import Dimension
from .draws import Draws
from .events import SPAN, born, interval_s, limit_of

# What can go wrong at a request: the usual ones are drawn at random, all of them come by turns.
_AT_A_REQUEST: tuple[dict[str, Json], ...] = (
    {"status": 500},
    {"status": 429, "headers": {"Retry-After": "30"}},
    {"connection": "timeout"},
    {"body": "truncated"},
    {"status": 503},
    {"connection": "reset"},
    {"status": 401},
    {"body": "empty"},
    {"token": "expired"},
    {"status": 429},
    {"connection": "refused"},
    {"status": 502},
    {"body": "invalid"},
    {"status": 504},
    {"content_type": "text/html"},
    {"status": 403},
    {"status": 400},
)
_REQUESTS = (1, 1, 2, 1, 3)
_SAVE, _SAVE_CONTEXT = "setLastRun", "setIntegrationContext"
_SAVE_ASSETS, _READ_ASSETS = "setAssetsLastRun", "getAssetsLastRun"
_BUSY = 0.7
_HOUR_S, _DAY_S = 3600.0, 86400.0


def _with_fault(world: World, **fault: Json) -> World:
    return replace(world, faults=(*world.faults, fault))


def _cycle(ground: Ground, draws: Draws, world: World) -> int:
    """Draw the fetch that a fault hits. More often than not it is one that has new events to get."""
    every_s = interval_s(ground, world)
    busy = [1 if one.seen_s < 0 else floor(one.seen_s / every_s) + 2 for one in world.events]
    busy = [cycle for cycle in busy if cycle <= SPAN + 1]
    return draws.pick(busy) if busy and draws.chance(_BUSY) else draws.whole(1, SPAN)


def _request_fails(ground: Ground, draws: Draws, world: World) -> World:
    """Make a request of one fetch fail."""
    kind = draws.turn(_AT_A_REQUEST)
    return _with_fault(
        world, cycle=_cycle(ground, draws, world), request=draws.pick(_REQUESTS), **kind
    )


def _first_fails(ground: Ground, draws: Draws, world: World) -> World:
    """Make the first request of the first fetch fail, or of the first two."""
    for cycle in range(1, draws.whole(1, 2) + 1):
        world = _with_fault(world, cycle=cycle, request=1, status=draws.pick((500, 503, 504)))
    return world


def _call_fails(ground: Ground, draws: Draws, world: World) -> World:
    """Make a call of ``demisto`` fail in one fetch, or a request to the platform's intake."""
    of_context = ("getIntegrationContext", _SAVE_CONTEXT) if ground.keeps_context else ()
    of_state = (*_saves(ground), _READ_ASSETS if ground.assets_only else "getLastRun")
    # The call that sends the incidents is the one that most code gets wrong.
    call = draws.pick((ground.sends, draws.turn((ground.sends, *of_state, *of_context))))
    cycle = _cycle(ground, draws, world)
    if call == INTAKE:
        return _with_fault(world, cycle=cycle, on=INTAKE, request=draws.pick((1, 1, 2)), status=500)
    fault: dict[str, Json] = {"cycle": cycle, "raise": call}
    return _with_fault(world, **fault)


def _killed(ground: Ground, draws: Draws, world: World) -> World:
    """Let the server kill one fetch before or after a call."""
    calls = (*_saves(ground), *((_SAVE_CONTEXT,) if ground.keeps_context else ()))
    # The intake is no call of demisto.
    calls = calls if ground.sends == INTAKE else (*calls, ground.sends)
    places = [f"{when} {call}" for call in calls for when in ("before", "after")]
    return _with_fault(world, cycle=_cycle(ground, draws, world), kill=draws.turn(places))


def _saves(ground: Ground) -> tuple[str, ...]:
    """Return the calls that save a last run: a kill there cuts a snapshot of assets between two batches."""
    if ground.assets_only:
        return (_SAVE_ASSETS,)
    return (_SAVE, _SAVE_ASSETS) if ground.assets_interval_s else (_SAVE,)


def _slow(ground: Ground, draws: Draws, world: World) -> World:
    """Let the product answer slowly in one fetch."""
    return _with_fault(
        world, cycle=_cycle(ground, draws, world), slow=draws.pick(("5s", "30s", "70s"))
    )


def _clock(ground: Ground, draws: Draws, world: World) -> World:
    """Set the clock of the integration apart from that of the product."""
    step = draws.pick(("+2s", "-2s", "+45s", "-45s", "+1h", "-1h"))
    return _with_fault(world, cycle=1, clock=step)


def _restart(ground: Ground, draws: Draws, world: World) -> World:
    """Restart the server before a fetch: the integration's process has forgotten everything."""
    return _with_fault(world, cycle=_cycle(ground, draws, world) + 1, server="restart")


def _reset(ground: Ground, draws: Draws, world: World) -> World:
    """Let the user reset the last run before a fetch."""
    return _with_fault(world, cycle=_cycle(ground, draws, world) + 1, last_run="reset")


def _rollback(ground: Ground, draws: Draws, world: World) -> World:
    """Let the server put back a last run that an earlier fetch has left."""
    cycle = draws.whole(3, SPAN + 2)
    return _with_fault(world, cycle=cycle, last_run=f"cycle {draws.turn(range(1, cycle - 1))}")


def _disabled(ground: Ground, draws: Draws, world: World) -> World:
    """Disable the instance for some time, in which the product has new events."""
    cycle, pause_s = draws.whole(2, SPAN), draws.turn((_DAY_S, _HOUR_S, 3 * _DAY_S))
    begin_s = (cycle - 1) * interval_s(ground, world)
    count = draws.whole(1, min(limit_of(ground, world) + 1, 9))
    times_s = [begin_s + round(draws.real(0.0, 1.0) * pause_s) for _ in range(count)]
    stream = draws.pick(ground.streams)
    world = world.with_events(*(born(ground, at_s, stream) for at_s in times_s))
    return _with_fault(world, cycle=cycle, disabled=format_duration(pause_s))


def _changed_limit(ground: Ground, draws: Draws, world: World) -> World:
    """Let the user change the limit of a fetch between two fetches."""
    if not ground.limit_name or not ground.promises.crowd:
        return world
    params: dict[str, Json] = {ground.limit_name: draws.pick(("1", "2", "5", "100"))}
    return _with_fault(world, cycle=_cycle(ground, draws, world) + 1, params=params)


def _changed_parameter(ground: Ground, draws: Draws, world: World) -> World:
    """Let the user choose another value of a parameter between two fetches. The yml lists the values."""
    choices = [(name, value) for name, values in ground.choices for value in values]
    if not choices:
        return world
    name, value = draws.turn(choices)
    params: dict[str, Json] = {name: value}
    return _with_fault(world, cycle=_cycle(ground, draws, world) + 1, params=params)


REQUEST_FAILS = Dimension("request-fails", "a request that fails", _request_fails, 1)
FIRST_FAILS = Dimension("first-fails", "first fetches that fail", _first_fails, 0)
CALL_FAILS = Dimension("call-fails", "a call of demisto that fails", _call_fails, 0.5)
KILLED = Dimension("killed", "a fetch that is killed", _killed, 0.5)
SLOW = Dimension("slow", "slow answers", _slow, 0.3)
CLOCK = Dimension("clock", "a clock that is not the product's", _clock, 0.4)
RESTART = Dimension("restart", "a server that restarts", _restart, 0.3)
RESET = Dimension("reset", "a last run that is reset", _reset, 0.2)
ROLLBACK = Dimension("rollback", "an earlier last run that is put back", _rollback, 0.3)
DISABLED = Dimension("disabled", "an instance that is disabled for a while", _disabled, 0.3)
CHANGED_LIMIT = Dimension("changed-limit", "a limit that the user changes", _changed_limit, 0.5)
CHANGED_PARAMETER = Dimension(
    "changed-parameter", "a choice that the user changes", _changed_parameter, 0.3
)
FAULT_DIMENSIONS = (REQUEST_FAILS, CALL_FAILS, KILLED, SLOW, RESTART, RESET, ROLLBACK, DISABLED)
FAILURE_DIMENSIONS = (CHANGED_LIMIT, CHANGED_PARAMETER, CLOCK, FIRST_FAILS, *FAULT_DIMENSIONS)
