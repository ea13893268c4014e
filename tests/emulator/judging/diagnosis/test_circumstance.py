"""When a mistake bites and when it does not, measured in a run."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from xfetch.emulator.judging.cause import DECIDED, MOVED, RAISED, Cause, Place
from xfetch.emulator.judging.diagnosis.circumstance import Around, View, with_circumstance
from xfetch.emulator.judging.diagnosis.scene import Scene
from xfetch.emulator.judging.finding import ERROR, Finding
from xfetch.emulator.judging.identity import Identity
from xfetch.emulator.record.entries import Exchange, Line, Record
from xfetch.emulator.record.fetch_run import Failure, FetchRun, LastRunChange
from xfetch.emulator.record.product_event import Update, VendorEvent
from xfetch.emulator.record.trace import Shown

START = datetime(2024, 1, 1, tzinfo=timezone.utc)
IDENTITY = Identity("id", in_raw=True, in_incident=False)


def event(name: str, created_s: float, lag_s: float = 0, changes_s: float = 0) -> VendorEvent:
    created = START + timedelta(seconds=created_s)
    visible = created + timedelta(seconds=lag_s)
    updates = (Update(created + timedelta(seconds=changes_s), {}),) if changes_s else ()
    return VendorEvent(name, created, visible, updates=updates)


def run(failure: Failure | None = None, requests: int = 0) -> FetchRun:
    exchanges = tuple(
        Exchange(seq, START, "GET", "https://a.example/b", status=404, duration_s=10.0)
        for seq in range(requests)
    )
    end = START + timedelta(seconds=25)
    change = LastRunChange({}, None, {}, was_set=False, saved=False)
    return FetchRun(2, START, end, "error", "m", change, failure=failure, record=Record(exchanges))


def told(
    code: str, hit: list[VendorEvent], spared: list[VendorEvent], fetch: Any = None, **more: Any
) -> tuple[str, str]:
    """What is said of a cause that has hit some events and spared others."""
    truth = {one.id: one for one in (*hit, *spared)}
    scene = Scene("", truth, IDENTITY, {2: fetch or run()}, {}, {})
    finding = Finding("XF102", "n", ERROR, 2, "m", events=tuple(one.id for one in hit), cycles=(2,))
    created = frozenset(one.id for one in spared)
    measured = Around({2: 5, 3: 7, 4: 3, 5: 1}, created, full=4, most_requests=2)
    cause = Cause(code, "b", more.pop("places", ()), when="in general")
    found = with_circumstance(View(cause, finding, scene, measured, 2, **more))
    return found.when, found.healthy


A, B, LATE, LATER = event("a", 0), event("b", 9), event("c", 20, 45), event("d", 30, 90)
POISON = Failure("m", "KeyError", values=(Shown("a['b']", "None"),))


@pytest.mark.parametrize(
    ("found", "when", "healthy"),
    [
        (
            told("late-visibility", [LATER], [A, LATE]),
            "an event becomes visible 1m30s or more after it was created",
            "it is visible 45s after that or sooner",
        ),
        (
            told("late-visibility", [LATE, LATER], [A]),
            "an event becomes visible 45s or more after it was created",
            "it is visible at once",
        ),
        (told("late-visibility", [A], [B]), "in general", ""),
        (
            told("newest-first", [A], [B]),
            "5 events come between two fetches",
            "3 or fewer come",
        ),
        (
            told("limit-cuts-tie", [A, event("x", 0.4)], [B]),
            "a page ends between 2 events of one second",
            "",
        ),
        (
            told("update-comes-again", [event("u", 3, changes_s=70)], [A]),
            "an event changes 1m10s after it was created, or later",
            "it does not change: 1 such event came",
        ),
        (
            told("ids-forgotten", [A], [B], first=1, lost=4),
            "an event comes again more than 3 cycles after it was created",
            "it comes again sooner",
        ),
        (
            told("record-poisons", [], [A, B], run(POISON)),
            "a record has a['b'] = None",
            "it has another value: 2 records came",
        ),
        (
            told("killed-at-timeout", [], [A], run(requests=3)),
            "a fetch needs more than 2 requests of 10 s each",
            "it needs 2 or fewer",
        ),
        (
            told(
                "saved-before-sent",
                [A],
                [],
                places=(Place(MOVED, Line("A.py", 9)), Place(RAISED, Line("A.py", 12))),
            ),
            "the fetch fails after line 9, such as in line 12",
            "nothing fails there",
        ),
        (
            told(
                "code-filter-excludes",
                [A],
                [B],
                places=(Place(DECIDED, Line("A.py", 9), "x", (Shown("level", "'low'"),)),),
            ),
            "an event has level = 'low'",
            "it has others: 1 event came",
        ),
        (told("zone", [A], []), "in general", ""),
    ],
)
def test_the_run_says_when_it_bites(found: tuple[str, str], when: str, healthy: str) -> None:
    assert found == (when, healthy)
