"""Explains why events were missed or created twice, in one line per event (its story).

The fetches are read a second time, and only if an event needs an explanation. Only the fetches that an
explanation mentions are kept in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ...record.fetch_run import FetchRun
from ..identity import Duplicate, Identity
from ..value_words import time_words
from .asked import Asked
from .event_verdict import MISSED, EventVerdict
from .passage import Passage, passage_of
from .positions import Positions
from .repeats import repeat_story
from .seen import ids_in
from .story import Story, story_of
from .stream_lists import StreamLists
from .verdicts import Verdicts

MOST_STORIES = 1_000


def stories_of(
    runs: Iterable[FetchRun],
    identity: Identity,
    repeated: Sequence[Duplicate],
    verdicts: Verdicts | None,
    positions: Positions,
) -> Mapping[str, Story]:
    """Return the explanations by the event's key (``Identity.of``), which is the id where the product's
    events are known.

    Each event in ``repeated`` gets one, and so do the first ``MOST_STORIES`` missed events.
    """
    missed = _first(verdicts, MISSED) if verdicts is not None else []
    if not missed and not repeated:
        return {}
    pairs = _by_identity(repeated)
    asked_ids = {key: identity.asked_id(key) for key in pairs}
    truth = {event.id: event for event in verdicts.truth} if verdicts is not None else {}
    ids = frozenset(truth) or frozenset(asked_ids.values() if identity.path else ())
    leaf = identity.path.rpartition(".")[2]
    absent = {verdict.event.id for verdict in missed}
    wanted = {verdict.passed for verdict in missed}
    wanted.update(cycle for pair in repeated for cycle in (pair.first_cycle, pair.cycle))
    lists = StreamLists(verdict.event.stream for verdict in missed)
    passed = {verdict.event.id: verdict.passed for verdict in missed}
    passages: dict[int, Passage] = {}
    holders: dict[str, Passage] = {}
    for run in runs:
        held = _held(run, absent, leaf)
        telling = [one for one in held if _tells(run, holders.get(one), passed[one])]
        if not (telling or run.cycle in wanted or lists.wants(run)):
            continue
        passage = passage_of(run, ids, leaf, positions)
        if run.cycle in wanted:
            passages[run.cycle] = passage
        if lists.wants(run):
            lists.see(passage, truth)
        holders.update(
            {one: passage for one in telling if one not in holders or _moved_on(passage, one)}
        )
    told = {
        verdict.event.id: _missed(
            verdict, passages.get(verdict.passed), holders.get(verdict.event.id), lists
        )
        for verdict in missed
    }
    for key, several in pairs.items():
        told[key] = repeat_story(several, passages, asked_ids[key], truth.get(key))
    return told


def _tells(run: FetchRun, holder: Passage | None, passed: int) -> bool:
    """Whether a fetch whose answer held a missed event tells more than the earlier one, ``holder``.

    Of the fetches that got the event, the last one decided that came before or when the position passed it:
    those before it only let it wait. A fetch that failed may have moved the position all the same.
    """
    if holder is None:
        return True
    return run.cycle <= passed and not run.failed and not holder.failed


def _moved_on(passage: Passage, identifier: str) -> bool:
    """Whether a fetch that got the event moved the position of its list: one that kept it decided nothing."""
    position = passage.position(next(iter(passage.that_got(identifier)), passage.main))
    return position is not None and position.moved


def _by_identity(repeated: Sequence[Duplicate]) -> Mapping[str, list[Duplicate]]:
    pairs: dict[str, list[Duplicate]] = {}
    for pair in repeated:
        pairs.setdefault(pair.identity, []).append(pair)
    return pairs


def _held(run: FetchRun, absent: set[str], leaf: str) -> set[str]:
    """Return the ids of those missed events that an answer of this fetch held."""
    if not absent:
        return set()
    held = (ids_in(exchange.response_body, absent, leaf) for exchange in run.record.exchanges)
    return set().union(*held)


def _first(verdicts: Verdicts, verdict: str) -> list[EventVerdict]:
    found: list[EventVerdict] = []
    for one in verdicts.of(verdict):
        if len(found) == MOST_STORIES:
            break
        found.append(one)
    return found


def _missed(
    verdict: EventVerdict, passed: Passage | None, holder: Passage | None, lists: StreamLists
) -> Story:
    event, about = verdict.event, passed or holder
    if about is None:
        return Story("")
    asked = about.asked_for(event, lists.of(event.stream, about))
    head = f"event {event.id}, created {time_words(event.created, about.at)}"
    if passed is not None and event.visible > passed.last_asked_at(asked):
        visible = f"became visible at {time_words(event.visible, passed.at)}"
        if event.visible == event.created:
            visible = "was not visible yet"
        had = "had already" if event.visible > passed.ended else "had asked before, and then"
        text = f"{head}, {visible}; cycle {passed.cycle} {had} {passed.moved_to(asked)}"
        shape, moved_at = "passed-before-visible", passed.saved_at
        return story_of(text, asked, cycle=passed.cycle, shape=shape, moved_at=moved_at)
    if holder is not None:
        asked = next(iter(holder.that_got(event.id)), holder.main)
        text = f"{head}: {_got_it(holder, asked, passed)}"
        shape = "fetch-failed" if holder.failed else "in-answer-not-created"
        moved_at = (passed or holder).saved_at
        return story_of(text, asked, cycle=holder.cycle, shape=shape, moved_at=moved_at)
    shape = "in-no-answer" if asked is not None else "no-request"
    text = f"{head}: {_without_it(about, asked)}"
    return story_of(text, asked, cycle=about.cycle, shape=shape, moved_at=about.saved_at)


def _got_it(holder: Passage, asked: Asked | None, passed: Passage | None) -> str:
    number = len(asked.got) if asked else 0
    among = f" among {number} events" if number > 1 else ""
    request = f"asked {asked.words} and " if asked else ""
    if holder.failed:
        ending = f"then failed, and {holder.moved(asked)}"
    else:
        others = f"{holder.created} other{'s' if holder.created != 1 else ''}"
        created = f"created {others if holder.created else 'nothing'}"
        ending = f"{created}, and {holder.moved(asked)}"
    story = f"cycle {holder.cycle} {request}got it{among}, {ending}"
    if passed is not None and passed.cycle > holder.cycle:
        story += f"; cycle {passed.cycle} {passed.moved(asked)}"
    return story


def _without_it(passed: Passage, asked: Asked | None) -> str:
    if asked is None:
        return f"cycle {passed.cycle} sent no request, and {passed.moved()}"
    number = len(passed.got_by(asked))
    brought = f"{number} other event{'s' if number != 1 else ''}" if number else "nothing"
    return f"cycle {passed.cycle} asked {asked.words}, got {brought}, and {passed.moved(asked)}"
