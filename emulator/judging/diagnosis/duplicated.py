"""Finds why an event was created more than once."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import pairwise

from ...record.id_guess import is_id_name
from ...record.json_path import text_of
from ...record.trace import CHOOSES, TEST, Step, shown_instant
from ..cause import DECIDED, MOVED, RAISED, Cause, Place, moved_first, present, unknown
from ..value_words import time_words
from ..verdict.asked import Asked
from ..verdict.last_run_cursor import Cursor
from ..verdict.passage import Passage
from .answers import skips_events
from .boundary import BOUNDARY, number_repeated, shows_fraction, time_repeated
from .changed import changed, changing_key
from .comparisons import orders
from .guards import dropped_line, emptied_in, guard_of, guarded, is_its_id, lost_of
from .lines import cut_to, joined, same_second
from .passed_by import known_but_passed_by, unsaved_and_passed_by
from .scene import Scene, raised_line, saving_call
from .units import saved_so, unit_line, wrong_unit
from .written import as_text, rounded

# A window may reach back a little without a mistake.
_SLACK = timedelta(seconds=1)
_QUARTER_S = 15 * 60
_UNIX_YEAR = 1970
_CLOCK_ONLY = re.compile(r"\d\d:\d\d(:\d\d(\.\d+)?)?")
# The shapes of a story (verdict/repeats.py) that need no guard to explain them.
_PAGES = {
    "one-answer-twice": (
        "answer-sent-twice",
        "cycle {cycle} got event {id} from one request and sent it twice",
    ),
    "same-request-twice": (
        "request-sent-twice",
        "cycle {cycle} sent the same request more than once and created event {id} from each answer",
    ),
    "two-requests": (
        "two-requests-overlap",
        "{requests} of cycle {cycle} returned event {id}, and nothing compared their answers",
    ),
}


def duplicated(scene: Scene, shape: str, first: int, again: int) -> Cause:
    """Return the cause for which cycle ``again`` created an event that cycle ``first`` had created.

    ``shape`` is the kind of repetition that ``verdict/repeats.py`` found, such as ``two-requests``.
    """
    before, passage = scene.passages[first], scene.passages[again]
    asked = next(iter(passage.that_got(scene.id)), passage.main)
    places = present((scene.asked(again, asked), scene.moved(first, before.position(asked))))
    if shape == "two-requests":
        seam = _page_loop(scene, passage)
        if seam is not None:
            return seam
    if shape in _PAGES:
        code, words = _PAGES[shape]
        several = dict.fromkeys(one.words for one in passage.that_got(scene.id))
        requests = " and ".join(several) if len(several) == 2 else "several requests"
        words = words.format(cycle=again, id=scene.id, requests=requests)
        return Cause(code, words, _joined(scene, again, asked, places))
    if shape == "in-no-answer":
        return unknown(f"cycle {again} sent it although no answer held it", *places)
    if shape == "changed":
        keyed = changing_key(scene, first, again, places)
        if keyed is not None:
            return keyed
    guard = guard_of(scene, again)
    if guard is not None:
        return guarded(scene, first, again, guard, places)
    smaller = _id_passed(scene, first, again, places)
    if smaller is not None:
        return smaller
    known = known_but_passed_by(scene, again, places)
    if known is not None:
        return known
    lost = lost_of(scene, first, again)
    if lost is not None:
        return Cause(
            "ids-forgotten",
            f"cycle {lost[0]} dropped id {scene.id} from `{lost[1]}`; cycle {again} got the event again",
            present((dropped_line(scene, *lost), *places)),
            when="an event comes again after its id was dropped",
        )
    between = (scene.runs[one] for one in sorted(scene.runs) if first <= one < again)
    emptied = emptied_in(between)
    if emptied:
        return Cause(
            "position-dropped",
            f"cycle {emptied} saved a last run without a value; cycle {again} began from the start and got"
            f" event {scene.id} again",
            present((scene.saved(emptied), *places)),
            when="a fetch finds nothing new" if not scene.created_in(emptied) else "",
        )
    if scene.trace(again) is None and scene.remembered(again):
        return unknown(
            f"{scene.untraced(again)}; its last run held id {scene.id}, and it created the event again",
            *places,
        )
    unsaved = _sent_only(scene, before, again, places)
    if unsaved is not None:
        return unsaved
    position = before.position(asked)
    if position is None or not position.moved:
        saved = saving_call(scene.runs[first])
        code = "position-not-saved" if saved is None else "position-kept"
        line = scene.sent(first) if saved is None else scene.saving(first)
        words = f"cycle {first} {before.moved(asked)}"
        kept = _kept_by(scene, first, position) if position is not None else None
        if kept is not None:
            words = f"{words}: `{kept.text}` was false for event {scene.id}"
            line = Place.of(DECIDED, kept, first)
        return Cause(code, words, present((line, *places)))
    back = _position_behind(scene, before, asked, places) or _id_behind(
        scene, before, position, places
    )
    if back is not None and shape != "changed":
        return back
    if shape == "changed":
        return changed(scene, first, again, asked, places)
    event = scene.event
    if (
        event is not None
        and event.created.microsecond
        and position.instant is not None
        and same_second(position.instant, event.created)
        and position.instant < event.created
    ):
        if not shows_fraction(scene, again, asked):
            # The answer shows the saved second itself as the event's time.
            return _unguarded(scene, "boundary", before, passage, places)
        return Cause(
            "precision-cut",
            f"cycle {first} saved {position.after!r}, without the fraction of the event's second",
            present((_cut_off(scene, first, position.instant), *moved_first(places))),
            when="an event's time has a fraction of a second",
        )
    if isinstance(position.after, str) and _CLOCK_ONLY.fullmatch(position.after):
        return Cause(
            "precision-cut",
            f"cycle {first} saved {position.after!r}, a time of day without its date",
            moved_first(places),
            when="always: a time without a date is read as one of another day",
        )
    sent_short = rounded(scene, passage, asked, places)
    if sent_short is not None:
        return sent_short
    edge = time_repeated(scene, again, places)
    if edge is not None:
        return edge
    return _unguarded(scene, shape, before, passage, places)


def _sent_only(
    scene: Scene, before: Passage, again: int, places: tuple[Place, ...]
) -> Cause | None:
    """Return the cause where a fetch created the event and failed before it saved its position. The code may
    have caught the exception, so that the fetch ended well. None where that is not so.
    """
    first, stopped = before.cycle, scene.stopped_after_sending(before.cycle)
    runs = scene.runs.values()
    saves = any(saving_call(run) is not None or run.last_run.before for run in runs)
    caught = stopped is not None and saves and saving_call(scene.runs[first]) is None
    if not before.failed and not caught:
        return None
    failed = f"then failed{_at(scene, first)}"
    if not before.failed and stopped is not None:
        failed = f"then {stopped.text} ended it in line {stopped.line.number} (the code caught the error)"
    return Cause(
        "sent-before-saved",
        f"cycle {first} created event {scene.id}, {failed} before it saved its position;"
        f" cycle {again} got the event again",
        present((scene.sent(first), _raised(scene, first) or stopped, scene.saved(first), *places)),
        when="the fetch fails between sending and saving",
    )


def _cut_off(scene: Scene, cycle: int, saved: datetime) -> Place | None:
    """Return the line that cut the fraction of a second off the saved time; None where it is not known."""
    step = cut_to(scene.trace(cycle), saved)
    return Place.of(MOVED, step, cycle) if step is not None else None


def _unguarded(
    scene: Scene, shape: str, first: Passage, again: Passage, places: tuple[Place, ...]
) -> Cause:
    asked = next(iter(again.that_got(scene.id)), again.main)
    words = asked.words if asked is not None else "it"
    remembered = "no condition compares ids with those of earlier fetches"
    if scene.trace(again.cycle) is None:
        remembered = "its last run did not hold the event's id"
    for cycle in sorted(one for one in scene.passages if one >= again.cycle):
        later = scene.passages[cycle]
        unit = wrong_unit(scene, later, next(iter(later.that_got(scene.id)), later.main))
        if unit:
            made_here = None if saved_so(first, again, scene.id) else unit_line(scene, again)
            lines = present((made_here, *moved_first(places)))
            return Cause("seconds-for-milliseconds", unit, lines, when="always")
    if shape == "boundary":
        return Cause(
            "boundary-repeated",
            f"cycle {again.cycle} asked {words}: the product returned event {scene.id}, of that very time,"
            f" again, and {remembered}",
            moved_first(places),
            when=BOUNDARY,
        )
    numbered = number_repeated(scene, first, again, asked, places)
    if numbered is not None:
        return numbered
    partly = unsaved_and_passed_by(scene, first.cycle, again.cycle, places)
    if partly is not None:
        return partly
    if asked is not None and skips_events(asked.sent):
        return Cause(
            "late-visibility",
            f"cycle {again.cycle} asked {words}: what had become visible in the list before that place moved"
            f" event {scene.id} behind it, and {remembered}",
            moved_first(places),
            when="an event becomes visible before the saved place of the list",
        )
    if shape == "window-reaches-back":
        return Cause(
            "look-back-without-ids",
            f"cycle {again.cycle} asked {words}, from before event {scene.id}, and {remembered}",
            present((scene.window(again.cycle, asked), *places)),
            when="any event lies within the look-back",
        )
    return Cause(
        "asked-again",
        f"cycle {again.cycle} asked {words} and got event {scene.id} again; {remembered}",
        places,
    )


def _page_loop(scene: Scene, passage: Passage) -> Cause | None:
    """Return the cause where a page loop got the event twice: the request for the next page asked from the
    time of the event, the last one of the page before. None where that is not so.
    """
    event = scene.event
    holders, cycle = passage.that_got(scene.id), passage.cycle
    for one, other in pairwise(holders):
        start = other.window.start if other.window else None
        from_event = start and event is not None and same_second(start, event.created)
        if one.path == other.path and one.whole != other.whole and from_event:
            moved = scene.window(cycle, other) or scene.moved(cycle, passage.position(other))
            return Cause(
                "page-loop-from-last-event",
                f"cycle {cycle} asked {other.words}, from {scene.id}, the last event of the page before, and"
                " got it again",
                present((moved, scene.asked(cycle, other))),
                when="a page loop asks from the time of the last event, and the product includes it",
            )
    return None


def _position_behind(
    scene: Scene, before: Passage, asked: Asked | None, places: tuple[Place, ...]
) -> Cause | None:
    """Return the cause where a fetch saved a position earlier than the newest event that it created, because
    of a wrong unit, a time zone or the order of the events. None where that is not so.
    """
    position = before.position(asked)
    # What another list of the product brought has a position of its own.
    got = frozenset().union(*(one.got for one in before.asks if asked and one.path == asked.path))
    ids = scene.created_in(before.cycle)
    times = scene.times_of([one for one in ids if one in got] or ids)
    # A later change was not there yet.
    created = tuple(time for time in times if time <= before.ended + _SLACK)
    if position is None or position.instant is None or not created:
        return None
    lines = present((scene.made(before.cycle, position), *moved_first(places)))
    if position.instant.year == _UNIX_YEAR:
        return Cause(
            "seconds-for-milliseconds",
            f"cycle {before.cycle} saved {position.after}: a time in seconds was read as milliseconds",
            lines,
            when="always",
        )
    gap = max(created) - position.instant
    off = gap.total_seconds() % _QUARTER_S
    if gap >= timedelta(minutes=30) and min(off, _QUARTER_S - off) <= 1:
        return Cause(
            "zone",
            f"cycle {before.cycle} saved {position.after}, {gap.total_seconds() / 3600:g} hours before"
            " its newest event",
            lines,
        )
    saved, newest = (_event_at(scene, before, one) for one in (position.instant, max(created)))
    # A later time of the same event is that of its change.
    taken = saved != newest and any(abs(time - position.instant) < _SLACK for time in created)
    if gap > _SLACK and taken:
        return Cause(
            "order-not-guaranteed",
            f"cycle {before.cycle} saved {position.after}, the time of {saved}; its newest is {newest}, of"
            f" {time_words(max(created), before.at)}",
            moved_first(places),
            when="the product's answer is not in the order of time",
        )
    return None


def _id_behind(
    scene: Scene, before: Passage, position: Cursor, places: tuple[Place, ...]
) -> Cause | None:
    """Return the cause where a fetch saved the id of one event that it created, a number below the id of the
    event that came again, which it created too. None where that is not so.
    """
    saved, ids = text_of(position.after), scene.created_in(before.cycle)
    if not is_id_name(position.key.rpartition(".")[2]) or not {saved, scene.id} <= {*ids}:
        return None
    if not (saved.isdecimal() and scene.id.isdecimal()):
        return None
    if int(saved) >= int(scene.id):
        return None
    return Cause(
        "order-not-guaranteed",
        f"cycle {before.cycle} saved id {saved}, and it had created event {scene.id} too",
        moved_first(places),
        when="the product's answer is not in the order of the ids",
    )


def _id_passed(scene: Scene, first: int, again: int, places: tuple[Place, ...]) -> Cause | None:
    """Return the cause where a condition ordered the event's id with the id of another event that cycle
    ``first`` had created, and let the event through again. None where that is not so.
    """
    trace, created = scene.trace(again), {*scene.created_in(first)}
    for step in trace.steps if trace is not None else ():
        if step.kind != TEST or scene.id not in step.events or not orders(step):
            continue
        others = {one.value.strip("'\"") for one in step.values} & created - {scene.id}
        if not others or not any(is_its_id(scene, one) for one in step.values):
            continue
        shown = ", ".join(map(str, dict.fromkeys(step.values)))
        words = f"`{step.text}` was {step.outcome} for event {scene.id}: {shown}"
        return as_text(step, words, again, places) or Cause(
            "order-not-guaranteed",
            f"{words}; cycle {first} had created both events",
            present((Place.of(DECIDED, step, again), *moved_first(places))),
            when="the product's answer is not in the order of the ids",
        )
    return None


def _kept_by(scene: Scene, cycle: int, position: Cursor) -> Step | None:
    """Return the condition that compared a created event with the saved position, and so kept the position:
    ``if created > newest``. None without one.
    """
    trace, kept = scene.trace(cycle), text_of(position.after)
    for step in reversed(trace.steps if trace is not None else ()):
        values = [one.value for one in step.values]
        if (
            step.kind == TEST
            and step.outcome == "false"
            and step.then in ("", CHOOSES)
            and scene.id in step.events
            and orders(step)
            and any(
                one.strip("'\"") == kept
                or (position.instant is not None and shown_instant(one) == position.instant)
                for one in values
            )
        ):
            return step
    return None


def _event_at(scene: Scene, passage: Passage, time: datetime) -> str:
    """Return the event that the fetch created and that has this time: ``event e1``."""
    for one in scene.created_in(passage.cycle):
        if any(abs(own - time) < _SLACK for own in scene.times_of((one,))):
            return f"event {one}"
    return "another event"


def _at(scene: Scene, cycle: int) -> str:
    """Return where a fetch failed and why: `` in line 34 (HTTPError)``; empty where it is not known."""
    failure, line = scene.runs[cycle].failure, raised_line(scene.runs[cycle])
    if failure is None or line is None:
        return ""
    return f" in line {line.number} ({failure.first_type})"


def _joined(
    scene: Scene, cycle: int, asked: Asked | None, places: tuple[Place, ...]
) -> tuple[Place, ...]:
    """Return the places with one more in front: the line that made a list with the event twice, else the
    line that decides what is requested.
    """
    step = joined(scene.trace(cycle), scene.id)
    if step is None:
        return present((scene.asked(cycle, asked), *places))
    return present((Place.of(DECIDED, step, cycle), *places))


def _raised(scene: Scene, cycle: int) -> Place | None:
    """Return the line that raised the exception of a failed fetch; None where it is not known."""
    line = raised_line(scene.runs[cycle])
    return Place(RAISED, line, cycle=cycle) if line is not None else None
