"""Finds groups of events of which nothing is created while fetches create other events. A group is a
stream (one of the product's lists) or a type of event.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...record.entries import Json
from ...record.product_event import VendorEvent
from .event_verdict import MISSED, PENDING
from .verdicts import Verdicts

# So many fetches without the group prove it: an integration that takes turns gets round by then.
LEAST_FETCHES = 5
_MOST_KINDS = 10
_SAMPLE = 100
_KINDS = ("type", "kind", "event_type", "eventType", "source_log_type", "log_type", "category")


@dataclass(frozen=True, slots=True)
class Starved:
    """A group of events of which nothing is created while fetches create others.

    ``group`` is ``stream admin`` or ``type login``; ``held`` is how many of its events were visible and not
    created; ``fetches`` is how many fetches, from cycle ``since`` on, created events of other groups only;
    ``delivered`` is how many of its events were created before; ``oldest`` is its oldest event that was not
    created, ``there_s`` for how many seconds that event was visible.
    """

    group: str
    held: int
    delivered: int
    oldest: VendorEvent
    there_s: float
    fetches: int
    since: int


def starved(verdicts: Verdicts) -> Iterator[Starved]:
    """Yield the groups of events of which no more are created, although several fetches create events
    of other groups. The order is that of the groups' first events.
    """
    groups = _groups(verdicts.truth)
    if len(groups) < 2:
        return
    flows = {group: _cycles(verdicts, numbers) for group, numbers in groups.items()}
    for group, numbers in groups.items():
        # If others of its group were created, a missed event is a loss and not starvation.
        held_back = (PENDING,) if flows[group] else (PENDING, MISSED)
        held = [
            n for n in numbers if verdicts.marks.seen[n] and verdicts.verdict_of(n) in held_back
        ]
        if not held:
            continue
        since = max(min(verdicts.marks.seen[n] for n in held), max(flows[group], default=0) + 1)
        others = {cycle for other, cycles in flows.items() if other != group for cycle in cycles}
        flowing = sorted(cycle for cycle in others if cycle >= since)
        if len(flowing) < LEAST_FETCHES:
            continue
        oldest = min(held, key=lambda n: verdicts.truth[n].visible)
        yield Starved(
            group=group,
            held=len(held),
            delivered=sum(n in verdicts.marks.deliveries for n in numbers),
            oldest=verdicts.truth[oldest],
            there_s=verdicts.there_s(oldest),
            fetches=len(flowing),
            since=flowing[0],
        )


def _cycles(verdicts: Verdicts, numbers: Sequence[int]) -> set[int]:
    """Return the cycles in which one of these events was first created."""
    deliveries = verdicts.marks.deliveries
    return {deliveries[number][0].cycle for number in numbers if number in deliveries}


def _groups(truth: Sequence[VendorEvent]) -> Mapping[str, list[int]]:
    """Group events by stream. If there is only one stream, group by the first usual key, such as ``type``,
    with few different values.

    Return the indexes of each group's events in ``truth``; empty where neither yields groups.
    """
    streams = _by(truth, [event.stream for event in truth], "stream")
    if len(streams) != 1:
        return streams
    sample = truth[:_SAMPLE]
    for key in _KINDS:
        if not any(key in event.fields for event in sample):
            continue
        kinds = _by(truth, [event.fields.get(key) for event in truth], key)
        if 1 < len(kinds) <= _MOST_KINDS:
            return kinds
    return {}


def _by(truth: Sequence[VendorEvent], values: Sequence[Json], name: str) -> dict[str, list[int]]:
    """Group by ``values`` the events that the integration is meant to fetch. Events whose value is neither
    text nor integer are left out.
    """
    groups: dict[str, list[int]] = {}
    for number, (event, value) in enumerate(zip(truth, values, strict=True)):
        if event.in_scope and isinstance(value, (str, int)):
            groups.setdefault(f"{name} {value}" if value != "" else f"no {name}", []).append(number)
    return groups
