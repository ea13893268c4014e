"""The named shapes of worlds, the most fruitful first. Each is a few dimensions, applied in order."""

from __future__ import annotations

from dataclasses import dataclass

from .dimensions.changes import (
    CHANGE_DIMENSIONS,
    CROSSED,
    FRACTIONS,
    LATE,
    PASSING,
    REMOVED,
    UPDATES,
)
from .dimensions.dimension import Dimension
from .dimensions.events import (
    BEFORE,
    BURST,
    EDGE,
    EITHER_SIDE,
    EMPTY_FIRST,
    EVENT_DIMENSIONS,
    OLD,
    ON_TICK,
    QUIET,
    SPREAD,
    STEADY,
    TIES,
)
from .dimensions.settings import (
    CALL_FAILS,
    CHANGED_LIMIT,
    INTERVAL,
    KILLED,
    LATENCY,
    LIMIT,
    PARAMETER,
    REQUEST_FAILS,
    SETTING_DIMENSIONS,
    SLOW,
    YEAR_END,
)

DIMENSIONS: tuple[Dimension, ...] = (*EVENT_DIMENSIONS, *CHANGE_DIMENSIONS, *SETTING_DIMENSIONS)


@dataclass(frozen=True)
class Shape:
    """A named shape: the dimensions that a world of this shape has. ``share`` is how many worlds of a block
    have it.
    """

    name: str
    parts: tuple[Dimension, ...]
    share: int = 3


SHAPES = (
    Shape("spread", (BEFORE, SPREAD), 3),
    Shape("either-side", (SPREAD, EITHER_SIDE), 4),
    Shape("ties", (LIMIT, SPREAD, TIES), 5),
    Shape("burst", (LIMIT, BURST), 4),
    Shape("quiet", (QUIET,), 3),
    Shape("updates", (SPREAD, UPDATES), 4),
    Shape("late", (SPREAD, SPREAD, LATE), 4),
    Shape("crossed", (SPREAD, SPREAD, CROSSED), 3),
    Shape("on-tick", (ON_TICK, SPREAD), 3),
    Shape("empty-first", (EMPTY_FIRST,), 3),
    Shape("call-fails", (SPREAD, SPREAD, CALL_FAILS), 3),
    Shape("request-fails", (SPREAD, BURST, REQUEST_FAILS), 2),
    Shape("killed", (SPREAD, SPREAD, KILLED), 2),
    Shape("full-burst", (BURST,), 3),
    Shape("late-burst", (LIMIT, BURST, LATE), 2),
    Shape("old", (OLD, SPREAD), 1),
    Shape("interval", (INTERVAL, SPREAD, TIES), 2),
    Shape("calendar", (YEAR_END, SPREAD, EITHER_SIDE), 2),
    Shape("removed", (SPREAD, SPREAD, REMOVED), 2),
    Shape("slow", (LATENCY, SPREAD, SLOW), 1),
    Shape("passing", (SPREAD, PASSING), 1),
    Shape("edge", (EDGE, SPREAD), 1),
    Shape("parameter", (PARAMETER, SPREAD, BURST), 2),
    Shape("changed-limit", (BURST, CHANGED_LIMIT), 1),
    Shape("fractions", (SPREAD, SPREAD, FRACTIONS), 2),
    Shape("steady", (STEADY,), 1),
)
BLOCK = 64
