"""Why an event was missed, or created twice: one line, from the fetches that did it.

The fetches are read a second time, and only where there is something to tell: what is kept of them are
the few that a story speaks of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..history import FetchRun
from ..identity import Duplicate, Identity
from ..value_words import time_words
from .event_verdict import MISSED, EventVerdict
from .passage import Passage, passage_of
from .seen import ids_in
from .verdicts import Verdicts

MOST_STORIES = 1_000


def stories_of(
    runs: Iterable[FetchRun],
    identity: Identity,
    repeated: Sequence[Duplicate],
    verdicts: Verdicts | None,
) -> Mapping[str, str]:
    """By identity, which is the event's id where the ground truth is known: of each event in
    ``repeated`` (its first repetition), and of the first so many that were missed."""
    missed = _first(verdicts, MISSED) if verdicts is not None else []
    if not missed and not repeated:
        return {}
    ids = frozenset(event.id for event in verdicts.truth) if verdicts is not None else frozenset()
    leaf = identity.path.rpartition(".")[2]
    absent = {verdict.event.id for verdict in missed}
    wanted = {verdict.passed for verdict in missed}
    wanted.update(cycle for pair in repeated for cycle in (pair.first_cycle, pair.cycle))
    passages: dict[int, Passage] = {}
    got: dict[str, int] = {}
    for run in runs:
        held = _held(run, absent, leaf)
        if run.cycle in wanted or not got.keys() >= held:
            passages[run.cycle] = passage_of(run, ids, leaf)
        for identifier in held:
            got.setdefault(identifier, run.cycle)
    told = {
        verdict.event.id: _missed(verdict, passages.get(verdict.passed), passages.get(holder))
        for verdict in missed
        for holder in (got.get(verdict.event.id, 0),)
    }
    told.update((pair.identity, _repeated(pair, passages)) for pair in repeated)
    return told


def _held(run: FetchRun, absent: set[str], leaf: str) -> set[str]:
    """Which of the missed events any answer of this fetch had."""
    if not absent:
        return set()
    held = (ids_in(exchange.response_body, absent, leaf) for exchange in run.record.exchanges)
    return set().union(*held)


def _repeated(pair: Duplicate, passages: Mapping[int, Passage]) -> str:
    """How two fetches came to create one event twice; empty where it was one batch."""
    first, second = passages.get(pair.first_cycle), passages.get(pair.cycle)
    if first is None or second is None or first is second:
        return ""
    asked = f"asked {second.asked} and got it again" if second.asked else "sent it again"
    return f"cycle {first.cycle} {first.moved()}, cycle {second.cycle} {asked}"


def _first(verdicts: Verdicts, verdict: str) -> list[EventVerdict]:
    found: list[EventVerdict] = []
    for one in verdicts.of(verdict):
        if len(found) == MOST_STORIES:
            break
        found.append(one)
    return found


def _missed(verdict: EventVerdict, passed: Passage | None, holder: Passage | None) -> str:
    event, about = verdict.event, passed or holder
    if about is None:
        return ""
    head = f"event {event.id}, created {time_words(event.created, about.at)}"
    if passed is not None and event.visible > passed.ended:
        visible = f"became visible at {time_words(event.visible, passed.at)}"
        if event.visible == event.created:
            visible = "was not there yet"
        return f"{head}, {visible}; cycle {passed.cycle} had already {passed.moved_to()}"
    if holder is not None:
        return f"{head}: {_got_it(holder, passed)}"
    return f"{head}: {_without_it(about)}"


def _got_it(holder: Passage, passed: Passage | None) -> str:
    number = len(holder.got)
    among = f" among {number} events" if number > 1 else ""
    asked = f"asked {holder.asked} and " if holder.asked else ""
    if holder.failed:
        ending = f"then failed, and {holder.moved()}"
    else:
        others = f"{holder.created} other{'s' if holder.created != 1 else ''}"
        created = f"created {others if holder.created else 'nothing'}"
        ending = f"{created}, and {holder.moved()}"
    story = f"cycle {holder.cycle} {asked}got it{among}, {ending}"
    if passed is not None and passed.cycle > holder.cycle:
        story += f"; cycle {passed.cycle} {passed.moved()}"
    return story


def _without_it(passed: Passage) -> str:
    if not passed.asked:
        return f"cycle {passed.cycle} asked nothing, and {passed.moved()}"
    number = len(passed.got)
    brought = f"{number} other event{'s' if number != 1 else ''}" if number else "nothing"
    return f"cycle {passed.cycle} asked {passed.asked}, got {brought}, and {passed.moved()}"
