"""Finds why an event was missed."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from ...record.entries import Call, Exchange
from ...record.fetch_run import SENDERS, FetchRun
from ...record.product_event import VendorEvent
from ...record.trace import CUT, LOOP, TEST, Step
from ..cause import DECIDED, MOVED, RAISED, Cause, Place, present, unknown
from ..tally import unsent
from ..value_words import time_words
from ..verdict.asked import Asked
from ..verdict.passage import Passage
from .answers import got_all_that_it_asked
from .deciding import counts, deciding_step
from .lines import common, listed, made, same_second
from .scene import (
    Scene,
    near,
    positions_in,
    raised_line,
    saving_call,
    times_in,
)
from .words import logged, other_spelling, refusal
from .written import as_text, orders

_ON_PURPOSE = re.compile(r"^fault: (\w+)\(\) fails$")
# A position this far from the fetch is a mistake of zone or unit, not a late event.
_FAR = timedelta(minutes=10)


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
    places = present((moved, scene.asked(cycle, asked)))
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
    if any(same_second(time, event.created) for time in scene.times_of(passage.got)):
        return Cause(
            "boundary-excluded",
            f"{_visible_words(event, passage)}; cycle {cycle} had {passage.moved_to()} for an event of that"
            " very second, and later fetches leave that second out",
            places,
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
    by_clock = same_second(position, passage.at) or same_second(position, passage.ended)
    return by_clock and not any(
        near(position, time, timedelta(milliseconds=1)) for time in scene.times_of(passage.got)
    )


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
    if step is None and scene.error_in(cycle):
        return Cause(
            "saved-before-sent",
            f"cycle {cycle} got event {scene.id}, then {refusal(scene, cycle)}, which the code only logged;"
            f" the cycle {passage.moved(asked)}",
            present((scene.moved(cycle, passage.position(asked)), scene.refused(cycle))),
            when="a request for one event fails",
        )
    lines = _saved_first(scene, cycle)
    if step is None and lines:
        return Cause(
            "saved-before-sent",
            f"cycle {cycle} {passage.moved(asked)}, then sent nothing of what it got:"
            f" {logged(scene.runs[cycle])}, and the code went on",
            lines,
            when="the fetch fails between saving its position and sending the incidents",
        )
    if step is None:
        return unknown(
            f"no line of cycle {cycle} tells the event from those that were created",
            scene.asked(cycle, asked),
        )
    position = scene.moved(cycle, passage.position(asked))
    decided = Place.of(DECIDED, step, cycle)
    places = present((decided, position, scene.asked(cycle, asked)))
    ends = step.then in ("break", "else break", "loop")
    if step.kind in (CUT, LOOP) or ends or counts(trace, step):
        return _cut(scene, passage, asked, step, places)
    return _tested(scene, passage, step, event, places)


def _saved_first(scene: Scene, cycle: int) -> tuple[Place, ...]:
    """Return the lines that saved and that sent, where a fetch saved first and created nothing; else none."""
    run = scene.runs[cycle]
    saved, sent = saving_call(run), run.record.named(*SENDERS)
    if run.incidents or saved is None or (sent and sent[0].seq < saved.seq):
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


def _cut(
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
    event = scene.event
    if scene.newest_first(exchange):
        return Cause(
            "newest-first", f"{left_out}, the product's answer begins with the newest", places
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
                if exchange and not scene.order(exchange)
                else "cut-and-passed"
            )
            moved_first = present((scene.moved(passage.cycle, position), *places))
            words = f"{left_out}, and the cycle {passage.moved()}, past it"
            return Cause(code, words, moved_first if code == "cut-and-passed" else places)
    return Cause("cut-and-passed", f"{left_out}, and no later fetch asks for it", places)


def _shares_its_second(scene: Scene, passage: Passage, event: VendorEvent) -> bool:
    """Whether the fetch created another event of the same second. Otherwise the position is that of the
    missed event itself, which no limit has cut from others of its time.
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


def _tested(
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
        if any(scene.id == one.value.strip("'\"") for one in step.values):
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
