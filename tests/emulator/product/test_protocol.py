from __future__ import annotations

import sys
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xfetch.emulator.errors import KilledAtTimeout, VendorError
from xfetch.emulator.interrupts import CtrlC
from xfetch.emulator.product.message import Failure, Headers, Request, Response
from xfetch.emulator.product.protocol import answer, ground_truth, unmatched
from xfetch.emulator.record.product_event import Update, VendorEvent

from .worlds import START, Answering, always

ASKED = Request("GET", "https://example.com/alerts?apikey=secret")
JSON = Headers({"Content-Type": "application/json"})


@pytest.mark.parametrize(
    ("returned", "response"),
    [
        ({"json": {"a": 1}}, Response(200, JSON, b'{"a": 1}')),
        ({"json": None}, Response(200, JSON, b"null")),
        ([1], Response(200, JSON, b"[1]")),
        ({"status": 503}, Response(503)),
        ({"status": 201, "body": b"\x00"}, Response(201, Headers(), b"\x00")),
        (
            {"body": "é", "headers": {"X-A": "b"}},
            Response(
                200,
                Headers([("X-A", "b"), ("Content-Type", "text/plain; charset=utf-8")]),
                "é".encode(),
            ),
        ),
        (Response(204), Response(204)),
        (Failure("reset"), Failure("reset")),
        (None, None),
    ],
)
def test_the_forms_of_an_answer(returned: object, response: object) -> None:
    assert answer(always(returned), ASKED, START) == response


@pytest.mark.parametrize(
    ("returned", "named"),
    [
        ({"alerts": []}, "a dictionary with 'alerts'"),
        ({}, "an empty dictionary"),
        ({"json": 1, "body": "x"}, "both 'json' and 'body'"),
        ({"json": {1, 2}}, "set is not JSON serializable"),
        ({"status": "200"}, "the status of a response must be a number, not '200'"),
        ({"status": 42}, "the status of a response must be from 200 to 599"),
        ({"headers": {"A": None}}, "header A must be a string"),
        ({"headers": 5}, "cannot be sent"),
        ({"body": 5}, "the body of a response is bytes, not int"),
        ("text", "str 'text'"),
        (200, "int 200"),
        (True, "bool True"),
        (("a",), "an object of type tuple"),
        (object(), "an object of type object"),
    ],
)
def test_anything_else_is_the_vendors_fault_and_named(returned: object, named: str) -> None:
    with pytest.raises(VendorError) as caught:
        answer(always(returned), ASKED, START)
    assert caught.value.what.startswith("handle() returned ")
    assert named in caught.value.what
    assert caught.value.where == "worlds.py"
    assert any("json" in line for line in caught.value.advice)
    assert "secret" not in str(caught.value)


def _raising(error: BaseException) -> Answering:
    def handle(request: Request, now: datetime) -> Any:
        raise error

    return Answering(handle)


def test_what_the_vendor_raises_carries_its_line() -> None:
    def handle(request: Request, now: datetime) -> Any:
        return request.query["since"]

    class Own:
        def handle(self, request: Request, now: datetime) -> Any:
            return handle(request, now)

    with pytest.raises(VendorError) as caught:
        answer(Own(), ASKED, START)
    assert caught.value.what == "handle() raised KeyError: 'since'"
    assert caught.value.where == f"test_protocol.py:{handle.__code__.co_firstlineno + 1}"
    text = str(caught.value)
    assert 'the line is: return request.query["since"]' in text
    assert "the query has: apikey" in text
    assert "secret" not in text


def test_an_exit_in_the_vendor_does_not_end_the_integration() -> None:
    with pytest.raises(VendorError, match="handle\\(\\) raised SystemExit"):
        answer(_raising(SystemExit(0)), ASKED, START)


def test_a_keyboard_interrupt_of_the_vendors_own_is_an_error_of_it() -> None:
    with pytest.raises(VendorError, match="handle\\(\\) raised KeyboardInterrupt"):
        answer(_raising(KeyboardInterrupt()), ASKED, START)


@pytest.mark.parametrize("error", [KilledAtTimeout(), CtrlC()])
def test_interruptions_pass_through_the_vendor(error: BaseException) -> None:
    with pytest.raises(type(error)):
        answer(_raising(error), ASKED, START)


def test_unmatched_says_what_was_tried() -> None:
    assert unmatched(always(None), ASKED) == ("worlds.py: handle() returned None",)


# Ground truth


def _with_events(events: Any) -> Any:
    vendor = always(None)
    vendor.events = events  # type: ignore[attr-defined]
    return vendor


def test_a_vendor_without_events_tells_nothing() -> None:
    assert ground_truth(always(None)) is None
    assert ground_truth(_with_events(lambda: [])) == ()


@pytest.mark.parametrize(
    "created",
    [
        "2024-01-01T00:00:00Z",
        "2024-01-01T00:00:00.000000000Z",
        "2024-01-01T00:00:00",
        "2024-01-01T02:00:00+02:00",
        "2024-01-01",
        1704067200,
        1704067200.0,
        1704067200_000,
        1704067200_000_000,
        1704067200_000_000_000,
        START,
        START.replace(tzinfo=None),
        START.astimezone(timezone(timedelta(hours=-5))),
    ],
)
def test_times_in_every_way_products_write_them(created: Any) -> None:
    events = ground_truth(_with_events(lambda: iter([{"id": 7, "created": created, "x": 1}])))
    assert events == (VendorEvent("7", START, START),)
    assert events[0].created.utcoffset() == timedelta(0)


def test_visible_later_and_events_as_objects() -> None:
    item = SimpleNamespace(id="a", created=1704067200, visible=1704067230.5)
    later = START + timedelta(seconds=30.5)
    assert ground_truth(_with_events(lambda: [item])) == (VendorEvent("a", START, later),)


def test_all_that_an_event_may_say_of_itself() -> None:
    item = {
        "id": "a",
        "created": START,
        "fields": {"severity": 1},
        "updates": [
            {"at": START + timedelta(seconds=9), "fields": {"severity": 3}},
            {"at": 1704067205, "fields": {"severity": 2}},
        ],
        "removed": "2024-01-01T00:01:00Z",
        "in_scope": False,
        "stream": "alerts",
    }
    told = VendorEvent(
        "a",
        START,
        START,
        {"severity": 1},
        (
            Update(START + timedelta(seconds=5), {"severity": 2}),
            Update(START + timedelta(seconds=9), {"severity": 3}),
        ),
        START + timedelta(minutes=1),
        in_scope=False,
        stream="alerts",
    )
    assert ground_truth(_with_events(lambda: [item])) == (told,)
    assert ground_truth(_with_events(lambda: [told])) == (told,)


@pytest.mark.parametrize(
    ("events", "named"),
    [
        ([{"id": "a"}], "event 1: the event has no 'created'"),
        ([{"created": 1}], "event 1: the event's id must be a string"),
        (
            [{"id": 1, "created": 1}, {"id": "1", "created": 2}],
            "the id '1' again, in event 2",
        ),
        ([{"id": 1, "created": "yesterday"}], "created: 'yesterday' is not a time; write it like"),
        ([{"id": 1, "created": True}], "not True"),
        ([{"id": 1, "created": float("nan")}], "nan is not a time"),
        ([{"id": 1, "created": float("inf")}], "inf is not a time"),
        ([{"id": 1, "created": 10**400}], "is not a time"),
        ([{"id": 1, "created": 1, "visible": []}], "not []"),
        (
            [{"id": 1, "created": 1, "fields": ["a"]}],
            "the fields of the event must be a dictionary such as {'severity': 3}, not list",
        ),
        ([{"id": 1, "created": 1, "updates": {"at": 2}}], "updates must be a list, not dict"),
        ([{"id": 1, "created": 1, "updates": [{"fields": {}}]}], "at: a time is a datetime"),
        (
            [{"id": 1, "created": 1, "updates": [{"at": 1, "fields": ["a"]}]}],
            "the fields of the update of the event must be",
        ),
        ([{"id": 1, "created": 1, "removed": "soon"}], "removed: 'soon' is not a time"),
        ([{"id": 1, "created": 1, "in_scope": "no"}], "in_scope must be true or false"),
        ({"id": 1}, "must return a list of events, not dict"),
        (None, "must return a list of events, not NoneType"),
    ],
)
def test_what_is_no_event_is_named(events: Any, named: str) -> None:
    with pytest.raises(VendorError) as caught:
        ground_truth(_with_events(lambda: events))
    assert caught.value.what.startswith("events() ")
    assert named in caught.value.what
    assert caught.value.where == "worlds.py"


def test_events_that_raise() -> None:
    def events() -> Any:
        yield {"id": 1, "created": 1}
        raise KeyError("x")

    with pytest.raises(VendorError, match=r"events\(\) raised KeyError: 'x'"):
        ground_truth(_with_events(events))


@settings(max_examples=60)
@given(
    st.datetimes(datetime(1974, 1, 1), datetime(2200, 1, 1), timezones=st.just(timezone.utc)),
    st.sampled_from([1_000, 1_000_000]),
)
def test_a_number_of_any_unit_is_the_same_time(created: datetime, unit: int) -> None:
    epoch = datetime(1970, 1, 1, tzinfo=timezone.utc)
    exact = created.replace(microsecond=created.microsecond // 1000 * 1000)
    number = (exact - epoch) // timedelta(microseconds=1_000_000 // unit)
    (event,) = ground_truth(_with_events(lambda: [{"id": 1, "created": number}])) or ()
    assert event.created == exact


def test_nothing_here_imports_a_client_library() -> None:
    import subprocess

    code = (
        "import sys, xfetch.emulator.product.wire.guard, xfetch.emulator.product.vendors.vendor_file,"
        " xfetch.emulator.product.vendors.reply; sys.exit(any(m.partition('.')[0] in"
        " ('urllib3', 'requests', 'botocore') for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
