"""Finds a time that a request sends in the wrong unit: seconds for milliseconds, or the reverse."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from ...record.times import as_instant
from ..cause import MOVED, Place
from ..verdict.asked import Asked
from ..verdict.passage import Passage
from ..window.sent_values import sent_values
from .lines import made
from .scene import Scene

_MILLISECONDS = re.compile(r"(^|_)(ms|millis|milliseconds)$|Ms$|Millis$")
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
            unit, other = (
                ("seconds", "milliseconds") if len(text) == 10 else ("milliseconds", "seconds")
            )
            return (
                f"cycle {passage.cycle} asked {sent.key}={text}, in {unit}, and got event {older[0]}, which"
                f" is older; the product may expect {other}"
            )
    return ""


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


def _is_older(scene: Scene, identifier: str, start: datetime) -> bool:
    event = scene.truth.get(identifier)
    return (
        event is not None
        and max((event.created, *(one.at for one in event.updates))) < start - _SLACK
    )
