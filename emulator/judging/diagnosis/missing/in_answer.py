"""Finds why an event was missed although an answer held it."""

from __future__ import annotations

import re

from ....record.entries import Call, Exchange
from ....record.fetch_run import SENDERS, FetchRun
from ....record.product_event import VendorEvent
from ....record.trace import CUT, LOOP, TEST, Step, Trace
from ...cause import DECIDED, MOVED, RAISED, Cause, Place, present, unknown
from ...tally import unsent
from ...verdict.asked import Asked
from ...verdict.passage import Passage
from ..comparisons import orders
from ..deciding import counts, deciding_step, site_of
from ..guards import unknown_id
from ..lines import caught_after, common, same_second
from ..scene import Scene, raised_line, saving_call, times_in
from ..words import logged, refusal
from .cut import cut
from .restarted import started_later
from .swallowed import swallowed
from .tested import excluded

_ON_PURPOSE = re.compile(r"^fault: (\w+)\(\) fails$")


def missed_in_answer(scene: Scene, cycle: int) -> Cause:
    """Return the cause for an event that an answer of ``cycle`` held, and of which no incident was
    created.
    """
    passage, event = scene.passages[cycle], scene.event
    asked = next(iter(passage.that_got(scene.id)), passage.main)
    if passage.failed or unsent(scene.runs[cycle]) is not None:
        return _failed(scene, passage)
    trace = scene.trace(cycle)
    if trace is None:
        return unknown(scene.untraced(cycle), scene.asked(cycle, asked))
    step = deciding_step(trace, scene.id, scene.created_in(cycle))
    if step is not None and not orders(step) and unknown_id(step, scene.id):
        step = None  # It let the event in.
    if step is not None and not scene.created_in(cycle) and _leads_nowhere(trace, step):
        step = None
    lines = _saved_first(scene, cycle)
    whole = step is None and not lines
    caught = None if scene.error_in(cycle) else swallowed(scene, passage, asked, step, whole=whole)
    if caught is not None:
        return caught
    if step is None and scene.error_in(cycle):
        return Cause(
            "saved-before-sent",
            f"cycle {cycle} got event {scene.id}, then {refusal(scene, cycle)}, which the code only logged;"
            f" the cycle {passage.moved(asked)}",
            present((scene.moved(cycle, passage.position(asked)), scene.refused(cycle))),
            when="a request for one event fails",
        )
    if step is None and lines:
        return Cause(
            "saved-before-sent",
            f"cycle {cycle} {passage.moved(asked)}, then sent nothing of what it got:"
            f" {logged(scene.runs[cycle])}, and the code went on",
            lines,
            when="the fetch fails between saving its position and sending the incidents",
        )
    if step is None and not scene.created_in(cycle) and not trace.cut:
        return _taken_up_by_none(scene, passage, asked, trace)
    if step is None:
        return unknown(
            f"no line of cycle {cycle} tells the event from those that were created",
            scene.asked(cycle, asked),
        )
    position = scene.moved(cycle, passage.position(asked))
    decided = Place.of(DECIDED, step, cycle)
    places = present((decided, position, scene.asked(cycle, asked)))
    later = started_later(scene, passage, step, event, places[1:])
    if later is not None:
        return later
    ends = step.then in ("break", "else break", "loop")
    ends = ends and not _compares_its_second(step, event)
    if step.kind in (CUT, LOOP) or ends or counts(trace, step):
        return cut(scene, passage, asked, step, places)
    return excluded(scene, passage, step, event, places)


def _leads_nowhere(trace: Trace, step: Step) -> bool:
    """Whether a condition of a fetch that created nothing left no event out: a comprehension kept the event,
    or the condition was otherwise for other events of the answer, and no later step used these either.
    """
    if step.kind != TEST:
        return False
    if (step.outcome, step.then) == ("true", "keep"):
        return True
    same = [one for one in trace.steps if one.kind == TEST and site_of(one) == site_of(step)]
    others = {event for one in same if one.outcome != step.outcome for event in one.events}
    last = {event: one for one in trace.steps for event in one.events}
    return bool(others) and all(site_of(last[event]) == site_of(step) for event in others)


def _compares_its_second(step: Step, event: VendorEvent | None) -> bool:
    """Whether a condition orders the event's time and another one of its second: the position, say."""
    times = times_in(tuple(one.value for one in step.values)) if orders(step) else ()
    return (
        event is not None
        and len(times) > 1
        and all(same_second(time, event.created) for time in times)
    )


def _taken_up_by_none(scene: Scene, passage: Passage, asked: Asked | None, trace: Trace) -> Cause:
    """Return the cause where a fetch created nothing, and its whole trace shows no line that left the event
    out; the last line that held the event comes first.
    """
    held = [step for step in trace.steps if scene.id in step.events]
    last = Place.of(DECIDED, held[-1], passage.cycle) if held else None
    return Cause(
        "never-taken-up",
        f"cycle {passage.cycle} got event {scene.id} and created nothing; the trace shows no line that"
        " left the event out",
        present((last, scene.sent(passage.cycle), scene.asked(passage.cycle, asked))),
    )


def _saved_first(scene: Scene, cycle: int) -> tuple[Place, ...]:
    """Return the lines that saved and that sent, where a fetch saved first and created nothing; else none.
    One that sent an empty list, and after it had saved neither caught nor logged an error, left the event out
    before.
    """
    run = scene.runs[cycle]
    saved, sent = saving_call(run), run.record.named(*SENDERS)
    if run.incidents or saved is None or (sent and sent[0].seq < saved.seq):
        return ()
    caught = caught_after(scene.trace(cycle), saved.seq) is not None
    logged_one = any(one.level == "error" and one.seq > saved.seq for one in run.record.logs)
    if sent and not caught and not logged_one:
        return ()
    return present((scene.saving(cycle), scene.sent(cycle)))


def _failed(scene: Scene, passage: Passage) -> Cause:
    run = scene.runs[passage.cycle]
    saved, refused = saving_call(run), unsent(run)
    raised = refused.line if refused is not None else raised_line(run)
    if saved is None or (not run.last_run.saved and not run.context_changed):
        return unknown(f"cycle {passage.cycle} failed and saved nothing")
    what = refused.error if refused is not None else run.failure.message if run.failure else ""
    what = _ON_PURPOSE.sub(r"the scenario made \1() fail", what)
    failed = Place(RAISED, raised, what, cycle=passage.cycle) if raised else None
    spot = common(
        scene.way(passage.cycle, saved),
        scene.way(passage.cycle, refused or _last_entry(run)),
    )
    line = spot.line if spot is not None else saved.line
    moved = Place(MOVED, line, saved.name, cycle=passage.cycle) if line else None
    return Cause(
        "saved-before-sent",
        f"cycle {passage.cycle} {passage.moved()}, then its incidents were not created: {what}",
        present((moved, failed)),
        when="the fetch fails between saving its position and sending the incidents",
    )


def _last_entry(run: FetchRun) -> Call | Exchange | None:
    """Return the fetch's last request or last call that sends incidents, whichever came later; None
    without any.
    """
    entries = [
        one
        for one in run.record.entries
        if isinstance(one, Exchange) or (isinstance(one, Call) and one.name in SENDERS)
    ]
    return entries[-1] if entries else None
