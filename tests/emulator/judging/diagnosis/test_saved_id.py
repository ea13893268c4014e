"""An event that was created comes again: which id the fetch saved, and which ids it compared."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.emulator.judging.diagnosis.scenes import AT, FILE, call, fetch, request
from xfetch.emulator.judging.cause import Cause
from xfetch.emulator.judging.diagnosis.duplicated import duplicated
from xfetch.emulator.judging.diagnosis.scene import Scene
from xfetch.emulator.judging.identity import Identity
from xfetch.emulator.judging.verdict.asked import Asked
from xfetch.emulator.judging.verdict.last_run_cursor import Cursor
from xfetch.emulator.judging.verdict.passage import Passage
from xfetch.emulator.record.entries import Json, Line
from xfetch.emulator.record.product_event import Update, VendorEvent
from xfetch.emulator.record.trace import TEST, Shown, Step, Trace


def cause(
    event: str, created: tuple[str, ...], saved: Json, *steps: Step, before: Json = None
) -> Cause:
    """The cause where fetch 1 created events and saved this, and fetch 2 created one of them again. ``steps``
    are those of both fetches.
    """
    incidents = tuple({"rawJSON": json.dumps({"id": one})} for one in created)
    sent = fetch(1, call(7, "setLastRun"), saved={"id": saved})
    runs = {1: replace(sent, incidents=incidents), 2: fetch(2)}
    cursor = Cursor("id", before, saved, None)
    asked = Asked(request(1), AT, frozenset(created), cursor)
    later = Asked(request(1), AT, frozenset({event}), replace(cursor, before=saved))
    passages = {
        1: Passage(1, AT, AT, False, len(created), (asked,), asked, cursor),
        2: Passage(2, AT, AT, False, 1, (later,), later, later.cursor),
    }
    events = {one: VendorEvent(one, AT, AT) for one in created}
    traces = {one: Trace(one, steps) for one in (1, 2)} if steps else {}
    scene = Scene(event, events, Identity("id", True, False), runs, passages, traces)
    return duplicated(scene, "asked-again", 1, 2)


def order(
    event: str, values: dict[str, str], outcome: str, then: str = "", type_: str = "int"
) -> Step:
    """A condition in line 3 that asks which of two values is the greater one."""
    shown = tuple(Shown(name, value, type_) for name, value in values.items())
    return Step(Line(FILE, 3), TEST, " > ".join(values), outcome, then, shown, (event,))


@pytest.mark.parametrize(
    ("saved", "code"),
    [("3", "order-not-guaranteed"), ("4", "asked-again"), ("2", "asked-again")],
    ids=["another one's, below it", "its own", "none that it created"],
)
def test_a_fetch_that_saved_a_smaller_id_than_it_created(saved: str, code: str) -> None:
    """Fetch 1 creates events 4 and 3, in this order; fetch 2 gets event 4 again."""
    assert cause("4", ("4", "3"), saved).code == code


@pytest.mark.parametrize(
    ("own", "other", "type_", "code"),
    [
        ({'item["id"]': "'9'"}, "'10'", "str", "compared-as-text"),
        ({'item["id"]': "'9'"}, "'3'", "str", "order-not-guaranteed"),
        ({"number": "9"}, "3", "int", "asked-again"),
    ],
    ids=["as texts of two lengths", "with a smaller id", "a number that equals the id by chance"],
)
def test_a_condition_that_orders_ids_let_the_event_through(
    own: dict[str, str], other: str, type_: str, code: str
) -> None:
    step = order("9", {**own, "last": other}, "true", "keep", type_)
    found = cause("9", ("9", "3", "10"), "2", step)
    assert found.code == code
    assert (found.places[0].line.number == 3) == (code != "asked-again")


@pytest.mark.parametrize(
    ("number", "outcome", "then", "line"),
    [
        ("4", "false", "", 3),
        ("5", "false", "", 7),
        ("4", "true", "", 7),
        ("4", "false", "continue", 7),
    ],
    ids=["chose", "compared with another value", "otherwise", "let the event in"],
)
def test_the_condition_that_kept_the_position_is_named(
    number: str, outcome: str, then: str, line: int
) -> None:
    step = order("4", {"number": number, "newest": number}, outcome, then)
    found = cause("4", ("4",), 4, step, before=4)
    assert (found.code, found.places[0].line.number) == ("position-kept", line)


@pytest.mark.parametrize(
    ("newest", "code"), [("1", "boundary-repeated"), ("2", "order-not-guaranteed")]
)
def test_a_change_makes_no_event_newer_than_itself(newest: str, code: str) -> None:
    """Fetch 1 created both events, of which one had changed, and saved the time of event 1."""
    changes = {newest: (Update(AT + timedelta(minutes=1), {}),)}
    events = {one: VendorEvent(one, AT, AT, updates=changes.get(one, ())) for one in "12"}
    incidents = tuple({"rawJSON": json.dumps({"id": one})} for one in "12")
    runs = {1: replace(fetch(1, call(7, "setLastRun")), incidents=incidents), 2: fetch(2)}
    cursor = Cursor("since", None, AT.isoformat(), AT)
    asked = Asked(request(1), AT, frozenset("12"), cursor)
    ended = AT + timedelta(minutes=2)
    passages = {n: Passage(n, AT, ended, False, 2, (asked,), asked, cursor) for n in runs}
    scene = Scene("1", events, Identity("id", True, False), runs, passages, {})
    assert duplicated(scene, "boundary", 1, 2).code == code
