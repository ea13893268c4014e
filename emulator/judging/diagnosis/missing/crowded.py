"""Finds the cause of a missed event for whose time later fetches asked again: their pages were full of events
that had been created before.
"""

from __future__ import annotations

from collections.abc import Callable

from ....record.json_path import text_of
from ...cause import Cause, present
from ...value_words import time_words
from ...verdict.asked import Asked
from ...verdict.passage import Passage
from ..answers import got_all_that_it_asked, ids_sent, skips_events
from ..scene import Scene, mentions


def crowded_out(scene: Scene, cycle: int, *, by_id: bool = False) -> Cause | None:
    """Return the cause where a fetch from ``cycle`` on asked for the time of the visible event, got a full
    page of other events, and created nothing new. None without such a fetch.

    With ``by_id`` it is a fetch that did not leave the known events out by their time: it created them again,
    or its last run holds their ids.
    """
    for later in sorted(one for one in scene.passages if one >= cycle):
        passage = scene.passages[later]
        asked = _full_of_others(scene, passage)
        if asked is None or passage.failed or created_new(scene, later):
            continue
        if by_id and not all(map(_known_by_id(scene, later), asked.got)):
            continue
        event = scene.event
        seen = time_words(event.visible, passage.at) if event is not None else "then"
        return Cause(
            "known-fill-the-page",
            f"cycle {later} asked for {len(asked.got)} and got {len(asked.got)} that it knew already; event"
            f" {scene.id}, visible since {seen}, found no room",
            present(
                (
                    scene.asked(later, asked),
                    scene.asked(later, asked),
                    scene.moved(later, passage.position(asked)),
                )
            ),
            when="a window that is asked for again holds as many known events as the limit",
        )
    return None


def _known_by_id(scene: Scene, cycle: int) -> Callable[[str], bool]:
    """Return a function that tells whether a fetch created an event, or its last run holds the id."""
    created, state = scene.created_in(cycle), text_of(scene.runs[cycle].last_run.before)
    return lambda identifier: identifier in created or mentions(state, identifier)


def created_new(scene: Scene, cycle: int) -> bool:
    """Whether a fetch created an event that no earlier fetch had created."""
    before = {one for earlier in scene.runs if earlier < cycle for one in scene.created_in(earlier)}
    return any(one not in before for one in scene.created_in(cycle))


def _full_of_others(scene: Scene, passage: Passage) -> Asked | None:
    """Return the request of a fetch whose window, one of time or of ids, includes the event and whose answer
    was a full page without it; None without one.
    """
    event = scene.event
    if event is None or event.visible > passage.at or scene.id in passage.got:
        return None
    for asked in passage.asks:
        if skips_events(asked.sent):
            # The event may stand before the place from which it asks.
            continue
        exchange, window = scene.exchange(passage.cycle, asked), asked.window
        timely = window is not None and window.start <= event.created
        inside = timely or _from_an_id(scene, asked)
        if inside and exchange is not None and got_all_that_it_asked(exchange, len(asked.got)):
            return asked
    return None


def _from_an_id(scene: Scene, asked: Asked) -> bool:
    """Whether a request asks from an id on, inclusively: it names the id of an event that it got, and this id
    is a number below the event's.
    """
    return any(one in asked.got and _is_below(one, scene.id) for one in ids_sent(asked.sent))


def _is_below(one: str, other: str) -> bool:
    return one.isdecimal() and other.isdecimal() and int(one) < int(other)
