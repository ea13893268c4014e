"""Finds the cause of a missed event that no answer held, and the request that should have asked for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

from ....masking.logins import is_login
from ....record.entries import Exchange
from ....record.id_guess import is_id_name
from ....record.json_path import text_of
from ...cause import ASKED, DECIDED, MOVED, Cause, Place, moved_first, present, unknown
from ...value_words import time_words
from ...verdict.asked import Asked
from ...verdict.last_run_cursor import Cursor
from ...verdict.passage import Passage
from ...window.sent_values import sent_values
from ...window.words import words_of
from ..answers import (
    asks_for_a_page,
    got_all_that_it_asked,
    has_more_pages,
    pages_between,
    pages_left,
)
from ..failing import starved
from ..lines import made_before, ordering, paging, read_from, same_second
from ..scene import Scene, mentions
from ..units import unit_in_vain
from .crowded import crowded_out
from .cut import tie
from .filtered import filtered
from .late import is_the_clocks

_A_SECOND = timedelta(seconds=1)


def missed_in_no_answer(scene: Scene, cycle: int) -> Cause:
    """Return the cause for an event that no answer held, although ``cycle`` moved the saved position past
    it.
    """
    passage, event = scene.passages[cycle], scene.event
    if event is None:
        return unknown("the product's events are not known")
    if event.removed is not None and event.removed <= passage.at:
        # No line of the code could have brought it then.
        gone = time_words(event.removed, passage.at)
        return unknown(
            f"the product removed event {event.id} at {gone}, before cycle {cycle} asked"
        )
    if not _asks_for_its_list(scene, passage):
        others = " and ".join(dict.fromkeys(one.words for one in passage.asks if one.got))
        return starved(
            scene,
            cycle,
            f"cycle {cycle} asked {others}, and for nothing of stream {event.stream}, in which event"
            f" {event.id} was visible",
        )
    asked = _of_its_list(scene, passage).asked_for(event, "")
    position = passage.position(asked)
    places = present((scene.asked(cycle, asked), scene.moved(cycle, position)))
    if asked is None:
        return unknown(f"cycle {cycle} sent no request, and {passage.moved()}", *places)
    exchange = scene.exchange(cycle, asked)
    window = asked.window
    number = len(passage.got_by(asked))
    seam = _next_page(scene, passage, asked)
    if seam is not None:
        return Cause(
            "page-loop-from-last-event",
            f"cycle {cycle} asked {asked.words}, then again{_since(seam, passage)}: the next page begins"
            f" after the last event of this one, and event {event.id} has the same time",
            present((scene.window(cycle, seam), scene.asked(cycle, seam), *places)),
            when="events of one time lie on both sides of a page's end",
        )
    # No page of an answer to this request could have held the event.
    if (
        window is not None
        and window.start > event.created
        and not same_second(window.start, event.created)
    ):
        if unit := unit_in_vain(scene, asked.path):
            return Cause("seconds-for-milliseconds", unit, places, when="always")
        return Cause(
            "window-skips",
            f"cycle {cycle} asked from {time_words(window.start, passage.at)}, after event {event.id},"
            f" created {time_words(event.created, passage.at)}",
            places,
        )
    after = _after_its_id(scene, passage, asked, places)
    if after is not None:
        return after
    gap = _skipped_page(scene, passage, asked, places)
    if gap is not None:
        return gap
    full = exchange is not None and got_all_that_it_asked(exchange, len(asked.got))
    if exchange is not None and full and _passes(scene, asked, position):
        # Whether there is another page or not: the next fetch would have got the rest of this second.
        return _full_page(scene, passage, asked, exchange, places)
    more = (has_more_pages(exchange) if exchange is not None else "") or pages_left(
        _exchanges(scene, passage, asked)
    )
    if more:
        return Cause(
            "page-forgotten",
            f"cycle {cycle} asked {asked.words} and got {number} events; the answer says that there are more"
            f" ({more}), and no request asked for them",
            _read_first(scene, cycle, asked, places),
            when="more events than one page holds",
        )
    if exchange is not None and full:
        return _full_page(scene, passage, asked, exchange, places)
    inside = window is not None and window.start < event.created
    if exchange is not None and number and inside and asks_for_a_page(exchange):
        return Cause(
            "page-forgotten",
            f"cycle {cycle} asked {asked.words}, got {number} events, and never asked for the next page",
            _read_first(scene, cycle, asked, places),
            when="more events than one page holds",
        )
    if window is not None and same_second(window.start, event.created):
        return Cause(
            "boundary-excluded",
            f"cycle {cycle} asked {asked.words}: the product leaves out the time itself, and event {event.id}"
            f" was created then",
            moved_first(places),
        )
    if _steps_over(scene, asked, position):
        return Cause(
            "boundary-excluded",
            f"cycle {cycle} asked {asked.words}; then it {passage.moved(asked)}, past event {event.id}, which"
            " has the time of the newest event",
            moved_first(places),
        )
    if unit := unit_in_vain(scene, asked.path):
        return Cause("seconds-for-milliseconds", unit, places, when="always")
    kind = filtered(scene, passage, asked, exchange) if exchange is not None else None
    if kind is not None:
        return kind
    if (
        position is not None
        and position.instant
        and is_the_clocks(scene, passage, position.instant)
    ):
        return Cause(
            "position-set-to-clock",
            f"cycle {cycle} saved the time of the fetch, {time_words(position.instant, passage.at)}",
            moved_first(places),
        )
    return unknown(f"cycle {cycle} asked {asked.words} and did not get event {event.id}", *places)


def _since(asked: Asked, passage: Passage) -> str:
    return f" from {time_words(asked.window.start, passage.at)}" if asked.window is not None else ""


def _asks_for_its_list(scene: Scene, passage: Passage) -> bool:
    """Whether a request of the fetch may have been for the list that holds the event. If the product's events
    have no streams, every request may be.
    """
    lists = [one for one in passage.asks if not is_login(one.sent)]
    return not lists or any(_may_hold(scene, one) for one in lists)


def _may_hold(scene: Scene, asked: Asked) -> bool:
    """Whether a request may be for the list that holds the event. It cannot be if the answers to requests for
    the same path held events, and all of them belong to other lists.
    """
    stream = scene.event.stream if scene.event is not None else ""
    every = (one for passage in scene.passages.values() for one in passage.asks)
    got = {key for one in (*every, asked) if one.path == asked.path for key in one.got}
    streams = {scene.truth[key].stream for key in got if key in scene.truth}
    return not stream or not streams or stream in streams


def _of_its_list(scene: Scene, passage: Passage) -> Passage:
    """Return the passage with those requests only that may be for the event's list, if one of them asks for
    a time window; else the passage.
    """
    asks = tuple(one for one in passage.asks if _may_hold(scene, one))
    main = next((one for one in asks if one.window is not None), None)
    if main is None or len(asks) == len(passage.asks):
        return passage
    main = passage.main if passage.main in asks else main
    return replace(passage, asks=asks, main=main)


def _next_page(scene: Scene, passage: Passage, asked: Asked) -> Asked | None:
    """Return a later request of the fetch to the same list as ``asked``, whose time window begins at
    the time of the missed event; None without one.
    """
    event = scene.event
    for other in passage.asks:
        window = other.window
        if (
            event is not None
            and window is not None
            and other.path == asked.path
            and other.sent.seq > asked.sent.seq
            and same_second(window.start, event.created)
        ):
            return other
    return None


def _after_its_id(
    scene: Scene, passage: Passage, asked: Asked, places: tuple[Place, ...]
) -> Cause | None:
    """Return the cause where a request begins after a number that the code has computed, and the number of
    the missed event is that one or below it. None without such a request.
    """
    leaf = words_of(scene.identity.path.rpartition(".")[2])
    for exchange in _exchanges(scene, passage, asked) if scene.id.isdecimal() else ():
        for sent in sent_values(exchange):
            begin = str(sent.value)
            named = leaf in sent.levels or is_id_name(sent.key)
            if not (named and begin.isdecimal() and _moves(scene, asked, sent.key)):
                continue
            # The product has no event of a number that is above, or no answer has held the event: then no
            # fetch has read the number.
            if begin == scene.id or (int(begin) > int(scene.id) and begin not in scene.truth):
                step = made_before(scene.trace(passage.cycle), begin, exchange.seq)
                made = Place.of(MOVED, step, passage.cycle) if step is not None else None
                return Cause(
                    "boundary-excluded",
                    f"cycle {passage.cycle} asked for what comes after {begin}, the number of no event that"
                    f" an answer had held; event {scene.id} does not come after it",
                    present((made, *places)),
                )
    return None


def _moves(scene: Scene, asked: Asked, key: str) -> bool:
    """Whether requests for a list send several values under a key: that of an account stays the same."""
    every = (one for passage in scene.passages.values() for one in passage.asks)
    sent = (one for ask in every if ask.path == asked.path for one in sent_values(ask.sent))
    return len({str(one.value) for one in sent if one.key == key}) > 1


def _exchanges(scene: Scene, passage: Passage, asked: Asked) -> Iterator[Exchange]:
    """Yield the exchanges of a fetch with the list that a request asked."""
    for one in passage.asks:
        found = scene.exchange(passage.cycle, one) if one.path == asked.path else None
        if found is not None:
            yield found


def _skipped_page(
    scene: Scene, passage: Passage, asked: Asked, places: tuple[Place, ...]
) -> Cause | None:
    """Return the cause where the fetch asked for pages by number and left out some between them; None where
    it left out none.
    """
    found = pages_between(_exchanges(scene, passage, asked))
    if found is None:
        return None
    before, page = found
    return Cause(
        "page-forgotten",
        f"cycle {passage.cycle} asked for page {before}, then for page {page}, and for none between them",
        _read_first(scene, passage.cycle, asked, places),
        when="more events than one page holds",
    )


def _full_page(
    scene: Scene, passage: Passage, asked: Asked, exchange: Exchange, places: tuple[Place, ...]
) -> Cause:
    """Return the cause where the page was full: the answer held as many events as the request allowed, and
    the missed event was not among them.
    """
    known_all = bool(asked.got) and all(map(_knew(scene, passage), asked.got))
    if not passage.created and (known_all or _stands_still(scene, passage, asked)):
        known = crowded_out(scene, passage.cycle)
        if known is not None:
            return known
    event, number = scene.event, len(asked.got)
    words = f"cycle {passage.cycle} asked for {number} and got {number}; event {scene.id} was not among them"
    if scene.newest_first(exchange):
        return Cause(
            "newest-first",
            f"{words}, because the answer begins with the newest; then it {passage.moved(asked)}",
            present((_ordered(scene, passage, asked), *places)),
        )
    position = passage.position(asked)
    if event is not None and position is not None and position.instant is not None:
        if _passes(scene, asked, position):
            known = crowded_out(scene, passage.cycle + 1, by_id=True)
            if known is not None:
                return known
            # The line to change is the one of the position.
            return tie(
                scene, passage, f"{words}; then it {passage.moved(asked)}", moved_first(places)
            )
        if scene.order(exchange) == "":
            return Cause(
                "order-not-guaranteed",
                f"{words}; the answer is in no order of time, and it {passage.moved(asked)}",
                places,
            )
        clocks = is_the_clocks(scene, passage, position.instant)
        if clocks and not asks_for_a_page(exchange):
            return Cause(
                "position-set-to-clock",
                f"{words}; then it saved the time of the fetch, {time_words(position.instant, passage.at)}",
                moved_first(places),
            )
    elif (known := crowded_out(scene, passage.cycle + 1, by_id=True)) is not None:
        return known
    return Cause(
        "page-forgotten",
        f"{words}; no request asked for the rest, and it {passage.moved(asked)}",
        _read_first(scene, passage.cycle, asked, places),
    )


def _passes(scene: Scene, asked: Asked, position: Cursor | None) -> bool:
    """Whether the saved position has the second of the missed event, or steps over it."""
    event, instant = scene.event, position.instant if position is not None else None
    if event is None or instant is None:
        return False
    return same_second(event.created, instant) or _steps_over(scene, asked, position)


def _steps_over(scene: Scene, asked: Asked, position: Cursor | None) -> bool:
    """Whether the saved position is the time of the newest event of a page plus a step of at most a second,
    and the missed event has the time of that event.
    """
    event, instant = scene.event, position.instant if position is not None else None
    newest = max(scene.times_of(asked.got), default=None)
    if event is None or instant is None or event.created != newest:
        return False
    return timedelta(0) < instant - event.created <= _A_SECOND


def _stands_still(scene: Scene, passage: Passage, asked: Asked) -> bool:
    """Whether the fetch kept its position, and the event is newer than it, but no event of the answer is."""
    event, position = scene.event, passage.position(asked)
    if event is None or position is None or position.instant is None or position.moved:
        return False
    newest = max(scene.times_of(asked.got), default=None)
    return newest is not None and newest <= position.instant < event.created


def _knew(scene: Scene, passage: Passage) -> Callable[[str], bool]:
    """Return a function that tells whether the last run which the fetch got holds an id."""
    state = text_of(scene.runs[passage.cycle].last_run.before)
    return lambda identifier: mentions(state, identifier)


def _ordered(scene: Scene, passage: Passage, asked: Asked) -> Place | None:
    """Return the line with the sort order that a request asks for; else the line that decides what is
    requested.
    """
    spot = ordering(scene.way(passage.cycle, asked.sent), asked.sent)
    if spot is None:
        return scene.asked(passage.cycle, asked)
    return Place(ASKED, spot.line, asked.words, cycle=passage.cycle)


def _read_first(
    scene: Scene, cycle: int, asked: Asked, places: tuple[Place, ...]
) -> tuple[Place, ...]:
    """Return the places with one more in front: the line that names the page which is asked for, else the
    line that took the page of events out of the answer, else the line that decides what is requested.
    """
    spot = paging(scene.way(cycle, asked.sent), asked.sent)
    if spot is not None:
        return present((Place(ASKED, spot.line, asked.words, cycle=cycle), *places))
    read = read_from(scene.trace(cycle), asked.sent.seq, asked.got)
    if read is None:
        return places
    return present((Place(DECIDED, read.line, read.text, cycle=cycle), *places))
