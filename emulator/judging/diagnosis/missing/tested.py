"""Finds the cause of a missed event that a condition of the integration left out."""

from __future__ import annotations

import re
from datetime import datetime

from ....record.id_guess import is_id_name
from ....record.product_event import VendorEvent
from ....record.trace import Shown, Step
from ...cause import DECIDED, Cause, Place, present
from ...verdict.passage import Passage
from ..answers import got_all_that_it_asked
from ..lines import made, same_second
from ..scene import Scene, near, positions_in, times_in
from ..words import other_spelling
from ..written import as_text, orders
from .cut import tie

_NAME = re.compile(r"[A-Za-z_]\w*")


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
        if any(_is_its_id(scene, one) for one in step.values):
            if orders(step):
                code = (
                    "late-visibility"
                    if event is not None and _passed_unseen(scene, event, passage.cycle)
                    else "order-not-guaranteed"
                )
                return Cause(code, f"{words}; the saved id had passed it", places)
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
        late = _passed_unseen(scene, event, passage.cycle)
        before = scene.runs[passage.cycle].last_run.before
        moved_within = not any(near(other, time) for time in positions_in(before))
        if moved_within:
            return Cause(
                "order-not-guaranteed", f"{words}; the position moved within the fetch", places
            )
        return Cause("late-visibility" if late else "order-not-guaranteed", words, places)
    return Cause("code-filter-excludes", words, places)


def _is_its_id(scene: Scene, shown: Shown) -> bool:
    """Whether a value is the event's id. A number may equal it by chance, so its name must say so."""
    if shown.value.strip("'\"") != scene.id:
        return False
    leaf = scene.identity.path.rpartition(".")[2]
    words = _NAME.findall(shown.name)
    return shown.type != "int" or leaf in words or is_id_name(next(iter(words[-1:]), ""))


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


def _passed_unseen(scene: Scene, event: VendorEvent, cycle: int) -> bool:
    """Whether an earlier fetch had ended before the event became visible."""
    return any(
        one < cycle and passage.ended < event.visible for one, passage in scene.passages.items()
    )
