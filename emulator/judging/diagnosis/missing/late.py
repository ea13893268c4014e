"""Finds the cause of a missed event that the product showed only after the saved position had passed its
time.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from ....record.product_event import VendorEvent
from ....record.trace import TEST
from ...cause import DECIDED, MOVED, Cause, Place, present, unknown
from ...value_words import time_words
from ...verdict.passage import Passage
from ..deciding import deciding_step
from ..lines import listed, same_second
from ..scene import Scene, near

# A position this far from the fetch is a mistake of zone or unit, not a late event.
_FAR = timedelta(minutes=10)
_STEPS = (timedelta(0), timedelta(seconds=1))
_EXACT = timedelta(milliseconds=1)


def missed_late(scene: Scene, cycle: int) -> Cause:
    """Return the cause for an event that the product showed only after ``cycle`` had saved a position past
    the event's time.
    """
    passage, event = scene.passages[cycle], scene.event
    if event is None:
        return unknown("the product's events are not known")
    asked = passage.asked_for(event, "")
    cursor = passage.position(asked)
    moved = scene.moved(cycle, cursor)
    decided = _left_out_later(scene, cycle)
    places = present((moved, decided, scene.asked(cycle, asked)))
    if cursor is None or cursor.instant is None:
        return Cause("late-visibility", _late_words(event, passage), places)
    ahead = cursor.instant - passage.ended
    if ahead > _FAR:
        hours = ahead / timedelta(hours=1)
        return Cause(
            "zone",
            f"the saved position {time_words(cursor.instant, passage.at)} lies {hours:.1f} hours after the"
            f" fetch, which ended {time_words(passage.ended, passage.at)}",
            present((scene.made(cycle, cursor), *places)),
        )
    moved_by = scene.updated_at(cursor.instant)
    if moved_by:
        return Cause(
            "update-moves-position",
            f"{_visible_words(event, passage)}; the change of event {moved_by} had moved the position of"
            f" cycle {cycle} to {time_words(cursor.instant, passage.at)}",
            present((_chosen(scene, cycle, str(cursor.after)), *places)),
            when="an older event changes before a newer one becomes visible",
        )
    if _is_of_its_second(scene, passage, cursor.instant, event):
        times = scene.times_of(passage.got)
        of_it = any(same_second(time, event.created) for time in times)
        for_it = " for an event of that very second" if of_it else ""
        return Cause(
            "boundary-excluded",
            f"{_visible_words(event, passage)}; cycle {cycle} had {passage.moved_to()}{for_it}, and later"
            " fetches leave that second out",
            present((decided, *places)),
            when="an event becomes visible later than another of its second",
        )
    if is_the_clocks(scene, passage, cursor.instant):
        return Cause(
            "position-set-to-clock",
            f"cycle {cycle} saved the time of the fetch, {time_words(cursor.instant, passage.at)};"
            f" {_visible_words(event, passage)}",
            places,
            when="an event becomes visible after the fetch whose time was saved",
        )
    return Cause(
        "late-visibility",
        _late_words(event, passage),
        places,
        when=f"an event becomes visible {_lag_s(event):g} s after it was created",
    )


def _is_of_its_second(
    scene: Scene, passage: Passage, position: datetime, event: VendorEvent
) -> bool:
    """Whether the saved position stands in the event's second, or follows an event of that second and no
    later one. What else the answer held of that second did not move the position there.
    """
    before = [time for time in scene.times_of(passage.got) if time <= position]
    if not before and is_the_clocks(scene, passage, position):
        # No event is there whose second it would be.
        return False
    return any(same_second(one, event.created) for one in (position, max(before, default=position)))


def _left_out_later(scene: Scene, cycle: int) -> Place | None:
    """Return the condition that left the event out of a later fetch, whose answer held it; None where the
    product itself left it out, or where no trace shows it.
    """
    for later in sorted(one for one in scene.passages if one > cycle):
        trace = scene.trace(later) if scene.id in scene.passages[later].got else None
        step = deciding_step(trace, scene.id, scene.created_in(later)) if trace else None
        if step is not None and step.kind == TEST:
            return Place.of(DECIDED, step, later)
    return None


def _chosen(scene: Scene, cycle: int, position: str) -> Place | None:
    """Return the line that made a list with the time which became the saved position; None where the trace
    does not show it.
    """
    step = listed(scene.trace(cycle), position)
    return Place.of(MOVED, step, cycle) if step is not None else None


def _late_words(event: VendorEvent, passage: Passage) -> str:
    return f"{_visible_words(event, passage)}; cycle {passage.cycle} had {passage.moved_to()}"


def _visible_words(event: VendorEvent, passage: Passage) -> str:
    created, visible = (time_words(one, passage.at) for one in (event.created, event.visible))
    if event.created == event.visible:
        return f"event {event.id} was created {created}"
    return f"event {event.id}, created {created}, became visible {visible}"


def _lag_s(event: VendorEvent) -> float:
    return (event.visible - event.created).total_seconds()


def is_the_clocks(scene: Scene, passage: Passage, position: datetime) -> bool:
    """Whether the saved position is the current time of the fetch, and not the time of an event in its
    answers.
    """
    if _is_an_events(scene, passage, position):
        # An event may have this time by chance: then another fetch of the run tells.
        others = [one for one in scene.passages.values() if one.cycle != passage.cycle]
        return _by_clock(passage, position) and any(
            one.cursor is not None
            and one.cursor.moved
            and one.cursor.instant is not None
            and _by_clock(one, one.cursor.instant)
            and not _is_an_events(scene, one, one.cursor.instant)
            for one in others
        )
    return _by_clock(passage, position) and not _by_chance(scene, passage)


def _by_chance(scene: Scene, passage: Passage) -> bool:
    """Whether no other fetch that created nothing left its own time as the position, and one left another:
    then it is by chance that this fetch, which created nothing either, left its time.
    """
    idle = [
        _by_clock(one, one.cursor.instant)
        for one in scene.passages.values()
        if one.cycle != passage.cycle
        and not (one.failed or one.created)
        and one.asks
        and one.cursor is not None
        and one.cursor.instant is not None
    ]
    return not passage.created and bool(idle) and not any(idle)


def _by_clock(passage: Passage, position: datetime) -> bool:
    return same_second(position, passage.at) or same_second(position, passage.ended)


def _is_an_events(scene: Scene, passage: Passage, position: datetime) -> bool:
    return any(follows(position, time) for time in scene.times_of(passage.got))


def follows(position: datetime, time: datetime) -> bool:
    """Whether a saved position is the time of an event, or a second after it, as code adds to ask for later
    events. Either may be cut to the second.
    """
    times = (time, time.replace(microsecond=0))
    return any(near(position, one + step, _EXACT) for one in times for step in _STEPS)
