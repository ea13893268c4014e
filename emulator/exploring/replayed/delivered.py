"""What the fetches of a run created, and how that differs from what another run created."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ...judging.identity import Identity
from ...judging.value_words import counted, listed
from ...record.fetch_run import FetchRun


@dataclass(frozen=True)
class Delivered:
    """What the fetches of a run created: how often each event, by its identity; which events in each cycle;
    and the cycle and message of the first fetch that failed.
    """

    times: Mapping[str, int]
    cycles: tuple[frozenset[str], ...] = ()
    failed: tuple[int, str] | None = None

    def begins_like(self, other: Delivered) -> bool:
        """Whether each cycle of the other run created the same events as the same cycle of this run. This run
        may be longer.
        """
        return self.cycles[: len(other.cycles)] == other.cycles


@dataclass(frozen=True)
class Difference:
    """How a run differs from the calm one. ``shape`` names the kind of difference, ``events`` are the
    identities of the events in question.
    """

    shape: str
    words: str
    events: tuple[str, ...] = ()
    cycle: int | None = None


def delivered(runs: Iterable[FetchRun], identity: Identity) -> Delivered:
    """Return what the fetches of a run created."""
    times: Counter[str] = Counter()
    cycles, failed = [], None
    for run in runs:
        created = [identity.of(incident) for incident in run.incidents]
        times.update(created)
        cycles.append(frozenset(created))
        if run.failed and failed is None:
            failed = run.cycle, run.message
    return Delivered(times, tuple(cycles), failed)


def difference(calm: Delivered, other: Delivered) -> Difference | None:
    """Return the worst difference of a run from the calm run; None if both created the same."""
    if other.failed is not None and calm.failed is None:
        cycle, message = other.failed
        return Difference("failed", f"cycle {cycle} fails: {message}", cycle=cycle)
    lacking = tuple(one for one in calm.times if one not in other.times)
    if lacking:
        count = f"{len(lacking)} of {counted(len(calm.times), 'event')}"
        return Difference("not-created", f"{count} not created: {listed(lacking)}", lacking)
    again = tuple(
        one for one, times in other.times.items() if times > max(calm.times.get(one, 1), 1)
    )
    if again:
        count = counted(len(again), "event")
        return Difference("created-again", f"{count} created again: {listed(again)}", again)
    more = tuple(one for one in other.times if one not in calm.times)
    if more:
        count = counted(len(more), "event")
        return Difference("created-too", f"{count} created besides: {listed(more)}", more)
    return None
