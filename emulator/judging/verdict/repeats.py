"""Explains why an event was created more than once, by one fetch or by a later one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ...record.product_event import VendorEvent
from ..identity import Duplicate
from ..value_words import time_words
from .asked import Asked
from .passage import Passage
from .story import Story, story_of

# A window that starts earlier means "everything": the request sets no real limit.
_EARLIEST_YEAR = 1972


def repeat_story(
    pairs: Sequence[Duplicate],
    passages: Mapping[int, Passage],
    identifier: str,
    event: VendorEvent | None,
) -> Story:
    """Explain why one event was created more than once.

    ``pairs`` are its duplicates; ``passages`` are summaries of the fetches by cycle; ``identifier`` is its id
    as the product's answers write it; ``event`` is the product's event, None where unknown. The text of the
    result is empty where the fetches do not show a reason.
    """
    told = [_told(pair, passages, identifier, event) for pair in pairs]
    told = [story for story in told if story.text]
    if not told:
        return Story("")
    requests = dict.fromkeys(one for story in told for one in story.requests)
    text = "; ".join(story.text for story in told)
    return replace(told[0], text=text, requests=tuple(requests))


def _told(
    pair: Duplicate,
    passages: Mapping[int, Passage],
    identifier: str,
    event: VendorEvent | None,
) -> Story:
    first, second = passages.get(pair.first_cycle), passages.get(pair.cycle)
    if first is None or second is None:
        return Story("")
    if first is second:
        return _in_one_batch(first, first.that_got(identifier))
    return _again(first, second, identifier, event)


def _in_one_batch(passage: Passage, asks: tuple[Asked, ...]) -> Story:
    if not asks:
        return Story("")
    words, cycle = asks[0].words, passage.cycle
    if len(asks) == 1:
        text = f"cycle {cycle} got it from one request only, {words}"
        return story_of(text, *asks, cycle=cycle, shape="one-answer-twice")
    if all(asked.whole == asks[0].whole for asked in asks):
        times = "twice" if len(asks) == 2 else f"{len(asks)} times"
        text = f"cycle {cycle} asked {words} {times} and got it each time"
        return story_of(text, *asks, cycle=cycle, shape="same-request-twice")
    other = next(asked for asked in asks if asked.whole != asks[0].whole)
    text = f"cycle {cycle} asked {words} and got it, and asked {other.words} and got it again"
    return story_of(text, asks[0], other, cycle=cycle, shape="two-requests")


def _again(first: Passage, second: Passage, identifier: str, event: VendorEvent | None) -> Story:
    """Explain why a later fetch created the event: the position that the first fetch saved, the event's
    times, and the request of the second fetch.
    """
    found, at = second.that_got(identifier), first.saved_at
    asked = found[0] if found else second.main
    moved, cycle = f"cycle {first.cycle} {first.moved(asked)}", f"cycle {second.cycle}"
    if asked is None:
        return story_of(
            f"{moved}, {cycle} sent it again", cycle=second.cycle, shape="no-request", moved_at=at
        )
    if not found and first.that_got(identifier):
        text = f"{moved}, {cycle} asked {asked.words}, got it in no answer, and sent it again"
        return story_of(text, asked, cycle=second.cycle, shape="in-no-answer", moved_at=at)
    brought = f"{cycle} asked {asked.words} and got it again"
    if event is None:
        position = first.position(asked)
        shape = "position-kept" if position and not position.moved else "asked-again"
        return story_of(f"{moved}, {brought}", asked, cycle=second.cycle, shape=shape, moved_at=at)
    told, shape = _own_time(first, asked, event, cycle, brought)
    changed = _change_between(first, second, event)
    # An event of the very time that is asked for, inclusively, comes again whether it has changed or not.
    if changed is not None and shape != "boundary":
        text = f"{moved}, {event.id} changed at {changed}, {brought}"
        return story_of(text, asked, cycle=second.cycle, shape="changed", moved_at=at)
    return story_of(f"{moved}; {told}", asked, cycle=second.cycle, shape=shape, moved_at=at)


def _change_between(first: Passage, second: Passage, event: VendorEvent) -> str | None:
    """Return when the product last changed the event between the two fetches; None for no change."""
    times = [one.at for one in event.updates if first.at < one.at <= second.ended]
    return time_words(times[-1], first.at) if times else None


def _own_time(
    first: Passage, asked: Asked, event: VendorEvent, cycle: str, brought: str
) -> tuple[str, str]:
    """Return the last part of the explanation, which compares the event's time with the request's, and the
    kind of cause.

    The part reads ``created 23:59:10, and cycle 2 asked from 23:59:10, inclusively: GET … returned it
    again``.
    """
    window = asked.window
    start = window.start if window and window.start.year >= _EARLIEST_YEAR else None
    changed = next((one.at for one in event.updates if one.at == start), None)
    own = changed or event.created
    head = f"{'changed' if changed else 'created'} {time_words(own, first.at)}"
    if start is None:
        return f"{head}, and {brought}", "asked-for-all"
    inclusively = ", inclusively" if own == start else ""
    since = time_words(start, first.at)
    if own < start:
        text = f"{head}, and {cycle} asked only from {since}, but {asked.words} returned it again"
        return text, "older-than-asked"
    text = f"{head}, and {cycle} asked from {since}{inclusively}: {asked.words} returned it again"
    shape = "boundary" if own == start else "window-reaches-back"
    return text, shape
