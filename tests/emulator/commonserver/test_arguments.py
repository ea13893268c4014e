"""Arguments as people type them."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, []),
        ("", []),
        ("a, b ,c", ["a", "b", "c"]),
        ('["x", 1]', ["x", 1]),
        (["kept"], ["kept"]),
        (7, [7]),
        ("one,,three", ["one", "", "three"]),
    ],
)
def test_a_list_from_whatever_was_typed(csp: Any, given: Any, expected: Any) -> None:
    assert csp.argToList(given) == expected


def test_a_list_can_be_transformed_and_split_elsewhere(csp: Any) -> None:
    assert csp.argToList("1;2", ";", int) == [1, 2]
    assert csp.argToList("3", transform=float) == [3.0]


@pytest.mark.parametrize(("given", "expected"), [("Yes", True), ("false", False), (True, True)])
def test_a_boolean(csp: Any, given: Any, expected: bool) -> None:
    assert csp.argToBoolean(given) is expected


@pytest.mark.parametrize(
    ("given", "message"),
    [("1", "does not contain a valid boolean-like value"), (1, "neither a string nor a boolean")],
)
def test_what_is_no_boolean(csp: Any, given: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        csp.argToBoolean(given)


@pytest.mark.parametrize(
    ("given", "expected"),
    [("12", 12), (12, 12), ("-3.9", -3), ("2e3", 2000), ("", None), (None, None)],
)
def test_a_number(csp: Any, given: Any, expected: Any) -> None:
    assert csp.arg_to_number(given) == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("ten",), '"ten" is not a valid number'),
        (("ten", "limit"), 'Invalid number: "limit"="ten"'),
        (("", "limit", True), 'Missing "limit"'),
        ((None, None, True), "Missing required argument"),
        ((2.5,), '"2.5" is not a valid number'),
    ],
)
def test_what_is_no_number(csp: Any, arguments: Any, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        csp.arg_to_number(*arguments)


def test_a_date_from_seconds_and_from_milliseconds_is_aware(csp: Any) -> None:
    moment = datetime(2021, 5, 4, 3, 2, 1, tzinfo=timezone.utc)
    seconds = int(moment.timestamp())
    for given in (seconds, str(seconds), seconds * 1000, str(seconds * 1000)):
        assert csp.arg_to_datetime(given) == moment
    assert csp.arg_to_datetime(seconds, is_utc=False).tzinfo is None


def test_a_date_from_a_text_without_a_zone_is_naive(csp: Any) -> None:
    assert csp.arg_to_datetime("2021-05-04 03:02") == datetime(2021, 5, 4, 3, 2)
    assert csp.arg_to_datetime("2021-05-04T03:02:00Z").utcoffset().total_seconds() == 0
    assert csp.arg_to_datetime(None) is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("soonish",), '"soonish" is not a valid date'),
        (("soonish", "start"), 'Invalid date: "start"="soonish"'),
        ((None, "start", True, True), 'Missing "start"'),
    ],
)
def test_what_is_no_date(csp: Any, arguments: Any, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        csp.arg_to_datetime(*arguments)


def test_parameters_that_have_a_value(csp: Any) -> None:
    assert csp.assign_params(a=1, b=None, c="", d=[], e={}, f=(), g=0, h=False) == {
        "a": 1,
        "g": 0,
        "h": False,
    }
    assert csp.assign_params(["a"], ["x"], a=1, b="x", c=None) == {"c": None}


def test_duplicates_of_a_list_argument(csp: Any) -> None:
    assert sorted(csp.remove_duplicates_from_list_arg({"ids": "2,1,2"}, "ids")) == ["1", "2"]
