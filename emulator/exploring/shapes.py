"""The named shapes of worlds, those that show most mistakes first. Each is a few dimensions, applied in
order.
"""

from __future__ import annotations

from dataclasses import dataclass

from .dimensions.changes import (
    CHANGE_DIMENSIONS,
    CROSSED,
    FRACTIONS,
    IN_AND_OUT,
    LATE,
    ODD,
    PASSING,
    REMOVED,
    STALE,
    UPDATES,
)
from .dimensions.crowds import CROWD
from .dimensions.dimension import Dimension
from .dimensions.draws import BLOCK as BLOCK
from .dimensions.events import (
    ALIKE,
    BEFORE,
    BURST,
    EDGE,
    EITHER_SIDE,
    EMPTY_FIRST,
    EVENT_DIMENSIONS,
    IDS,
    LAST_ITEM,
    LULL,
    MIXED,
    OLD,
    ON_TICK,
    QUIET,
    SPREAD,
    STEADY,
    TIES,
    WHILE_PAGING,
)
from .dimensions.failures import (
    CALL_FAILS,
    CHANGED_LIMIT,
    CHANGED_PARAMETER,
    DISABLED,
    FAILURE_DIMENSIONS,
    FIRST_FAILS,
    KILLED,
    REQUEST_FAILS,
    RESET,
    ROLLBACK,
    SLOW,
)
from .dimensions.settings import (
    CURSOR_FIELD,
    DIGITS,
    FILTER_FIELD,
    ID_FORM,
    INTERVAL,
    LATENCY,
    LIMIT,
    PARAMETER,
    RELATIVE_WINDOW,
    SETTING_DIMENSIONS,
    SORT_FIELD,
    YEAR_END,
)

DIMENSIONS: tuple[Dimension, ...] = (
    *(*EVENT_DIMENSIONS, CROWD, *CHANGE_DIMENSIONS, *SETTING_DIMENSIONS, *FAILURE_DIMENSIONS),
)


@dataclass(frozen=True)
class Shape:
    """A named shape: the dimensions that a world of this shape has. Of each block of 64 worlds, ``share``
    worlds have this shape.
    """

    name: str
    parts: tuple[Dimension, ...]
    share: int = 3


SHAPES = (
    Shape("spread", (BEFORE, SPREAD), 2),
    Shape("either-side", (SPREAD, EITHER_SIDE), 2),
    Shape("ties", (LIMIT, SPREAD, TIES), 3),
    Shape("burst", (LIMIT, BURST), 3),
    Shape("while-paging", (LIMIT, WHILE_PAGING), 1),
    Shape("quiet", (QUIET,), 2),
    Shape("updates", (SPREAD, UPDATES), 2),
    Shape("late", (SPREAD, SPREAD, LATE), 2),
    Shape("crossed", (SPREAD, SPREAD, CROSSED), 1),
    Shape("on-tick", (ON_TICK, SPREAD), 2),
    Shape("empty-first", (EMPTY_FIRST,), 2),
    Shape("call-fails", (SPREAD, SPREAD, CALL_FAILS), 2),
    Shape("request-fails", (SPREAD, BURST, REQUEST_FAILS), 2),
    Shape("killed", (SPREAD, SPREAD, KILLED), 2),
    Shape("full-burst", (BURST,), 1),
    Shape("late-burst", (LIMIT, BURST, LATE), 2),
    Shape("old", (OLD, SPREAD), 1),
    Shape("interval", (INTERVAL, SPREAD, TIES), 1),
    Shape("calendar", (YEAR_END, SPREAD, EITHER_SIDE), 1),
    Shape("removed", (SPREAD, SPREAD, REMOVED), 1),
    Shape("slow", (LATENCY, SPREAD, SLOW), 1),
    Shape("passing", (SPREAD, PASSING), 1),
    Shape("edge", (EDGE, SPREAD), 1),
    Shape("parameter", (PARAMETER, SPREAD, BURST), 2),
    Shape("changed-limit", (BURST, CHANGED_LIMIT), 1),
    Shape("fractions", (SPREAD, SPREAD, FRACTIONS), 2),
    Shape("steady", (STEADY,), 1),
    Shape("ids", (IDS,), 1),
    Shape("alike", (LIMIT, ALIKE), 1),
    Shape("lull", (LIMIT, LULL), 1),
    Shape("mixed", (LIMIT, MIXED), 1),
    Shape("rollback", (SPREAD, SPREAD, ROLLBACK), 1),
    Shape("reset", (SPREAD, SPREAD, RESET), 1),
    Shape("disabled", (SPREAD, DISABLED), 1),
    Shape("stale", (SPREAD, SPREAD, STALE), 1),
    Shape("odd-values", (SPREAD, ODD), 1),
    Shape("digits", (DIGITS, SPREAD, FRACTIONS), 1),
    Shape("id-form", (ID_FORM, IDS), 1),
    Shape("relative-window", (RELATIVE_WINDOW, QUIET), 1),
    Shape("filter-field", (FILTER_FIELD, SPREAD), 1),
    Shape("sort-field", (SORT_FIELD, LIMIT, BURST), 1),
    Shape("cursor-field", (CURSOR_FIELD, LIMIT, BURST), 1),
    Shape("changed-parameter", (SPREAD, BURST, CHANGED_PARAMETER), 1),
    Shape("last-item", (LIMIT, LAST_ITEM), 1),
    Shape("in-and-out", (SPREAD, SPREAD, IN_AND_OUT), 1),
    Shape("crowd", (CROWD,), 1),
    Shape("first-fails", (EDGE, FIRST_FAILS), 1),
)
# A block holds each shape as often as its share.
assert sum(shape.share for shape in SHAPES) == BLOCK
