"""Dates under a frozen clock."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from tests.emulator.commonserver.platform import Platform, common_server
from xfetch.emulator.clock.simulated import SimulatedClock

NOW = datetime(2024, 3, 10, 12, 0, 0, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def frozen() -> Iterator[Any]:
    """CommonServerPython under the clock, as it is while an integration runs."""
    csp = common_server(Platform())
    sys.modules["CommonServerPython"] = csp
    try:
        with SimulatedClock(NOW).frozen():
            yield csp
    finally:
        del sys.modules["CommonServerPython"]


def test_a_range_ends_now(frozen: Any) -> None:
    start, end = frozen.parse_date_range("3 days")
    assert (start, end) == (datetime(2024, 3, 7, 12), datetime(2024, 3, 10, 12))


@pytest.mark.parametrize(
    ("text", "days"), [("2 months", 60), ("1 year", 365), ("48 hours", 2), ("1 day", 1)]
)
def test_the_units_of_a_range(frozen: Any, text: str, days: int) -> None:
    start, end = frozen.parse_date_range(text)
    assert end - start == timedelta(days=days)


def test_a_range_as_text_as_milliseconds_and_in_another_zone(frozen: Any) -> None:
    text = frozen.parse_date_range("1 hour", date_format="%H:%M")
    assert text == ("11:00", "12:00")
    start, end = frozen.parse_date_range("1 hour", to_timestamp=True)
    assert (end - start, end) == (3_600_000, int(NOW.timestamp() * 1000))
    assert frozen.parse_date_range("1 hour", "%H:%M", timezone=2) == ("13:00", "14:00")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("3", 'date_range must be "number date_range_unit"'),
        ("x days", "The time value is invalid. Must be an integer."),
        ("3 weeks", "The unit of date_range is invalid."),
    ],
)
def test_what_is_no_range(frozen: Any, text: str, message: str) -> None:
    with pytest.raises(Exception, match=message):
        frozen.parse_date_range(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-04-05T06:07:08Z", datetime(2022, 4, 5, 6, 7, 8)),
        ("2022-04-05T06:07:08.123456789Z", datetime(2022, 4, 5, 6, 7, 8, 123456)),
        ("2022-04-05T06:07:08.5-03:00", datetime(2022, 4, 5, 6, 7, 8, 500000)),
    ],
)
def test_a_text_that_the_format_does_not_fit(csp: Any, text: str, expected: datetime) -> None:
    assert csp.parse_date_string(text) == expected


def test_a_text_that_is_no_date(csp: Any) -> None:
    with pytest.raises(ValueError, match="does not match format"):
        csp.parse_date_string("05/04/2022")


def test_milliseconds_there_and_back(csp: Any) -> None:
    assert csp.date_to_timestamp("2022-04-05T06:07:08") == 1649138828000
    assert csp.timestamp_to_datestring(1649138828999) == "2022-04-05T06:07:08.000Z"
    assert csp.timestamp_to_datestring("1649138828999", "%Y-%m-%d") == "2022-04-05"
    assert csp.FormatIso8601(datetime(2022, 4, 5, 6, 7, 8, 9)) == "2022-04-05T06:07:08"
    assert csp.epochToTimestamp(1649138828000) == "2022-04-05 06:07:08"
    assert csp.formatEpochDate(1649138828) == "Tue Apr  5 06:07:08 2022"
    assert csp.formatEpochDate(0) == ""
    assert csp.FormatADTimestamp(132936124280000000) == "Tue Apr  5 06:07:08 2022"
    assert csp.PrettifyCompactedTimestamp("20220405060708") == "2022-04-05T06:07:08"


# Look-back


def test_the_first_run_fetches_from_first_fetch_and_later_ones_from_the_last_run(
    frozen: Any,
) -> None:
    assert frozen.get_fetch_run_time_range({}, "2 hours") == (
        "2024-03-10T10:00:00",
        "2024-03-10T12:00:00",
    )
    last_run = {"time": "2024-03-10T11:30:00"}
    assert frozen.get_fetch_run_time_range(last_run, "2 hours")[0] == "2024-03-10T11:30:00"


def test_look_back_reaches_behind_the_last_run(frozen: Any) -> None:
    last_run = {"time": "2024-03-10T11:58:00"}
    start, _ = frozen.get_fetch_run_time_range(last_run, "2 hours", look_back=10)
    assert start == "2024-03-10T11:50:00"


def incidents(*minutes: int) -> list[dict[str, str]]:
    return [{"id": str(minute), "created": f"2024-03-10T11:{minute:02}:00"} for minute in minutes]


def test_remembered_incidents_are_passed_over_and_the_limit_holds(csp: Any) -> None:
    last_run = {"found_incident_ids": {"2": 0}}
    fresh = csp.filter_incidents_by_duplicates_and_limit(incidents(1, 2, 3, 4), last_run, 2, "id")
    assert [incident["id"] for incident in fresh] == ["1", "3"]


def update(csp: Any, last_run: Any, found: Any, look_back: int) -> Any:
    return csp.update_last_run_object(
        last_run, found, 2, "START", "END", look_back, "created", "id"
    )


def test_the_last_run_after_nothing_after_some_and_at_the_limit(frozen: Any) -> None:
    now = int(NOW.timestamp())
    assert update(frozen, {}, [], 0) == {"time": "END", "limit": 2, "found_incident_ids": {}}
    assert update(frozen, {}, incidents(5), 10) == {
        "time": "2024-03-10T11:05:00",
        "limit": 3,
        "found_incident_ids": {"5": now},
    }
    assert update(frozen, {"limit": 2, "found_incident_ids": {}}, incidents(5, 6), 10) == {
        "time": "2024-03-10T11:06:00",
        "limit": 4,
        "found_incident_ids": {"5": now, "6": now},
    }


def test_ids_are_forgotten_after_twice_the_look_back(frozen: Any) -> None:
    now = int(NOW.timestamp())
    last_run = {"found_incident_ids": {"old": now - 1201, "new": now - 1200}}
    assert update(frozen, last_run, [], 10)["found_incident_ids"] == {"new": now - 1200}


def test_ids_of_the_second_at_which_the_next_fetch_begins_are_kept(frozen: Any) -> None:
    now = int(NOW.timestamp())
    known = {"found_incident_ids": {"old": now - 9999}}
    again = frozen.update_last_run_object(
        known, incidents(5), 2, "2024-03-10T11:05:00", "END", 10, "created", "id"
    )
    assert set(again["found_incident_ids"]) == {"old", "5"}


def test_an_offset_asks_for_the_next_page_from_the_same_time(frozen: Any) -> None:
    last_run = {"time": "2024-03-10T11:00:00"}
    paged = frozen.update_last_run_object(
        last_run, incidents(5), 2, "START", "END", 0, "created", "id", new_offset=2
    )
    assert (paged["time"], paged["offset"], paged["limit"]) == ("2024-03-10T11:00:00", 2, 2)
    last = frozen.update_last_run_object(
        last_run, incidents(6), 2, "START", "END", 0, "created", "id", new_offset=0
    )
    assert (last["time"], last["offset"]) == ("2024-03-10T11:06:00", 0)


def test_the_offset_of_the_next_page(csp: Any) -> None:
    assert csp.calculate_new_offset(10, 5, 100) == 15
    assert csp.calculate_new_offset(10, 5, 15) == 0
    assert csp.calculate_new_offset(10, 5, None) == 15
    assert csp.calculate_new_offset(10, 0, 100) == 0


def test_a_last_run_with_a_zone_can_be_looked_back_from(frozen: Any) -> None:
    start, _ = frozen.get_fetch_run_time_range({"time": "2024-03-10T11:58:00Z"}, "2 hours", 10)
    assert start == "2024-03-10T11:50:00"
