"""XF209: the rule about a last run that is set to the current time instead of the events' time."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import unquote_plus

from ...masking.logins import is_login
from ...record.entries import Json, Line
from ...record.fetch_run import FetchRun
from ...record.times import EPOCH_IN_TEXT, ISO, as_instant, instant_of
from ..finding import ERROR, INFO, POSSIBLE, Finding
from ..grouping import in_cycles
from ..identity import Duplicate
from ..value_words import MOST_NAMES, counted, listed
from ..verdict.event_verdict import EventVerdict
from ..verdict.last_run_cursor import state_values
from .rule import Case, Fold, Rule, line_of

# Code often cuts its times to the second.
_CLOCK_SLACK = timedelta(seconds=1)
# A value this near to an event may be the event's time plus a step, which code adds to ask for "later".
_STEP = timedelta(seconds=2)
_MOST_SAVES = 50_000
_MOST_LOOKS = 5
_DEEPEST = 2
# What stands below such a key belongs to an event: the time at which it was found, say.
_OF_IDS = re.compile("ids$|seen|found|known", re.I)
_ID_KEY = re.compile("id$", re.I)


@dataclass(frozen=True, slots=True)
class _Save:
    """A fetch that saved the current time; ``at`` is when it began, ``instant`` the saved time."""

    cycle: int
    at: datetime
    instant: datetime
    line: Line | None


@dataclass
class _Key:
    """What the fetches showed about one value of the last run.

    ``busy`` are saves of fetches that created incidents, ``idle`` those of other fetches;
    ``derived`` says that the value was once neither the current time nor the time of an event, so the code
    computes it from an event's time; ``looks`` counts the fetches that were examined for that;
    ``left`` says that the value was another time after a fetch that created nothing, so that a single idle
    save had the current time by chance; ``left_looks`` counts the fetches that were examined for that;
    ``asked`` says that a later request contained the saved value; ``asked_looks`` counts the fetches that
    were searched for it.
    """

    busy: list[_Save] = field(default_factory=list)
    idle: list[_Save] = field(default_factory=list)
    derived: bool = False
    looks: int = 0
    left: bool = False
    left_looks: int = 0
    asked: bool = False
    asked_looks: int = 0

    @property
    def saves(self) -> list[_Save]:
        """The saves whose value is the current time for certain, in the order of time. If the code
        computes the value from an event's time, saves of fetches that created incidents are left out; a
        single save of another fetch is, if it was by chance.
        """
        by_chance = self.left and len(self.idle) == 1
        idle, busy = (() if by_chance else self.idle), (() if self.derived else self.busy)
        return sorted((*idle, *busy), key=lambda save: save.instant)

    @property
    def last(self) -> _Save | None:
        """The save of the latest cycle; None without a save."""
        ends = [saves[-1] for saves in (self.busy, self.idle) if saves]
        return max(ends, key=lambda save: save.cycle, default=None)


class _SetToNow(Fold):
    """Finds a last run that is set to the current time. It did damage if an event was missed because of it.

    A saved value near the current time proves nothing if the time of an event is equally near. If other
    values of the last run change too, the time counts only if a later request contains it: code may save the
    current time for information only.
    """

    def begin(self) -> None:
        self._keys: dict[str, _Key] = {}
        self._movers: set[str] = set()

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        if run.status == "ok":
            for name, key in self._keys.items():
                _look_for_it(key, run)
                _look_what_is_left(key, name, run)
            change = run.last_run
            # A first run without requests only chooses where to begin.
            begins = run.first_run and not run.record.exchanges
            if change.was_set and change.asked != change.before and not begins:
                self._look(run)
        return iter(())

    def _look(self, run: FetchRun) -> None:
        before = dict(state_values(run.last_run.before, _DEEPEST, lists=False))
        for name, value in state_values(run.last_run.asked, _DEEPEST, lists=False):
            if value == before.get(name) or _OF_IDS.search(name.rpartition(".")[0]):
                continue
            if before:
                self._movers.add(name)
            instant = as_instant(value)
            if instant is not None:
                self._weigh(run, self._keys.setdefault(name, _Key()), instant)

    def _weigh(self, run: FetchRun, key: _Key, instant: datetime) -> None:
        by_clock = _by_clock(run, instant)
        saves = key.busy if run.incidents else key.idle
        # A few fetches show how a value is made. Reading the events of all fetches would be slow.
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
        # The value that did damage, else the first.
        name, saves, lost = max(found, key=lambda one: bool(one[2]))
        what = (
            f"`{name or 'the last run'}` is set to the current time, not to the newest event's time"
        )
        if not lost:
            found_now = self.finding(saves[0].cycle, what, saves[0].line, key=name)
            yield in_cycles(found_now, sorted(save.cycle for save in saves))
            return
        ids, save = [item.event.id for item, _ in lost], lost[0][1]
        noun = "event" if len(ids) == 1 else "events"
        case = Case(
            "set-to-now",
            title=f"{what}: {counted(len(ids), 'event')} missed",
            story=f"no request asked for what became visible later: {noun} {listed(ids)}",
            events=tuple(ids),
            cycles=tuple(sorted({save.cycle for _, save in lost})),
            count=len(ids),
        )
        yield self.finding(
            save.cycle,
            f"{what}; {case.story}",
            save.line,
            harm=True,
            case=case,
            key=name,
            saved=save.instant.isoformat(),
            events=ids[:MOST_NAMES],
        )


def _explained(item: EventVerdict, saves: Sequence[_Save]) -> _Save | None:
    """Return the save that moved the position past an event's time before a fetch could see the event; None
    without one.
    """
    event = item.event
    number = bisect_left(saves, event.created, key=lambda save: save.instant)
    if number == len(saves):
        return None
    save = saves[number]
    earlier = 0 < item.passed < save.cycle
    return save if event.visible >= save.at and not earlier else None


def _look_for_it(key: _Key, run: FetchRun) -> None:
    """Look in the requests of this fetch for the value that was saved last, and remember if one contains
    it.
    """
    save = key.last
    if save is None or key.asked or key.asked_looks >= _MOST_LOOKS or not run.record.exchanges:
        return
    key.asked_looks += 1
    for exchange in run.record.exchanges:
        text = f"{unquote_plus(exchange.url)} {exchange.request_body}"
        if any(abs(time - save.instant) <= _CLOCK_SLACK for time in _times_in_text(text)):
            key.asked = True
            return


def _look_what_is_left(key: _Key, name: str, run: FetchRun) -> None:
    """Remember if this fetch created nothing and left a value that is not the current time."""
    if not key.idle or key.left or key.left_looks >= _MOST_LOOKS or run.incidents:
        return
    if not run.record.exchanges or run.unanswered:
        return
    key.left_looks += 1
    instant = as_instant(dict(state_values(run.last_run.after, _DEEPEST, lists=False)).get(name))
    key.left = instant is not None and not _by_clock(run, instant)


def _by_clock(run: FetchRun, instant: datetime) -> bool:
    return run.at - _CLOCK_SLACK <= instant <= run.pulled_at + _CLOCK_SLACK


def _event_times(run: FetchRun) -> Iterator[datetime]:
    """Yield every time in the incidents and in the answers of a fetch.

    The answers count because they also hold events that were created before, and the product's clock.
    """
    for incident in run.incidents:
        yield from _times_in(incident)
    for exchange in run.record.exchanges:
        body = exchange.response_body
        if is_login(exchange):
            continue  # its times say when a token was issued and when it expires
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
            # An id is not a time, even if it looks like an epoch.
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
    meaning="The last run is set to the current time, so events that the product indexes late are missed.",
    source="reported: content PRs 43366, 33854",
    fold=_SetToNow,
    confidence=POSSIBLE,
    remedy="save the time of the newest created event, not the current time",
)
