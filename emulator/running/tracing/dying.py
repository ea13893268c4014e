"""For a fetch whose process dies at a line: records the values in the line each time before it runs.
Afterwards no exception and no signal can show them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from ...integration.failed.failure_point import Origin, point_before
from ...record.entries import Line
from ...record.trace import LAST, Step
from .mentions import Mentions

_MOST_TIMES = 500


@contextmanager
def following(
    number: int, origin: Origin, mentions: Mentions, tell: Callable[[Step], None]
) -> Iterator[None]:
    """A context in which ``tell`` gets a step each time before the integration runs the line ``number``, at
    most 500 times. The step has the values in the line, and the event that the code works on.
    """
    left = _MOST_TIMES

    def watch(frame: FrameType, event: str, given: object) -> Any:
        nonlocal left
        if frame.f_code.co_filename != origin.filename or not left:
            return None
        if event == "line" and frame.f_lineno == number:
            left -= 1
            values = point_before(frame, origin).values
            one = _event(frame, origin, mentions)
            line = Line(origin.file, number)
            tell(Step(line, LAST, "", values=values, events=(one,) if one else ()))
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        yield
    finally:
        sys.settrace(before)


def _event(frame: FrameType | None, origin: Origin, mentions: Mentions) -> str:
    """Return the id of an event that a variable of the integration holds, if the variable holds just one.
    Variables of the innermost function come first, then those of its callers. Return an empty text without
    one.
    """
    while frame is not None:
        if frame.f_code.co_filename == origin.filename:
            for name, value in frame.f_locals.items():
                found = () if isinstance(value, (list, set)) else mentions.in_value(value, name)
                if len(found) == 1:
                    return found[0]
        frame = frame.f_back
    return ""
