"""Finds mistakes in how times and numbers are written as text.

A saved time is sent with fewer digits than it has, and its events come again. Or two texts are compared, and
their order differs from that of the numbers or times that they stand for.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from ...record.times import EPOCH, as_instant
from ...record.trace import Step, shown_instant
from ..cause import ASKED, DECIDED, MOVED, Cause, Place, present
from ..value_words import time_words
from ..verdict.asked import Asked
from ..verdict.passage import Passage
from .comparisons import orders
from .lines import made_before
from .scene import Scene

# A number, or a text that ends with one. The digits of a fraction do not count.
_NUMBERED = re.compile(r"((?:.*[^\d.])?)([0-9]+)")
_CLOCK = re.compile(r"\d\d:\d\d(?P<seconds>:\d\d(?:\.(?P<fraction>\d+))?)?")
_SECOND, _MICROSECOND = timedelta(seconds=1), timedelta(microseconds=1)
# Numbers of so many digits count seconds, milliseconds and microseconds since 1970.
_STEPS = {10: _SECOND, 13: timedelta(milliseconds=1), 16: _MICROSECOND}
_WORDS = {
    _SECOND: "whole seconds",
    timedelta(minutes=1): "whole minutes",
}


def rounded(
    scene: Scene, again: Passage, asked: Asked | None, places: tuple[Place, ...]
) -> Cause | None:
    """Return the cause where the request ``asked`` holds the saved time cut to whole seconds or minutes, and
    so the event of that time came again. None where that is not so.
    """
    window, event = asked.window if asked is not None else None, scene.event
    saved = as_instant(asked.cursor.before) if asked is not None and asked.cursor else None
    if asked is None or window is None or event is None or saved is None:
        return None
    step = written_step(window.text)
    if step is None or saved == window.start or floored(saved, step) != window.start:
        return None
    older = any(time < window.start - step for time in scene.times_of(asked.got))
    # With an older event in the answer the time means something else to the product.
    if older or not window.start < event.created <= saved:
        return None
    trace = scene.trace(again.cycle)
    made = made_before(trace, window.text, asked.sent.seq) if trace is not None else None
    line = (
        Place.of(MOVED, made, again.cycle) if made is not None else scene.asked(again.cycle, asked)
    )
    digits = _WORDS.get(step, "fewer digits")
    return Cause(
        "precision-cut",
        f"cycle {again.cycle} sent the saved time {time_words(saved, again.at)} as {window.text}, in"
        f" {digits}: the event is later than that",
        present((line, *(one for one in places if one.role in (ASKED, MOVED)))),
        when=f"an event's time is not in {digits}",
    )


def as_text(step: Step, words: str, cycle: int, places: tuple[Place, ...]) -> Cause | None:
    """Return the cause where a condition compared two texts whose order differs from that of the numbers or
    times that they stand for. None where that is not so.
    """
    # A name may stand twice: `not last or number > last`.
    values = dict.fromkeys(step.values)
    texts = [one for one in values if one.type == "str"]
    if not orders(step) or len(texts) != 2 or len(values) != 2:
        return None
    one, two = sorted(texts, key=lambda shown: shown.value.strip("'\""))
    earlier, later = _meant(one.value), _meant(two.value)
    if earlier is None or later is None or earlier[0] != later[0]:
        return None
    # Of equal ones each order is as good: the mistake would be the limit of the window.
    if not earlier[1] > later[1]:
        return None
    return Cause(
        "compared-as-text",
        f"{words}; as texts {one.value} sorts before {two.value}",
        present((Place.of(DECIDED, step, cycle), *places)),
        when="the texts have different lengths",
    )


def _meant(shown: str) -> tuple[str, int] | None:
    """Return the number or the time that a text stands for, with what stands before it: ``AL-`` and 12 for
    ``AL-12``. None for another text.
    """
    bare = shown.strip("'\"")
    instant = None if bare.isdecimal() else shown_instant(shown)
    if instant is not None:
        return "time", (instant - EPOCH) // _MICROSECOND
    numbered = _NUMBERED.fullmatch(bare)
    return (numbered[1], int(numbered[2])) if numbered is not None else None


def written_step(text: str) -> timedelta | None:
    """Return the smallest difference that a time can show if it is written like this one: a second for
    ``…T12:00:05Z``. None for another text.
    """
    if text.isdigit():
        return _STEPS.get(len(text))
    clock = _CLOCK.search(text)
    if clock is None:
        return None
    if not clock["seconds"]:
        return timedelta(minutes=1)
    digits = min(len(clock["fraction"] or ""), 6)
    return timedelta(microseconds=10 ** (6 - digits))


def floored(instant: datetime, step: timedelta) -> datetime:
    """Return a time cut to a multiple of ``step``, in UTC."""
    return EPOCH + (instant - EPOCH) // step * step
