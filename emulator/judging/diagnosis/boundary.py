"""Finds the cause where the event at the saved position came again, because a filter includes it."""

from __future__ import annotations

from ...record.json_path import scalars, text_of
from ...record.json_value import json_or_none
from ...record.trace import TEST, Step
from ..cause import DECIDED, Cause, Place, moved_first, present
from ..verdict.asked import Asked
from ..verdict.passage import Passage
from ..window.sent_values import sent_values
from .answers import rows_in
from .lines import same_second
from .missing.filtered import words_in
from .scene import Scene, times_in

BOUNDARY = "any event has the time at which the position is saved"


def time_repeated(scene: Scene, cycle: int, places: tuple[Place, ...]) -> Cause | None:
    """Return the cause where a condition of the code let the event of the saved time through again. None
    where that is not so.
    """
    edge = _at_the_edge(scene, cycle)
    if edge is None:
        return None
    return Cause(
        "boundary-repeated",
        f"`{edge.text}` lets event {scene.id}, of the saved time itself, through again in cycle {cycle};"
        " no condition compares ids",
        present((Place.of(DECIDED, edge, cycle), *places)),
        when=BOUNDARY,
    )


def _at_the_edge(scene: Scene, cycle: int) -> Step | None:
    """Return the condition that compared the event's time with another time of the same second, which is
    the saved position; None without one.
    """
    trace, event = scene.trace(cycle), scene.event
    if trace is None or event is None:
        return None
    for step in trace.steps:
        if step.kind == TEST and scene.id in step.events:
            times = times_in(one.value for one in step.values)
            if sum(same_second(time, event.created) for time in times) > 1:
                return step
    return None


def number_repeated(
    scene: Scene, first: Passage, again: Passage, asked: Asked | None, places: tuple[Place, ...]
) -> Cause | None:
    """Return the cause where the request names the saved position, which is the event's own id or number, and
    the answer holds nothing older: so the filter includes what it names. None where that is not so.
    """
    event, position = scene.event, first.position(asked)
    if asked is None or event is None or position is None or position.instant is not None:
        return None
    saved = text_of(position.after)
    named = any(saved in words_in(str(sent.value)) for sent in sent_values(asked.sent))
    if not named or saved not in _own_values(scene, again.cycle, asked):
        return None
    if min(scene.times_of(asked.got), default=event.created) < event.created:
        return None
    return Cause(
        "boundary-repeated",
        f"cycle {again.cycle} asked {asked.words}: the product returned event {scene.id}, which has that very"
        " number, again, and no condition compares ids with those of earlier fetches",
        moved_first(places),
        when="always: the filter includes the number that is saved",
    )


def shows_fraction(scene: Scene, cycle: int, asked: Asked | None) -> bool:
    """Whether the answer shows the event's time with its fraction of a second, as far as it can be read: a
    product may show less than it stores.
    """
    event = scene.event
    own = _own_values(scene, cycle, asked) if asked is not None else frozenset()
    times = [one for one in times_in(own) if event is not None and same_second(one, event.created)]
    return not times or any(one.microsecond for one in times)


def _own_values(scene: Scene, cycle: int, asked: Asked) -> frozenset[str]:
    """Return the values of the event as the answer to a request shows it."""
    exchange = scene.exchange(cycle, asked)
    for row in rows_in(json_or_none(exchange.response_body)) if exchange is not None else ():
        own = frozenset(text_of(value) for _, value in scalars(row))
        if scene.id in own:
            return own
    return frozenset()
