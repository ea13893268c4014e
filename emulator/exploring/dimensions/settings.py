"""Dimensions of the settings: limits, intervals, latency, parameters, days, time zones, and forms of times
and ids.
"""

from __future__ import annotations

from dataclasses import replace

from ..ground import Ground
from ..world import World
from .dimension import Dimension
from .draws import Draws


def _limit(ground: Ground, draws: Draws, world: World) -> World:
    """Give a fetch a small limit."""
    if not ground.limit_name or not ground.promises.crowd:
        return world
    value = str(draws.pick((1, 2, 3, 3, 4)))
    return replace(world, params={**world.params, ground.limit_name: value})


def _interval(ground: Ground, draws: Draws, world: World) -> World:
    """Set another time between two fetches."""
    return replace(world, interval_s=draws.pick((60.0, 120.0, 300.0, 600.0, 3600.0, 86400.0)))


def _latency(ground: Ground, draws: Draws, world: World) -> World:
    """Let requests take longer, or no time."""
    return replace(world, latency_s=draws.pick((0.0, 1.0, 5.0, 30.0)))


def _year_end(ground: Ground, draws: Draws, world: World) -> World:
    """Begin the run on another day: at the end of a year, before a leap day, or when clocks change."""
    days = ("2023-12-31T23:58:00Z", "2024-02-28T23:58:00Z", "2024-03-31T00:58:00Z")
    return replace(world, start=draws.pick((*days, "2024-10-27T00:58:00Z", "2024-03-10T06:58:00Z")))


def _parameter(ground: Ground, draws: Draws, world: World) -> World:
    """Give a parameter another of the values that the yml lists."""
    if not ground.choices:
        return world
    name, value = draws.turn([(name, one) for name, values in ground.choices for one in values])
    return replace(world, params={**world.params, name: value})


def _zone(ground: Ground, draws: Draws, world: World) -> World:
    """Set another time zone for the container."""
    return replace(world, tz=draws.pick(("America/New_York", "Asia/Kolkata", "Pacific/Auckland")))


def _dst(ground: Ground, draws: Draws, world: World) -> World:
    """Change the clocks of the container's zone soon after the run begins: one hour comes twice, or never."""
    start = draws.pick(("2024-11-03T05:58:00Z", "2024-03-10T06:58:00Z"))
    return replace(world, tz="America/New_York", start=start)


def _digits(ground: Ground, draws: Draws, world: World) -> World:
    """Let the product show its times with another number of decimal places."""
    return replace(world, digits=draws.turn(ground.digits)) if ground.digits else world


def _id_form(ground: Ground, draws: Draws, world: World) -> World:
    """Let the product show its ids as numbers where the scenario says texts, or the other way round."""
    return replace(world, ids=draws.pick(ground.id_forms)) if ground.id_forms else world


LIMIT = Dimension("limit", "a small limit of a fetch", _limit, 1)
INTERVAL = Dimension("interval", "another time between two fetches", _interval, 0.5)
LATENCY = Dimension("latency", "requests that take longer", _latency, 0.5)
YEAR_END = Dimension(
    "calendar", "another day: year's end, leap day, changed clocks", _year_end, 0.5
)
PARAMETER = Dimension("parameter", "another value of a parameter", _parameter, 1)
ZONE = Dimension("zone", "another time zone of the container", _zone, 0.2)
DST = Dimension("dst", "a container whose clocks change in the run", _dst, 0.1)
DIGITS = Dimension("digits", "times with other digits of a second", _digits, 0.2)
ID_FORM = Dimension("id-form", "ids as numbers instead of texts, or texts", _id_form, 0.1)
SETTING_DIMENSIONS = (LIMIT, INTERVAL, YEAR_END, PARAMETER, ZONE, DST, LATENCY, DIGITS, ID_FORM)
