"""Finds in which circumstance a mistake does harm: the smallest circumstance of this run in which it did, and
the largest one of the same kind in which it did not.

A circumstance is measured in the record: how late an event became visible, how many events came between two
fetches, how many requests a fetch sent. No fetch runs again for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from ...record.fetch_run import FetchRun
from ...record.product_event import VendorEvent
from ...settings.units import format_duration
from ..cause import MOVED, RAISED, Cause
from ..finding import Finding
from ..identity import Identity
from ..value_words import counted
from .repeating import path_of
from .scene import Scene


@dataclass(frozen=True)
class Around:
    """What happened in all fetches of a run.

    ``crowds`` maps a cycle to the number of events that became visible since the fetch before; the first
    fetch is not in it, since what it finds depends on how far it looks back. ``created`` are the ids of all
    created events; ``full`` is the number of fetches that ended well and created something; ``most_requests``
    is the largest number of requests of a fetch that ended well.
    """

    crowds: Mapping[int, int]
    created: frozenset[str]
    full: int
    most_requests: int


def around(runs: Iterable[FetchRun], truth: Iterable[VendorEvent], identity: Identity) -> Around:
    """Read all fetches of a run once."""
    times = sorted(event.visible for event in truth)
    crowds: dict[int, int] = {}
    created: set[str] = set()
    full = most = at = 0
    for number, run in enumerate(runs):
        begin = at
        while at < len(times) and times[at] <= run.at:
            at += 1
        if number:
            crowds[run.cycle] = at - begin
        created.update(identity.asked_id(identity.of(one)) for one in run.incidents)
        if not run.failed:
            full += bool(run.incidents)
            most = max(most, len(run.record.exchanges))
    return Around(crowds, frozenset(created), full, most)


@dataclass(frozen=True)
class View:
    """A cause, and the facts from which its circumstance is measured. ``first`` and ``lost`` are the cycles
    that created the event and that dropped its id, 0 for none.
    """

    cause: Cause
    finding: Finding
    scene: Scene
    around: Around
    cycle: int
    first: int = 0
    lost: int = 0

    @property
    def hit(self) -> list[VendorEvent]:
        """The events that the mistake has harmed."""
        truth = self.scene.truth
        return [truth[one] for one in self.finding.events if one in truth]

    @property
    def spared(self) -> list[VendorEvent]:
        """The created events that the mistake has not harmed."""
        hit = set(self.finding.events)
        events = self.scene.truth.values()
        return [one for one in events if one.id in self.around.created and one.id not in hit]


# When it bites, and when it does not; the second may be empty.
_Pair = tuple[str, str]


def with_circumstance(view: View) -> Cause:
    """Return the cause with two circumstances of this run: one in which the mistake does harm, and one in
    which it does not. A cause whose circumstance cannot be measured keeps its general sentence.
    """
    measure = _MEASURES.get(view.cause.code)
    found = measure(view) if measure else None
    if found is None and not view.cause.when and view.cause.code in _ALWAYS:
        found = _ALWAYS[view.cause.code], ""
    return view.cause if found is None else replace(view.cause, when=found[0], healthy=found[1])


def _late(view: View) -> _Pair | None:
    lags = [lag for lag in map(_lag_s, view.hit) if lag > 0]
    if not lags:
        return None
    least = min(lags)
    most = max((lag for lag in map(_lag_s, view.spared) if lag < least), default=-1)
    came = f"visible {_time(most)} after that or sooner" if most > 0 else "visible at once"
    when = f"an event becomes visible {_time(least)} or more after it was created"
    return when, f"it is {came}" if most >= 0 else ""


def _lag_s(event: VendorEvent) -> float:
    return (event.visible - event.created).total_seconds()


def _crowded(view: View) -> _Pair | None:
    crowds = view.around.crowds
    hit = {view.cycle, *view.finding.cycles}
    least = min((crowds[one] for one in hit if crowds.get(one)), default=0)
    if least < 2:
        return None
    most = max((n for one, n in crowds.items() if one not in hit and n < least), default=0)
    passages = [view.scene.passages[one] for one in hit if one in view.scene.passages]
    got = max((len(asked.got) for one in passages for asked in one.asks), default=0)
    of = f", and a fetch reads {got}" if 0 < got < least else ""
    return f"{least} events come between two fetches{of}", f"{most} or fewer come" if most else ""


def _tied(view: View) -> _Pair | None:
    ties = Counter(map(_second, view.scene.truth.values()))
    hit = {_second(event) for event in view.hit}
    least = min((ties[one] for one in hit), default=0)
    if least < 2:
        return None
    most = max((n for one, n in ties.items() if one not in hit), default=0)
    when = f"a page ends between {least} events of one second"
    return when, f"it ends elsewhere: {most} of one second came" if most > 1 else ""


def _second(event: VendorEvent) -> tuple[str, datetime]:
    return event.stream, event.created.replace(microsecond=0)


def _killed(view: View) -> _Pair | None:
    run = view.scene.runs[view.cycle]
    sent_s = sum(one.duration_s for one in run.record.exchanges)
    if sent_s <= 0 or (run.failure is not None and run.failure.in_real_time):
        return None
    each_s = (sent_s + run.slept_s) / len(run.record.exchanges)
    fit = int(run.duration_s / each_s)
    most = view.around.most_requests
    when = f"a fetch needs more than {counted(fit, 'request')} of {each_s:g} s each"
    return when, f"it needs {most} or fewer" if 0 < most <= fit else ""


def _forgotten(view: View) -> _Pair | None:
    kept = view.lost - view.first
    if not view.first or kept < 1:
        return None
    when = f"an event comes again more than {counted(kept, 'cycle')} after it was created"
    return when, "it comes again sooner"


def _poisoned(view: View) -> _Pair | None:
    failure = view.scene.runs[view.cycle].failure
    values = failure.values if failure is not None else ()
    if not values:
        return None
    read = len(view.around.created)
    others = f"it has another value: {counted(read, 'record')} came" if read else ""
    return f"a record has {values[0]}", others


def _unreadable(view: View) -> _Pair | None:
    failure = view.scene.runs[view.cycle].failure
    values = failure.values if failure is not None else ()
    if not values:
        return None
    full = view.around.full
    read = f"it has another form: that ended well {counted(full, 'time')}" if full > 1 else ""
    return f"the code reads a saved state that gives {values[0]}", read


def _filtered(view: View) -> _Pair | None:
    place = view.cause.places[0] if view.cause.places else None
    if place is None or not place.values:
        return None
    came = len(view.spared)
    others = f"it has others: {counted(came, 'event')} came" if came else ""
    return f"an event has {', '.join(map(str, place.values))}", others


def _refused(view: View) -> _Pair | None:
    asked = [
        one for one in view.scene.runs[view.cycle].record.exchanges if (one.status or 0) >= 400
    ]
    if not asked:
        return None
    well = sum((one.status or 500) < 400 for one in view.scene.runs[view.cycle].record.exchanges)
    when = f"the product answers {path_of(asked[-1])} with {asked[-1].status}"
    return when, f"it answers: {counted(well, 'other request')} went well" if well else ""


def _same_time(view: View) -> _Pair | None:
    ties = Counter(map(_second, view.scene.truth.values()))
    least = min((ties[_second(event)] for event in view.hit), default=0)
    if least < 2:
        return None
    alone = sum(ties[_second(event)] == 1 for event in view.spared)
    healthy = f"it has a second of its own: {counted(alone, 'such event')} came" if alone else ""
    return f"an event shares its second with another: {least} do", healthy


def _nothing_new(view: View) -> _Pair | None:
    full = view.around.full
    when = "a fetch finds nothing new"
    return when, f"it finds an event: that ended well {counted(full, 'time')}" if full else ""


def _changed(view: View) -> _Pair | None:
    after = [
        update.at - event.created for event in view.scene.truth.values() for update in event.updates
    ]
    if not after:
        return None
    unchanged = sum(not event.updates for event in view.spared)
    when = f"an event changes {_time(min(after).total_seconds())} after it was created, or later"
    return when, f"it does not change: {counted(unchanged, 'such event')} came" if unchanged else ""


def _fraction(view: View) -> _Pair | None:
    if not all(event.created.microsecond for event in view.hit):
        return None
    return "an event's time has a fraction of a second", "its time is a whole second"


def _between(view: View) -> _Pair | None:
    lines = [place.line for place in view.cause.places if place.role in (MOVED, RAISED)]
    if len(lines) < 2 or lines[0] == lines[1]:
        return None
    when = f"the fetch fails after line {lines[0].number}, such as in line {lines[1].number}"
    return when, "nothing fails there"


def _looking_back(view: View) -> _Pair | None:
    passage, before = view.scene.passages.get(view.cycle), view.scene.passages.get(view.first)
    asked = next(iter(passage.that_got(view.scene.id)), None) if passage is not None else None
    position = before.position(asked) if before is not None else None
    if asked is None or asked.window is None or position is None or position.instant is None:
        return None
    back_s = (position.instant - asked.window.start).total_seconds()
    if back_s <= 0:
        return None
    when = f"an event lies in the {_time(back_s)} before the position"
    return when, "it is older than that"


def _unordered(view: View) -> _Pair | None:
    times = [one.created for one in view.scene.truth.values()]
    if all(one <= two for one, two in pairwise(times)) and not view.hit:
        return None
    return "an answer lists a newer event before an older one", "it lists them by time"


def _time(seconds: float) -> str:
    return format_duration(seconds)


# Mistakes of every run: no circumstance spares them.
_ALWAYS: Mapping[str, str] = {
    "answer-sent-twice": "always, where an answer holds an event",
    "asked-again": "always, where an event was created",
    "first-run-crashes": "always, in a new instance",
    "ids-never-saved": "always, where an event comes again",
    "position-kept": "always, where an event was created",
    "position-not-saved": "always, where an event was created",
    "remembered-not-created": "always, where an event's id is saved before the event is created",
    "request-sent-twice": "always, where the answer holds an event",
    "state-grows": "always, with each event that is created",
    "two-requests-overlap": "always, where both requests return an event",
    "window-skips": "always, where an event lies between two windows",
    "zone": "always, where the zone of the code differs from the product's",
}
_MEASURES: Mapping[str, Callable[[View], _Pair | None]] = {
    "limit-cuts-tie": _tied,
    "boundary-excluded": _same_time,
    "code-filter-excludes": _filtered,
    "own-state-unreadable": _unreadable,
    "request-fails-for-ever": _refused,
    "late-visibility": _late,
    "position-set-to-clock": _late,
    "page-forgotten": _crowded,
    "known-fill-the-page": _crowded,
    "newest-first": _crowded,
    "cut-and-passed": _crowded,
    "order-not-guaranteed": _unordered,
    "update-moves-position": _changed,
    "update-comes-again": _changed,
    "ids-forgotten": _forgotten,
    "look-back-without-ids": _looking_back,
    "precision-cut": _fraction,
    "record-poisons": _poisoned,
    "crash-on-nothing-new": _nothing_new,
    "killed-at-timeout": _killed,
    "saved-before-sent": _between,
    "sent-before-saved": _between,
}
