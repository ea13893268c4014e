"""What a change of versions did that neither version does alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..judging.identity import Identity
from ..record.fetch_run import FetchRun

MISSED, TWICE, FAILED = "missed", "twice", "failed"


@dataclass(frozen=True)
class Alone:
    """What both versions do without a change: the events that each of them creates, how often an event is
    created at most, and the marks of their failed cycles.
    """

    created: frozenset[str]
    times: Counter[str]
    failures: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Harm:
    """What a change did. ``kind`` is missed, twice or failed. ``events`` are the identities of the events
    that are missed or came again, ``cycles`` the cycles that failed or created them again. ``message`` is the
    error of the failed cycles.
    """

    kind: str
    events: tuple[str, ...] = ()
    cycles: tuple[int, ...] = ()
    message: str = ""


def alone(identity: Identity, *lives: tuple[FetchRun, ...]) -> Alone:
    """Sum up what the versions do, each alone: each of ``lives`` has the fetches of one version's run."""
    counts = [_times(identity, runs) for runs in lives]
    created = frozenset.intersection(*(frozenset(one) for one in counts))
    most = Counter({name: max(one[name] for one in counts) for one in counts for name in one})
    failures = frozenset(_mark(run) for runs in lives for run in runs if run.failure is not None)
    return Alone(created, most, failures)


def harms(
    runs: tuple[FetchRun, ...], after: int, identity: Identity, known: Alone
) -> Iterator[Harm]:
    """Yield what a change after the cycle ``after`` did, by the fetches of the whole run: the first error
    with which neither version fails alone, events that both create and that did not come, events that came
    before the change and came again after it, more often than either version creates them.
    """
    yield from _failed(runs[after:], known)
    times, before = _times(identity, runs), _times(identity, runs[:after])
    yield from _missed(times, known)
    again = [
        (identity.of(incident), run.cycle) for run in runs[after:] for incident in run.incidents
    ]
    twice = dict.fromkeys(
        name for name, _ in again if before[name] and times[name] > max(known.times[name], 1)
    )
    if twice:
        cycles = tuple(dict.fromkeys(cycle for name, cycle in again if name in twice))
        yield Harm(TWICE, tuple(twice), cycles)


def harms_alone(runs: tuple[FetchRun, ...], identity: Identity, known: Alone) -> Iterator[Harm]:
    """Yield what a version does by itself that the versions in ``known`` do not do."""
    yield from _failed(runs, known)
    times = _times(identity, runs)
    yield from _missed(times, known)
    twice = tuple(name for name, count in times.items() if count > max(known.times[name], 1))
    if twice:
        yield Harm(TWICE, twice)


def _failed(runs: tuple[FetchRun, ...], known: Alone) -> Iterator[Harm]:
    """Yield the first error that is new, with all cycles that fail in the same way."""
    failed = [run for run in runs if _is_new(run, known)]
    if failed:
        cycles = tuple(run.cycle for run in failed if _mark(run) == _mark(failed[0]))
        yield Harm(FAILED, cycles=cycles, message=_message(failed[0]))


def _missed(times: Counter[str], known: Alone) -> Iterator[Harm]:
    missed = tuple(sorted(known.created - times.keys(), key=_in_order))
    if missed:
        yield Harm(MISSED, missed)


def _in_order(name: str) -> tuple[int, str]:
    """Return the key that sorts ids as people count: 9 before 10."""
    return (int(name), "") if name.isascii() and name.isdigit() and len(name) < 20 else (0, name)


def _is_new(run: FetchRun, known: Alone) -> bool:
    failure = run.failure
    return failure is not None and not failure.on_purpose and _mark(run) not in known.failures


def _times(identity: Identity, runs: Iterable[FetchRun]) -> Counter[str]:
    return Counter(identity.of(incident) for run in runs for incident in run.incidents)


def _mark(run: FetchRun) -> tuple[str, str]:
    """Return what tells failures apart: class and line of the error. Its text may hold a time."""
    failure = run.failure
    if failure is None or failure.first_line is None:
        return _message(run), ""
    return failure.first_type, str(failure.first_line)


def _message(run: FetchRun) -> str:
    """Return the error of a failed fetch on one line."""
    return " ".join(run.message.removeprefix("Error: ").split())
