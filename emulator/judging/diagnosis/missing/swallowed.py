"""Finds the cause of a missed event: the code caught an error, went on, and so lost the event."""

from __future__ import annotations

from collections.abc import Collection

from ....record.trace import ASSIGN, CAUGHT, LOOP, SENT, Step, Trace
from ...cause import CAUGHT as CAUGHT_HERE
from ...cause import RAISED, Cause, Place, present
from ...verdict.asked import Asked
from ...verdict.passage import Passage
from ..scene import Scene


def swallowed(
    scene: Scene, passage: Passage, asked: Asked | None, decided: Step | None, *, whole: bool
) -> Cause | None:
    """Return the cause where the code caught an error and then saved its position. The error was about the
    event, or it ended the loop or the fetch before the event's turn. Return None where that is not so.

    ``decided`` is the step that otherwise left the event out; None where there is none. With ``whole`` an
    error that kept a fetch from creating anything counts too.
    """
    cycle = passage.cycle
    trace = scene.trace(cycle)
    created = scene.created_in(cycle)
    if trace is None:
        return None
    own = _about(trace, scene.id, created)
    step = own or _ended_loop(trace, decided)
    if step is None and whole and not created and asked is not None:
        step = _after(trace, asked.sent.seq)
    if step is None:
        return None
    what = f"event {scene.id}" if own is not None else f"event {scene.id} had its turn"
    link = "at" if own is not None else "before"
    ended = "the code caught it," if step.way else "a thread or task ended with it; the code"
    return Cause(
        "error-swallowed",
        f"cycle {cycle} got {step.text} {link} {what}; {ended} went on without the event, and"
        f" {passage.moved(asked)}",
        present(
            (
                Place(RAISED, step.line, step.text, cycle=cycle),
                _caught_at(step, cycle),
                scene.moved(cycle, passage.position(asked)),
            )
        ),
        when=f"the code raises {step.outcome} at an event",
    )


def _about(trace: Trace, event: str, created: Collection[str]) -> Step | None:
    """Return the last error about the event that the code caught. An error that it caught at the same place
    about a created event too is left out: it has done no harm.
    """
    caught = [step for step in trace.steps if step.kind == CAUGHT]
    harmless = {_place(step) for step in caught if set(created).intersection(step.events)}
    own = [step for step in caught if event in step.events and _place(step) not in harmless]
    return own[-1] if own else None


def _ended_loop(trace: Trace, decided: Step | None) -> Step | None:
    """Return the error that ended a loop early. Return None if ``decided`` is not a loop, or if a condition
    ended the loop.
    """
    if decided is None or decided.kind != LOOP:
        return None
    behind = trace.steps[trace.steps.index(decided) + 1 :]
    follows = next((step for step in behind if step.kind not in (ASSIGN, LOOP)), None)
    return follows if follows is not None and follows.kind == CAUGHT else None


def _after(trace: Trace, seq: int) -> Step | None:
    """Return the first error that the code caught after a request; ``seq`` is its number in the record."""
    asked = False
    for step in trace.steps:
        asked = asked or (step.kind == SENT and step.outcome == str(seq))
        if asked and step.kind == CAUGHT:
            return step
    return None


def _caught_at(step: Step, cycle: int) -> Place | None:
    spot = next(iter(step.way), None)
    return Place(CAUGHT_HERE, spot.line, spot.text, cycle=cycle) if spot is not None else None


def _place(step: Step) -> tuple[str, str]:
    """Return the line that raised an error, and the line that caught it."""
    return str(step.line), str(step.way[0].line) if step.way else ""
