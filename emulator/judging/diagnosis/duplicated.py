"""Finds why an event was created more than once."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import pairwise

from ...record.times import as_instant
from ...record.trace import TEST, Step
from ..cause import DECIDED, MOVED, RAISED, Cause, Place, present, unknown
from ..value_words import time_words
from ..verdict.asked import Asked
from ..verdict.passage import Passage
from ..window.sent_values import sent_values
from .guards import dropped_line, guard_of, guarded, lost_of
from .lines import joined, made, same_second
from .rounded import rounded
from .scene import Scene, raised_line, saving_call, times_in
from .unasked import moved_first

_MILLISECONDS = re.compile(r"(^|_)(ms|millis|milliseconds)$|Ms$|Millis$")
_BOUNDARY = "any event has the time at which the position is saved"
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
    guard = guard_of(scene, again)
    if guard is not None:
        return guarded(scene, first, again, guard, places)
    lost = lost_of(scene, first, again)
    if lost is not None:
        return Cause(
            "ids-forgotten",
            f"cycle {lost[0]} dropped id {scene.id} from `{lost[1]}`; cycle {again} got the event again",
            present((dropped_line(scene, *lost), *places)),
            when="an event comes again after its id was dropped",
        )
    if before.failed:
        return Cause(
            "sent-before-saved",
            f"cycle {first} created event {scene.id}, then failed{_at(scene, first)} before it saved its"
            f" position; cycle {again} got the event again",
            present((scene.sent(first), _raised(scene, first), scene.saved(first), *places)),
            when="the fetch fails between sending and saving",
        )
    position = before.position(asked)
    if position is None or not position.moved:
        saved = saving_call(scene.runs[first])
        code = "position-not-saved" if saved is None else "position-kept"
        line = scene.sent(first) if saved is None else scene.saving(first)
        return Cause(code, f"cycle {first} {before.moved(asked)}", present((line, *places)))
    back = _position_behind(scene, before, asked, places) if shape != "changed" else None
    if back is not None:
        return back
    if shape == "changed":
        return Cause(
            "update-moves-position",
            f"event {scene.id} changed after cycle {first} had created it; the request filters by the time of"
            f" the change, cycle {again} got it again, and nothing remembers the ids",
            moved_first(places),
            when="an event changes after it was created",
        )
    event = scene.event
    if (
        event is not None
        and event.created.microsecond
        and position.instant is not None
        and same_second(position.instant, event.created)
        and position.instant < event.created
    ):
        return Cause(
            "precision-cut",
            f"cycle {first} saved {position.after!r}, without the fraction of the event's second",
            moved_first(places),
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
    edge = _at_the_edge(scene, again)
    if edge is not None:
        return Cause(
            "boundary-repeated",
            f"`{edge.text}` lets event {scene.id}, of the saved time itself, through again in cycle {again};"
            " no condition compares ids",
            present((Place.of(DECIDED, edge, again), *places)),
            when=_BOUNDARY,
        )
    return _unguarded(scene, shape, before, passage, places)


def _unguarded(
    scene: Scene, shape: str, first: Passage, again: Passage, places: tuple[Place, ...]
) -> Cause:
    asked = next(iter(again.that_got(scene.id)), again.main)
    words = asked.words if asked is not None else "it"
    remembered = "no condition compares ids with those of earlier fetches"
    for cycle in sorted(one for one in scene.passages if one >= again.cycle):
        later = scene.passages[cycle]
        wrong_unit = _wrong_unit(scene, later, next(iter(later.that_got(scene.id)), later.main))
        if wrong_unit:
            made_here = None if _saved_so(first, again, scene.id) else _unit_line(scene, again)
            lines = present((made_here, *moved_first(places)))
            return Cause("seconds-for-milliseconds", wrong_unit, lines, when="always")
    if shape == "boundary":
        return Cause(
            "boundary-repeated",
            f"cycle {again.cycle} asked {words}: the product returned event {scene.id}, of that very time,"
            f" again, and {remembered}",
            moved_first(places),
            when=_BOUNDARY,
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
    """Return the cause where a fetch saved a position earlier than the newest event that it created; None
    where it did not.
    """
    position = before.position(asked)
    created = tuple(scene.times_of(scene.created_in(before.cycle)))
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
    if gap > _SLACK and any(abs(time - position.instant) < _SLACK for time in created):
        return Cause(
            "order-not-guaranteed",
            f"cycle {before.cycle} saved {position.after}, the time of"
            f" {_event_at(scene, before, position.instant)}; its newest is"
            f" {_event_at(scene, before, max(created))}, of {time_words(max(created), before.at)}",
            moved_first(places),
            when="the product's answer is not in the order of time",
        )
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


def _saved_so(first: Passage, again: Passage, event: str) -> bool:
    """Whether the second fetch sent the position that the first fetch saved, without any change to it."""
    asked = next(iter(again.that_got(event)), again.main)
    position = first.position(asked)
    texts = [str(sent.value) for sent in sent_values(asked.sent)] if asked is not None else []
    return position is not None and str(position.after) in texts


def _unit_line(scene: Scene, again: Passage) -> Place | None:
    """Return the line that computed the number from which the request asks; None where the trace does not
    show it.
    """
    asked = next(iter(again.that_got(scene.id)), again.main)
    window = asked.window if asked is not None else None
    if asked is None or window is None:
        return None
    step = made(scene.trace(again.cycle), window.text)
    return Place.of(MOVED, step, again.cycle) if step is not None else None


def _at_the_edge(scene: Scene, cycle: int) -> Step | None:
    """Return the condition that compared the event's time with another time of the same second, which is
    the saved position; None without one.
    """
    trace, event = scene.trace(cycle), scene.event
    if trace is None or event is None:
        return None
    for step in trace.steps:
        if step.kind == TEST and scene.id in step.events:
            times = times_in(one.value for one in step.values)
            if sum(same_second(time, event.created) for time in times) > 1:
                return step
    return None


def _wrong_unit(scene: Scene, passage: Passage, asked: Asked | None) -> str:
    """Return a sentence saying that a time in the request seems to have the wrong unit (seconds for
    milliseconds, or the reverse); empty where it does not.
    """
    exchange, window = scene.exchange(passage.cycle, asked), asked.window if asked else None
    if asked is None or exchange is None or window is None:
        return ""
    older = [one for one in sorted(asked.got) if _is_older(scene, one, window.start)]
    for sent in sent_values(exchange):
        if _MILLISECONDS.search(sent.key) and re.fullmatch(r"\d{10}", str(sent.value)):
            return f"cycle {passage.cycle} asked {sent.key}={sent.value}, which are seconds"
    if not older:
        return ""
    for sent in sent_values(exchange):
        text = str(sent.value)
        if text.isdigit() and len(text) in (10, 13) and as_instant(int(text)) == window.start:
            unit, other = (
                ("seconds", "milliseconds") if len(text) == 10 else ("milliseconds", "seconds")
            )
            return (
                f"cycle {passage.cycle} asked {sent.key}={text}, in {unit}, and got event {older[0]}, which"
                f" is older; the product may expect {other}"
            )
    return ""


def _is_older(scene: Scene, identifier: str, start: datetime) -> bool:
    event = scene.truth.get(identifier)
    return (
        event is not None
        and max((event.created, *(one.at for one in event.updates))) < start - _SLACK
    )
