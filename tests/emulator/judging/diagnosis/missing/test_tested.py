"""Conditions that left an event out: which of their values is the event's id."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.emulator.judging.diagnosis.scenes import AT, FILE, call, fetch, request
from xfetch.emulator.judging.diagnosis.missing.tested import excluded
from xfetch.emulator.judging.diagnosis.scene import Scene
from xfetch.emulator.judging.identity import Identity
from xfetch.emulator.judging.verdict.asked import Asked
from xfetch.emulator.judging.verdict.last_run_cursor import Cursor
from xfetch.emulator.judging.verdict.passage import Passage
from xfetch.emulator.record.entries import Line
from xfetch.emulator.record.fetch_run import LastRunChange
from xfetch.emulator.record.product_event import VendorEvent
from xfetch.emulator.record.trace import TEST, Shown, Step, Trace


def code(name: str, value: str, kind: str, leaf: str = "id") -> str:
    """The cause where a condition about event 2 compared this value with another one."""
    values = (Shown(name, value, kind), Shown("least", "5", "int"))
    step = Step(Line(FILE, 3), TEST, f"{name} > least", "false", "", values, ("2",))
    passage = Passage(1, AT, AT, False, 0, (), None, None)
    identity = Identity(leaf, True, False)
    scene = Scene("2", {}, identity, {1: fetch(1)}, {1: passage}, {1: Trace(1, (step,))})
    return excluded(scene, passage, step, None, ()).code


@pytest.mark.parametrize(
    ("name", "value", "kind", "leaf"),
    [
        ('alert["id"]', "2", "int", "id"),
        ("alert.alert_id", "2", "int", "id"),
        ('alert["number"]', "2", "int", "number"),
        ('alert["key"]', "'2'", "str", "id"),
    ],
)
def test_an_id_that_is_compared_with_a_saved_one(
    name: str, value: str, kind: str, leaf: str
) -> None:
    assert code(name, value, kind, leaf) == "order-not-guaranteed"


@pytest.mark.parametrize("name", ['LEVELS.index(alert["level"])', 'alert["score"]', "len(alert)"])
def test_a_number_that_equals_the_id_by_chance(name: str) -> None:
    assert code(name, "2", "int") == "code-filter-excludes"


@pytest.mark.parametrize(
    ("saved", "name", "said"),
    [
        (2, "number", "boundary-excluded"),
        (1, "number", "code-filter-excludes"),
        (1, "alert_id", "order-not-guaranteed"),
    ],
    ids=[
        "the saved id",
        "a number that equals the id by chance",
        "an id that passed within the fetch",
    ],
)
def test_an_id_that_is_compared_with_itself(saved: int, name: str, said: str) -> None:
    passage = Passage(1, AT, AT, False, 0, (), None, None)
    run = replace(fetch(1), last_run=LastRunChange({"last": saved}, None, None, False, False))
    values = (Shown(name, "2", "int"), Shown("last", "2", "int"))
    step = Step(Line(FILE, 3), TEST, f"{name} <= last", "true", "continue", values, ("2",))
    traces = {1: Trace(1, (step,))}
    scene = Scene("2", {}, Identity("id", True, False), {1: run}, {1: passage}, traces)
    assert excluded(scene, passage, step, VendorEvent("2", AT, AT), ()).code == said


@pytest.mark.parametrize(
    ("saved", "said"),
    [
        ((0, 0), "order-not-guaranteed"),
        ((0, 5), "order-not-guaranteed"),
        ((5, 5), "late-visibility"),
    ],
    ids=["within the fetch", "after it was visible", "before it was visible"],
)
def test_when_the_saved_id_passed_an_event(saved: tuple[int, int], said: str) -> None:
    """The event is visible between fetches 1 and 2; ``saved`` is what these left, and fetch 3 compares."""
    event = VendorEvent("2", AT, AT + timedelta(seconds=90))
    states = [{"last": one} for one in (0, *saved, 5)]
    ends = [AT + timedelta(minutes=n) for n in range(4)]
    runs = {
        n: replace(
            fetch(n), last_run=LastRunChange(states[n - 1], states[n], states[n], True, True)
        )
        for n in (1, 2, 3)
    }
    passages = {n: Passage(n, ends[n], ends[n], False, 0, (), None, None) for n in runs}
    values = (Shown('item["id"]', "2", "int"), Shown("last", "5", "int"))
    step = Step(Line(FILE, 3), TEST, 'item["id"] > last', "false", "", values, ("2",))
    identity = Identity("id", True, False)
    scene = Scene("2", {"2": event}, identity, runs, passages, {3: Trace(3, (step,))})
    assert excluded(scene, passages[3], step, event, ()).code == said


@pytest.mark.parametrize(
    ("saved_s", "created_s", "said"),
    [
        (31, 30, "boundary-excluded"),
        (31, 20, "order-not-guaranteed"),
        (45, 30, "order-not-guaranteed"),
    ],
    ids=["a step after its second", "an older event", "no step"],
)
def test_a_position_that_is_a_step_after_the_newest_event(
    saved_s: int, created_s: int, said: str
) -> None:
    """Fetch 1 got event 1, created at 30 s; fetch 2 gets event 2, which was shown before fetch 1 ended."""
    saved, created = (AT + timedelta(seconds=one) for one in (saved_s, created_s))
    events = {
        "1": VendorEvent("1", AT + timedelta(seconds=30), AT),
        "2": VendorEvent("2", created, AT),
    }
    states = [{}, *[{"since": saved.isoformat()}] * 2]
    cursor = Cursor("since", None, saved.isoformat(), saved)
    runs = {
        n: replace(
            fetch(n, call(7, "setLastRun")),
            last_run=LastRunChange(states[n - 1], states[n], states[n], True, True),
        )
        for n in (1, 2)
    }
    asked = Asked(request(1), AT, frozenset("1"), cursor)
    ends = [AT + timedelta(minutes=n) for n in (0, 1, 2)]
    passages = {
        1: Passage(1, ends[1], ends[1], False, 1, (asked,), asked, cursor),
        2: Passage(2, ends[2], ends[2], False, 0, (), None, replace(cursor, before=cursor.after)),
    }
    values = (Shown("created", f"'{created.isoformat()}'", "str"),)
    values += (Shown("since", f"'{saved.isoformat()}'", "str"),)
    step = Step(Line(FILE, 3), TEST, "created > since", "false", "", values, ("2",))
    scene = Scene("2", events, Identity("id", True, False), runs, passages, {2: Trace(2, (step,))})
    cause = excluded(scene, passages[2], step, events["2"], ())
    assert cause.code == said
    assert [one.line.number for one in cause.places] == ([7] if said == "boundary-excluded" else [])
