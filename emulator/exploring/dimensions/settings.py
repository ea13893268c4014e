"""Dimensions of settings: limits, intervals, latency, parameters, days and zones, forms of the product."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from ..forms import FILTER, ORDER, SHOWN
from ..ground import Ground
from ..relative_windows import window_s
from ..world import World
from .dimension import Dimension
from .draws import Draws
from .events import SPAN, born, interval_s

_INTERVALS_S = (60.0, 120.0, 300.0, 600.0, 3600.0, 86400.0)


def _limit(ground: Ground, draws: Draws, world: World) -> World:
    """Give a fetch a small limit."""
    if not ground.limit_name or not ground.promises.crowd:
        return world
    value = str(draws.pick((1, 2, 3, 3, 4)))
    return replace(world, params={**world.params, ground.limit_name: value})


def _interval(ground: Ground, draws: Draws, world: World) -> World:
    """Set another time between two fetches."""
    others = [one for one in _INTERVALS_S if one != ground.interval_s]
    return replace(world, interval_s=draws.pick(others))


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


def _relative_window(ground: Ground, draws: Draws, world: World) -> World:
    """Another value of a parameter that says how far back a fetch looks, with events around its begin. The
    time between two fetches may be longer than this window.
    """
    if not ground.windows:
        return world
    name, values = draws.pick(ground.windows)
    value = draws.turn(values)
    begin_s, stream = -window_s(value), draws.pick(ground.streams)
    longer_s = next((one for one in _INTERVALS_S if one > -begin_s), None)
    if longer_s is not None and draws.chance(0.5):
        world = replace(world, interval_s=longer_s)
    around_s = (begin_s - 1.0, begin_s + 1.0, begin_s + 61.0)
    times_s = [at_s for at_s in around_s if draws.chance(0.5)]
    times_s.append(round(draws.real(0.2, 2.5) * interval_s(ground, world)))
    events = (born(ground, at_s, stream) for at_s in times_s)
    return replace(world, params={**world.params, name: value}).with_events(*events)


def _other_time(ground: Ground, draws: Draws, world: World, place: str) -> World:
    """The product uses the time at which it shows an event first, not that of its creation, in one place.
    Events come in another order by the one than by the other, all before the next fetch.
    """
    if place not in ground.places:
        return world
    every_s, stream = interval_s(ground, world), draws.pick(ground.streams)
    for _ in range(draws.whole(1, 2)):
        begin_s = draws.whole(0, SPAN - 2) * every_s
        first, other, shown_late, shown_soon = (
            float(round(begin_s + draws.real(low, low + 0.15) * every_s))
            for low in (0.1, 0.3, 0.8, 0.6)
        )
        world = world.with_events(
            replace(born(ground, first, stream), visible_s=shown_late),
            replace(born(ground, other, stream), visible_s=shown_soon),
        )
    return replace(world, place=place)


LIMIT = Dimension("limit", "a small limit of a fetch", _limit, 1)
INTERVAL = Dimension("interval", "another time between two fetches", _interval, 0.5)
LATENCY = Dimension("latency", "requests that take longer", _latency, 0.5)
YEAR_END = Dimension(
    "calendar", "another day: year's end, leap day, changed clocks", _year_end, 0.5
)
PARAMETER = Dimension("parameter", "another value of a parameter", _parameter, 1)
ZONE = Dimension("zone", "another time zone of the container", _zone, 0.2)
DST = Dimension("dst", "a container whose clocks change in the run", _dst, 0.2)
DIGITS = Dimension("digits", "times with other digits of a second", _digits, 0.2)
ID_FORM = Dimension("id-form", "ids as numbers instead of texts, or the reverse", _id_form, 0.1)
RELATIVE_WINDOW = Dimension(
    "relative-window",
    "another value of a parameter such as `3 days` or `now-5m`",
    _relative_window,
    0.3,
)
FILTER_FIELD = Dimension(
    "filter-field",
    "requests that filter by another time than events show",
    partial(_other_time, place=FILTER),
    0.1,
)
SORT_FIELD = Dimension(
    "sort-field",
    "answers that are sorted by another time than events show",
    partial(_other_time, place=ORDER),
    0.1,
)
CURSOR_FIELD = Dimension(
    "cursor-field",
    "events that show another time than answers are sorted by",
    partial(_other_time, place=SHOWN),
    0.1,
)
SETTING_DIMENSIONS = (
    *(LIMIT, INTERVAL, YEAR_END, PARAMETER, ZONE, DST, LATENCY, DIGITS, ID_FORM),
    *(RELATIVE_WINDOW, FILTER_FIELD, SORT_FIELD, CURSOR_FIELD),
)
