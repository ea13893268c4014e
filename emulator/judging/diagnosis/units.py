"""Finds a time that a request should not send. It has the wrong unit (seconds for milliseconds, or the
reverse), or it is zero, so that the product returns all that it has.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from ...record.entries import Exchange
from ...record.product_event import VendorEvent
from ...record.times import EPOCH, as_instant
from ...record.trace import Trace
from ..cause import DECIDED, MOVED, Cause, Place, present, unknown
from ..finding import Finding
from ..verdict.asked import Asked
from ..verdict.passage import Passage
from ..window.sent_values import sent_values
from ..window.window import Window
from .deciding import computed
from .lines import assigned_before, is_value, made, way_to
from .scene import Scene

_MILLISECONDS = re.compile(r"(^|_)(ms|millis|milliseconds)$|Ms$|Millis$")
_NAME = re.compile(r"[A-Za-z_]\w*")
# A later start is no zero: it may be a time in seconds that was read as milliseconds.
_SOON_AFTER = EPOCH + timedelta(days=1)
# A window may reach back a little without a mistake.
_SLACK = timedelta(seconds=1)


def wrong_unit(scene: Scene, passage: Passage, asked: Asked | None) -> str:
    """Return a sentence saying that a time in the request seems to have the wrong unit (seconds for
    milliseconds, or the reverse); empty where it does not.
    """
    exchange, window = scene.exchange(passage.cycle, asked), asked.window if asked else None
    if asked is None or exchange is None or window is None:
        return ""
    older = [one for one in sorted(asked.got) if _is_older(scene, one, window.start)]
    for sent in sent_values(exchange):
        if _MILLISECONDS.search(sent.key) and re.fullmatch(r"\d{10}", str(sent.value)):
            return f"cycle {passage.cycle} asked {sent.key}={sent.value}, which are seconds"
    if not older:
        return ""
    for sent in sent_values(exchange):
        text = str(sent.value)
        if text.isdigit() and len(text) in (10, 13) and as_instant(int(text)) == window.start:
            unit, other = _units(text)
            return (
                f"cycle {passage.cycle} asked {sent.key}={text}, in {unit}, and got event {older[0]}, which"
                f" is older; the product may expect {other}"
            )
    return ""


def unit_in_vain(scene: Scene, path: str) -> str:
    """Return a sentence saying that the times in the requests to a list seem to have the wrong unit: a window
    included the visible event, and no answer of the list ever held an event. Empty where that is not so.
    """
    event = scene.event
    passages = [scene.passages[cycle] for cycle in sorted(scene.passages)]
    pairs = [(one, asked) for one in passages for asked in one.asks if asked.path == path]
    if event is None or any(asked.got for _, asked in pairs):
        return ""
    for passage, asked in pairs:
        window = asked.window
        if window is None or window.start >= event.created or event.visible > passage.at:
            continue
        exchange = scene.exchange(passage.cycle, asked)
        if (
            exchange is None
            or (exchange.status or 0) >= 400
            or _ends_before(exchange, window, event)
        ):
            continue
        if window.text.isdigit() and len(window.text) in (10, 13):
            unit, other = _units(window.text)
            return (
                f"cycle {passage.cycle} asked {window.key}={window.text}, in {unit}, and did not get event"
                f" {event.id}, which is later; the product may expect {other}"
            )
    return ""


def _ends_before(exchange: Exchange, window: Window, event: VendorEvent) -> bool:
    """Whether a request names another time, between the start of its window and the event: an end."""
    others = (_instant(str(sent.value)) for sent in sent_values(exchange))
    return any(one is not None and window.start < one <= event.created for one in others)


def _instant(text: str) -> datetime | None:
    return as_instant(int(text) if text.isdigit() else text)


def _units(text: str) -> tuple[str, str]:
    """Return the unit in which a number of seconds or milliseconds is written, and the other one."""
    return ("seconds", "milliseconds") if len(text) == 10 else ("milliseconds", "seconds")


def saved_so(first: Passage, again: Passage, event: str) -> bool:
    """Whether the second fetch sent the position that the first fetch saved, without any change to it."""
    asked = next(iter(again.that_got(event)), again.main)
    position = first.position(asked)
    texts = [str(sent.value) for sent in sent_values(asked.sent)] if asked is not None else []
    return position is not None and str(position.after) in texts


def unit_line(scene: Scene, again: Passage) -> Place | None:
    """Return the line that computed the number from which the request asks; None where the trace does not
    show it.
    """
    asked = next(iter(again.that_got(scene.id)), again.main)
    window = asked.window if asked is not None else None
    if asked is None or window is None:
        return None
    step = made(scene.trace(again.cycle), window.text)
    return Place.of(MOVED, step, again.cycle) if step is not None else None


def since_1970(scene: Scene, finding: Finding, cycle: int) -> Cause:
    """Return the cause for a request that asks for everything since 1970: the line whose value becomes the
    start where nothing is saved yet.
    """
    key, value = str(finding.evidence["key"]), str(finding.evidence["value"])
    passage = scene.passages[cycle]
    asked = next(
        (one for one in passage.asks if one.window is not None and one.window.text == value),
        passage.main,
    )
    window = asked.window if asked is not None else None
    if not scene.runs[cycle].first_run or window is None or window.start >= _SOON_AFTER:
        return unknown(f"cycle {cycle} asks from a time that may be in a wrong unit")
    place = _start(scene.trace(cycle), value, asked) if asked is not None else None
    return Cause(
        "asks-since-1970",
        finding.story or f"cycle {cycle} asks with `{key}` = {value}, so for everything since 1970",
        present((place, scene.asked(cycle, asked))),
        when="no last run is saved",
        remedy=finding.remedy,
    )


def _start(trace: Trace | None, value: str, asked: Asked) -> Place | None:
    """Return the line that computed the value from which a request asks. A variable that is named by a
    statement on the way to the request is preferred. Return None where the trace does not show the line.
    """
    if trace is None:
        return None
    seq = asked.sent.seq
    named = {name for spot in way_to(trace, seq) for name in _NAME.findall(spot.text)}
    held = [one for one in assigned_before(trace, seq) if is_value(one.values[0].value, value)]
    steps = [one for one in held if one.outcome in named] or (held if len(value) > 1 else [])
    if not steps:
        return None
    step = computed(trace, steps[-1])
    # A product or a sum of zero is zero because one of its parts is.
    parts = [one for one in held if one.outcome in _NAME.findall(step.text)]
    return Place.of(DECIDED, computed(trace, parts[-1]) if parts else step, trace.cycle)


def _is_older(scene: Scene, identifier: str, start: datetime) -> bool:
    event = scene.truth.get(identifier)
    return (
        event is not None
        and max((event.created, *(one.at for one in event.updates))) < start - _SLACK
    )
