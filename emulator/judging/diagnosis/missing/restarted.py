"""Finds why an event was missed that lay in the window of the first fetch: that one failed and saved nothing,
and a later fetch computed the start of its window from its own clock.
"""

from __future__ import annotations

from datetime import datetime

from ....record.product_event import VendorEvent
from ....record.trace import Step
from ...cause import DECIDED, MOVED, Cause, Place, present
from ...value_words import cycles_words, time_words
from ...verdict.passage import Passage
from ..lines import made, same_second
from ..scene import Scene, times_in


def started_later(
    scene: Scene, passage: Passage, step: Step, event: VendorEvent | None, places: tuple[Place, ...]
) -> Cause | None:
    """Return the cause where the condition ``step`` compared an event with the start of a first window, which
    had moved past the missed event since the fetches before. None where that is not so.
    """
    cycle = passage.cycle
    failed = tuple(one for one in sorted(scene.runs) if one < cycle)
    if event is None or not failed or not all(_left_nothing(scene, one) for one in failed):
        return None
    if scene.runs[cycle].last_run.before:
        return None
    start = _start(scene, step, event)
    if start is None:
        return None
    step_made = made(scene.trace(cycle), start)
    moved = Place.of(MOVED, step_made, cycle) if step_made is not None else None
    return Cause(
        "window-skips",
        f"cycle {cycle} took nothing from before {time_words(start, passage.at)}, and event {event.id} was"
        f" created {time_words(event.created, passage.at)}; {cycles_words(failed)} failed and saved nothing,"
        " and the start is computed from the clock",
        present((moved, Place.of(DECIDED, step, cycle), *places)),
        when="the first fetches of an instance fail",
    )


def _left_nothing(scene: Scene, cycle: int) -> bool:
    run = scene.runs[cycle]
    return run.failed and not run.last_run.saved and not run.context_changed


def _start(scene: Scene, step: Step, event: VendorEvent) -> datetime | None:
    """Return the time with which the condition compared an event's time, if the missed event is older."""
    times = times_in(one.value for one in step.values)
    own = tuple(time for one in scene.truth.values() for time in (one.created, one.visible))
    starts = [time for time in times if not any(same_second(time, other) for other in own)]
    return next((time for time in starts if len(times) > 1 and time > event.created), None)
