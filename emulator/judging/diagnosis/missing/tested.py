"""Finds the cause of a missed event that a condition of the integration left out."""

from __future__ import annotations

from datetime import datetime

from ....record.entries import Json
from ....record.product_event import VendorEvent
from ....record.trace import Step
from ...cause import DECIDED, Cause, Place, present
from ...verdict.last_run_cursor import state_values
from ...verdict.passage import Passage
from ..answers import got_all_that_it_asked, ids_sent
from ..comparisons import orders
from ..guards import is_its_id
from ..lines import made, same_second
from ..scene import Scene, near, positions_in, times_in
from ..words import other_spelling
from ..written import as_text
from .cut import tie
from .late import follows

_MOVED_WITHIN = "the position moved within the fetch"


def excluded(
    scene: Scene, passage: Passage, step: Step, event: VendorEvent | None, places: tuple[Place, ...]
) -> Cause:
    """Return the cause where a condition of the integration, ``step``, left the event out."""
    shown = ", ".join(f"{one.name} = {one.value}" for one in step.values)
    words = f"`{step.text}` was {step.outcome} for event {scene.id}: {shown}"
    texts = as_text(step, words, passage.cycle, places[1:])
    if texts is not None:
        return texts
    times = times_in(tuple(one.value for one in step.values))
    own = [time for time in times if event is not None and same_second(time, event.created)]
    if event is None or not own or len(times) < 2:
        if _begins_at_its_id(scene, passage, step):
            return Cause("boundary-excluded", f"{words}; the fetch began at this very id", places)
        if any(is_its_id(scene, one) for one in step.values):
            if orders(step):
                return _passed_id(scene, passage, step, words, places)
            return Cause("remembered-not-created", f"{words}; no fetch had created it", places)
        return Cause("code-filter-excludes", f"{words}{other_spelling(step)}", places)
    if len(own) > 1 and event.created.microsecond and not any(one.microsecond for one in own):
        return Cause(
            "precision-cut",
            f"{words}; both are whole seconds, and the event has a fraction",
            present((_cut_off(scene, passage.cycle, step, own[0]), *places)),
            when="two events of one second are fetched apart",
        )
    other = own[1] if len(own) > 1 else next(time for time in times if time not in own)
    if same_second(other, event.created):
        earlier = _full_before(scene, passage.cycle, event)
        if earlier is not None:
            return tie(
                scene,
                passage,
                f"cycle {earlier} got as many events as it asked for and ended within the second of event"
                f" {scene.id}; then {words}",
                places,
            )
        return Cause("boundary-excluded", words, places)
    if other > event.created:
        before = scene.runs[passage.cycle].last_run.before
        moved_within = not any(near(other, time) for time in positions_in(before))
        if moved_within:
            return Cause("order-not-guaranteed", f"{words}; {_MOVED_WITHIN}", places)
        stepped = _stepped_over(scene, passage.cycle, other, event)
        if stepped is not None:
            moved = scene.moved(stepped, scene.passages[stepped].cursor)
            return Cause(
                "boundary-excluded",
                f"cycle {stepped} had saved a time after that of each event that it got; then {words}",
                present((moved, *places)),
            )
        late = any(
            near(other, time)
            for one in _unseen_by(scene, event, passage.cycle)
            for time in positions_in(scene.runs[one].last_run.after)
        )
        return Cause("late-visibility" if late else "order-not-guaranteed", words, places)
    return Cause("code-filter-excludes", words, places)


def _stepped_over(scene: Scene, cycle: int, position: datetime, event: VendorEvent) -> int | None:
    """Return the last earlier cycle that had saved the position, if it did so by adding a step to the time of
    the newest event that it had got, and the event's time lies within that step; else None.
    """
    for earlier in sorted((one for one in scene.passages if one < cycle), reverse=True):
        passage = scene.passages[earlier]
        cursor = passage.cursor
        if cursor is None or cursor.instant is None or not near(position, cursor.instant):
            return None
        if cursor.moved:
            newest = max(scene.times_of(passage.got), default=None)
            if newest is None or not follows(position, newest):
                return None
            return earlier if newest.replace(microsecond=0) <= event.created else None
    return None


def _passed_id(
    scene: Scene, passage: Passage, step: Step, words: str, places: tuple[Place, ...]
) -> Cause:
    """Return the cause where a condition compared the event's id with a greater one."""
    others = {one.value.strip("'\"") for one in step.values} - {scene.id}
    change, cursor = scene.runs[passage.cycle].last_run, passage.cursor
    before = {str(value) for _, value in state_values(change.before)}
    if cursor is not None:
        before.add(str(cursor.before))
    if not others & before:
        return Cause("order-not-guaranteed", f"{words}; {_MOVED_WITHIN}", places)
    late = any(
        str(value) in others
        for one in (_unseen_by(scene, scene.event, passage.cycle) if scene.event else ())
        for value in _saved(scene, one)
    )
    code = "late-visibility" if late else "order-not-guaranteed"
    return Cause(code, f"{words}; the saved id had passed it", places)


def _begins_at_its_id(scene: Scene, passage: Passage, step: Step) -> bool:
    """Whether a condition compared the event's id with itself, as the position from which the fetch began."""
    values = [one.value.strip("'\"") for one in step.values]
    if not orders(step) or len(values) < 2 or {*values} != {scene.id}:
        return False
    asked = any(scene.id in ids_sent(one.sent) for one in passage.asks)
    return asked or scene.remembered(passage.cycle)


def _cut_off(scene: Scene, cycle: int, step: Step, instant: datetime) -> Place | None:
    """Return the line in which a function computed the event's time in whole seconds, if the condition
    ``step`` calls functions; else None.
    """
    calls = any("(" in one.name for one in step.values)
    found = made(scene.trace(cycle), instant, returned=True) if calls else None
    return Place.of(DECIDED, found, cycle) if found is not None else None


def _full_before(scene: Scene, cycle: int, event: VendorEvent) -> int | None:
    """Return the last earlier cycle that got a full page (as many events as it asked for) after the event
    had become visible; None without one.
    """
    for earlier in sorted((one for one in scene.passages if one < cycle), reverse=True):
        passage = scene.passages[earlier]
        if event.visible > passage.ended:
            return None
        for asked in passage.asks:
            exchange = scene.exchange(earlier, asked)
            if (
                asked.got
                and exchange is not None
                and got_all_that_it_asked(exchange, len(asked.got))
            ):
                return earlier
    return None


def _unseen_by(scene: Scene, event: VendorEvent, cycle: int) -> tuple[int, ...]:
    """Return the earlier cycles that had ended before the event became visible."""
    return tuple(
        one
        for one, passage in scene.passages.items()
        if one < cycle and passage.ended < event.visible
    )


def _saved(scene: Scene, cycle: int) -> tuple[Json, ...]:
    """Return the values of the state after a fetch."""
    cursor = scene.passages[cycle].cursor
    values = (value for _, value in state_values(scene.runs[cycle].last_run.after))
    return (*values, *((cursor.after,) if cursor is not None else ()))
