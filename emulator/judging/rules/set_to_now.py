"""XF2xx: a last run that follows the clock, where it ought to follow the events."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import unquote_plus

from ...masking.logins import is_login
from ...record.entries import Json, Line
from ...record.fetch_run import FetchRun
from ...record.times import EPOCH_IN_TEXT, ISO, as_instant, instant_of
from ..finding import ERROR, INFO, Finding
from ..identity import Duplicate
from ..run_facts import RunFacts
from ..verdict.event_verdict import EventVerdict
from .rule import POSSIBLE, Fold, Rule, line_of

# Code often cuts its times to the second.
_CLOCK_SLACK = timedelta(seconds=1)
# So near to an event, the value may be the event's time and a step, as code adds that asks for "later".
_STEP = timedelta(seconds=2)
_MOST_SAVES = 50_000
_MOST_LOOKS = 5
_MOST_IDS = 6
_DEEPEST = 2
_ID_KEY = re.compile("id$", re.I)


@dataclass(frozen=True, slots=True)
class _Save:
    """One fetch that saved its own time; ``at`` is its tick, ``instant`` what the value means."""

    cycle: int
    at: datetime
    instant: datetime
    line: Line | None


@dataclass
class _Key:
    """A value of the last run. ``busy`` are saves of fetches that created something, ``idle`` those of
    others. ``derived``: once it was neither the clock's time nor an event's, so it is reckoned from one.
    ``asked``: a later request had what was saved."""

    busy: list[_Save] = field(default_factory=list)
    idle: list[_Save] = field(default_factory=list)
    derived: bool = False
    looks: int = 0
    asked: bool = False
    asked_looks: int = 0

    @property
    def saves(self) -> list[_Save]:
        """Those that only the clock explains."""
        kept = self.idle if self.derived else [*self.idle, *self.busy]
        return sorted(kept, key=lambda save: save.instant)

    @property
    def last(self) -> _Save | None:
        ends = [saves[-1] for saves in (self.busy, self.idle) if saves]
        return max(ends, key=lambda save: save.cycle, default=None)


class _SetToNow(Fold):
    """Harm: an event was missed that became visible when its time had been passed by the clock's.

    A value near the clock proves nothing where an event is as near. Beside other values that move, a time
    counts only where a later request asks with it: it may be kept for people to read.
    """

    def __init__(self, rule: Rule, facts: RunFacts) -> None:
        super().__init__(rule, facts)
        self._keys: dict[str, _Key] = {}
        self._movers: set[str] = set()

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        if run.status == "ok":
            for key in self._keys.values():
                _look_for_it(key, run)
            change = run.last_run
            # A first run that asks for nothing only chooses where to begin.
            begins = run.first_run and not run.record.exchanges
            if change.was_set and change.asked != change.before and not begins:
                self._look(run)
        return iter(())

    def _look(self, run: FetchRun) -> None:
        before = dict(_scalars(run.last_run.before))
        for name, value in _scalars(run.last_run.asked):
            if value == before.get(name):
                continue
            if before:
                self._movers.add(name)
            instant = as_instant(value)
            if instant is not None:
                self._weigh(run, self._keys.setdefault(name, _Key()), instant)

    def _weigh(self, run: FetchRun, key: _Key, instant: datetime) -> None:
        by_clock = run.at - _CLOCK_SLACK <= instant <= run.pulled_at + _CLOCK_SLACK
        saves = key.busy if run.incidents else key.idle
        # A few fetches tell how a value is made; every further one would cost the reading of its events.
        telling = bool(run.incidents) and key.looks < _MOST_LOOKS
        if not telling and (not by_clock or len(saves) >= _MOST_SAVES):
            return
        key.looks += not by_clock
        nearest = min((abs(time - instant) for time in _event_times(run)), default=None)
        if by_clock and (nearest is None or nearest > _STEP) and not run.unanswered:
            saves.append(_Save(run.cycle, run.at, instant, line_of(run, "setLastRun")))
        elif not by_clock and nearest is not None and nearest > _STEP:
            key.derived = True

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        found = [
            (name, saves, [(item, save) for item in missed if (save := _explained(item, saves))])
            for name, key in self._keys.items()
            if (key.asked or not self._movers - {name}) and (saves := key.saves)
        ]
        if not found:
            return
        # The value that did harm, else the first.
        name, saves, lost = max(found, key=lambda one: bool(one[2]))
        what = f"{name or 'it'} is set to the clock's time, not to that of the newest event"
        if not lost:
            yield self.finding(saves[0].cycle, what, saves[0].line, key=name)
            return
        ids, save = [item.event.id for item, _ in lost], lost[0][1]
        yield self.finding(
            save.cycle,
            f"{what}; what became visible later was never asked for: {_named(ids)}",
            save.line,
            harm=True,
            key=name,
            saved=save.instant.isoformat(),
            events=ids[:_MOST_IDS],
        )


def _explained(item: EventVerdict, saves: Sequence[_Save]) -> _Save | None:
    """The save that went past the event before a fetch could see it; None where something else did."""
    event = item.event
    number = bisect_left(saves, event.created, key=lambda save: save.instant)
    if number == len(saves):
        return None
    save = saves[number]
    earlier = 0 < item.passed < save.cycle
    return save if event.visible >= save.at and not earlier else None


def _named(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _MOST_IDS} more" if len(ids) > _MOST_IDS else ""
    return f"event{'s' if len(ids) > 1 else ''} {', '.join(ids[:_MOST_IDS])}{more}"


def _look_for_it(key: _Key, run: FetchRun) -> None:
    """Whether a request of this fetch has what was saved last."""
    save = key.last
    if save is None or key.asked or key.asked_looks >= _MOST_LOOKS or not run.record.exchanges:
        return
    key.asked_looks += 1
    for exchange in run.record.exchanges:
        text = f"{unquote_plus(exchange.url)} {exchange.request_body}"
        if any(abs(time - save.instant) <= _CLOCK_SLACK for time in _times_in_text(text)):
            key.asked = True
            return


def _scalars(value: Json, prefix: str = "", depth: int = 1) -> Iterator[tuple[str, Json]]:
    """The texts and numbers of a last run, by dotted path."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if depth < _DEEPEST or not isinstance(inner, Mapping):
                yield from _scalars(inner, f"{prefix}.{key}" if prefix else str(key), depth + 1)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield prefix, value


def _event_times(run: FetchRun) -> Iterator[datetime]:
    """Every time in what the fetch created, and in what the product answered: an event that is known
    already stands in an answer only, and so does the product's own clock."""
    for incident in run.incidents:
        yield from _times_in(incident)
    for exchange in run.record.exchanges:
        body = exchange.response_body
        if is_login(exchange):
            continue  # when a token was issued, and when it ends
        if body.lstrip()[:1] in ("{", "["):
            yield from _times_in(body)
        else:
            yield from _times_in_text(body)


def _times_in_text(text: str) -> Iterator[datetime]:
    yield from filter(None, map(instant_of, ISO.finditer(text)))
    yield from filter(None, map(as_instant, EPOCH_IN_TEXT.findall(text)))


def _times_in(value: Json) -> Iterator[datetime]:
    open_values = [value]
    while open_values:
        item = open_values.pop()
        if isinstance(item, dict):
            # A number that tells events apart is no time, whatever it looks like.
            open_values += [inner for key, inner in item.items() if not _ID_KEY.search(str(key))]
        elif isinstance(item, list):
            open_values += item
        elif isinstance(item, str) and item.lstrip()[:1] in ("{", "["):
            with suppress(ValueError, RecursionError):
                open_values.append(json.loads(item))
        else:
            instant = as_instant(item)
            if instant is not None:
                yield instant


SET_TO_NOW = Rule(
    code="XF209",
    name="last-run-set-to-now",
    severity=INFO,
    harm_severity=ERROR,
    meaning="The last run is set to the clock's time, so that what is indexed late is passed over.",
    source="reported: content PRs 43366, 33854",
    fold=_SetToNow,
    confidence=POSSIBLE,
)
