"""Finds the cause of a missed event that a limit left out, or a loop that ended early."""

from __future__ import annotations

from datetime import datetime

from ....record.product_event import VendorEvent
from ....record.trace import CUT, LOOP, TEST, YIELDED, Step
from ...cause import DECIDED, Cause, Place, moved_first, present, unknown
from ...value_words import counted
from ...verdict.asked import Asked
from ...verdict.passage import Passage
from ..deciding import deciding_step
from ..failing import starved
from ..lines import same_second
from ..scene import Scene
from .crowded import created_new

_KEEP_THE_OLDEST = "sort the list oldest first, and keep its first ones"


def cut(
    scene: Scene, passage: Passage, asked: Asked | None, step: Step, places: tuple[Place, ...]
) -> Cause:
    """Return the cause where an expression such as ``events[:limit]``, or a loop that ended early, left
    the event out, and the saved position then moved past it.
    """
    exchange = scene.exchange(passage.cycle, asked)
    position = passage.position(asked)
    left_out = (
        f"event {scene.id} was in the answer; `{step.text}` left it out of cycle {passage.cycle}"
    )
    handed = step.kind == LOOP and step.then == YIELDED
    if handed:
        # The generator would have gone on: its caller decided, and the position is what must fit to that.
        left_out = f"event {scene.id} was in the answer; cycle {passage.cycle} took no more of `{step.text}`"
        places = moved_first(places)
    event = scene.event
    oldest_kept = _kept_before_lost(scene, step) or _created_before(scene, passage)
    if scene.newest_first(exchange) and not oldest_kept:
        return Cause(
            "newest-first", f"{left_out}, the product's answer begins with the newest", places
        )
    if _keeps_the_newest(scene, step):
        return Cause(
            "newest-first",
            f"{left_out}, and kept {counted(len(set(step.events)), 'event')} that came later",
            places,
            remedy=_KEEP_THE_OLDEST,
        )
    if event is not None and position is not None and position.instant is not None:
        at_once = same_second(event.created, position.instant)
        if at_once and _shares_its_second(scene, passage, event):
            words = f"{left_out}; then it {passage.moved()}"
            dropped = _dropped_later(scene, passage.cycle + 1)
            if dropped is not None:
                words += f", and `{dropped.text}` (line {dropped.line.number}) leaves it out later"
            return tie(scene, passage, words, present((*places[:1], dropped, *places[1:])))
        if at_once or event.created < position.instant:
            code = (
                "order-not-guaranteed"
                if exchange and not scene.order(exchange) and not oldest_kept
                else "cut-and-passed"
            )
            ahead = present((scene.moved(passage.cycle, position), *places))
            words = f"{left_out}, and the cycle {passage.moved()}, past it"
            return Cause(code, words, ahead if code == "cut-and-passed" else places)
    if position is not None and not position.moved:
        return _held_back(scene, passage, left_out, places)
    later = _next_holder(scene, passage.cycle)
    if later is None:
        return Cause("cut-and-passed", f"{left_out}, and no later fetch asks for it", places)
    dropped = _dropped_later(scene, later)
    if dropped is None or dropped.line == step.line:
        return _held_back(scene, passage, left_out, places)
    words = f"{left_out}, and `{dropped.text}` (line {dropped.line.number}) leaves it out later"
    return Cause("cut-and-passed", words, present((*places[:1], dropped, *places[1:])))


def _held_back(scene: Scene, passage: Passage, left_out: str, places: tuple[Place, ...]) -> Cause:
    """Return the cause where the position did not pass the event, so that it only waits: events that are
    created again or other lists get all the room, or it is unknown what keeps the event from its turn.
    """
    event = scene.event
    for cycle in sorted(one for one in scene.passages if one >= passage.cycle):
        again = scene.created_in(cycle)
        if again and not created_new(scene, cycle) and scene.id in scene.passages[cycle].got:
            who = "it" if cycle == passage.cycle else f"cycle {cycle}"
            words = f"{left_out}, and {who} created {counted(len(again), 'event')} again"
            return Cause("known-fill-the-page", words, places)
    created = {one for cycle in scene.runs for one in scene.created_in(cycle)}
    streams = {scene.truth[one].stream for one in created if one in scene.truth}
    if event is not None and streams and event.stream not in streams:
        words = f"{left_out}; only events of other lists were created"
        return starved(scene, passage.cycle, words)
    return unknown(f"{left_out}, and the saved position did not pass it", *places)


def _next_holder(scene: Scene, cycle: int) -> int | None:
    """Return the first later cycle whose answers held the event; None without one."""
    later = sorted(one for one in scene.passages if one > cycle)
    return next((one for one in later if scene.id in scene.passages[one].got), None)


def _keeps_the_newest(scene: Scene, step: Step) -> bool:
    """Whether all events that an expression kept are newer than those that it left out, although the answer
    does not begin with the newest: the code has sorted them so, or has cut at the wrong end.
    """
    kept, lost = _times(scene, step)
    # Of events of one time some may be kept, and others left out.
    return bool(kept and lost) and min(kept) >= max(lost) and max(kept) > min(lost)


def _kept_before_lost(scene: Scene, step: Step) -> bool:
    """Whether all events that an expression kept are older than those that it left out: the code has put them
    in order, whatever the order of the answer.
    """
    kept, lost = _times(scene, step)
    return bool(kept and lost) and max(kept) <= min(lost) and min(kept) < max(lost)


def _created_before(scene: Scene, passage: Passage) -> bool:
    """Whether the fetch created events, and all of them are older than the missed one: a loop that ended
    early had come to the newer ones last.
    """
    event, created = scene.event, [*scene.times_of(scene.created_in(passage.cycle))]
    return event is not None and bool(created) and max(created) < event.created


def _times(scene: Scene, step: Step) -> tuple[list[datetime], list[datetime]]:
    """Return the times of the events that an expression kept, and of those that it left out; none for another
    step.
    """
    if step.kind != CUT:
        return [], []
    kept, lost = (
        [scene.truth[one].created for one in ids if one in scene.truth]
        for ids in (step.events, step.lost)
    )
    return kept, lost


def _shares_its_second(scene: Scene, passage: Passage, event: VendorEvent) -> bool:
    """Whether the fetch created another event of the same second. If not, the position is the time of the
    missed event itself, and no limit has cut between events of one time.
    """
    created = scene.times_of(scene.created_in(passage.cycle))
    return any(same_second(time, event.created) for time in created)


def _dropped_later(scene: Scene, cycle: int) -> Place | None:
    """Return the condition that left the event out of the next fetch, whose answer held it again; None where
    the trace does not show it.
    """
    trace = scene.trace(cycle) if cycle in scene.runs else None
    step = deciding_step(trace, scene.id, scene.created_in(cycle)) if trace is not None else None
    return Place.of(DECIDED, step, cycle) if step is not None and step.kind == TEST else None


def tie(scene: Scene, passage: Passage, words: str, places: tuple[Place, ...]) -> Cause:
    return Cause(
        "limit-cuts-tie",
        words,
        places,
        when="more events of one second than the limit leaves room for",
    )
