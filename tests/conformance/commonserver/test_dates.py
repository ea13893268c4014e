"""Dates and the look-back, in two zones."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from .arguments import calls, date_texts, formats, instants, iso_texts, numbers, texts, words, wrong
from .compare import agree
from .oracle import NOW, Pair

ZONES = ["UTC", "America/New_York"]
counts = st.one_of(st.integers(-5, 500), st.sampled_from(["x", "3.5", "", "+2", "1_0"]))
_UNITS = ("minute", "hour", "day", "month", "year")
units = st.sampled_from(
    [*_UNITS, *(f"{unit}s" for unit in _UNITS), "Days", "DAY", "week", "dayss", "second"]
)
ranges = st.one_of(
    st.builds("{} {}".format, counts, units),
    st.builds("{}{}{}".format, counts, st.sampled_from(["", "  ", "\t", " of "]), units),
    words,
    wrong,
)
hours = st.one_of(st.integers(-12, 12), st.floats(-12, 12), st.sampled_from([None, "2", True, []]))
milliseconds = st.integers(-(10**12), 4 * 10**12)
zoned = st.builds(
    "{}{}{}".format,
    instants.map(lambda instant: instant.strftime("%Y-%m-%dT%H:%M:%S")),
    st.sampled_from(["", ".5", ".123456", ".123456789", ".", ",5"]),
    st.sampled_from(["", "Z", "z", "+00:00", "-05:00", "+0530", " UTC", " +01:00", "ZZ"]),
)


@pytest.mark.parametrize("tz", ZONES)
def test_parse_date_range(modules: Pair, tz: str) -> None:
    options = calls(
        ranges,
        date_format=st.one_of(st.none(), formats),
        to_timestamp=st.booleans(),
        timezone=hours,
        utc=st.booleans(),
    )
    agree(modules, "parse_date_range", options, 300, tz)


def test_parse_date_string(modules: Pair) -> None:
    given = st.one_of(zoned, date_texts, iso_texts, words, wrong)
    odd = st.sampled_from(["%Y", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S%z", "%Q", ""])
    agree(modules, "parse_date_string", calls(given, date_format=st.one_of(formats, odd)), 500)


@pytest.mark.parametrize("tz", ZONES)
def test_date_to_timestamp(modules: Pair, tz: str) -> None:
    given = st.one_of(instants, zoned, date_texts, wrong)
    agree(modules, "date_to_timestamp", calls(given, date_format=formats), 200, tz)


@pytest.mark.parametrize("tz", ZONES)
def test_timestamp_to_datestring(modules: Pair, tz: str) -> None:
    given = st.one_of(milliseconds, milliseconds.map(str), numbers, wrong)
    options = calls(given, date_format=st.one_of(formats, wrong), is_utc=st.booleans())
    agree(modules, "timestamp_to_datestring", options, 200, tz)


@pytest.mark.parametrize("tz", ZONES)
@pytest.mark.parametrize(
    "name",
    [
        "FormatIso8601",
        "formatEpochDate",
        "epochToTimestamp",
        "FormatADTimestamp",
        "PrettifyCompactedTimestamp",
        "datetime_to_string",
    ],
)
def test_one_argument(modules: Pair, name: str, tz: str) -> None:
    agree(modules, name, calls(st.one_of(instants, milliseconds, hours, texts, wrong)), 150, tz)


# Look-back

fields = instants.map(lambda instant: instant.strftime("%Y-%m-%dT%H:%M:%S"))
incidents = st.lists(
    st.fixed_dictionaries(
        {"id": st.one_of(st.integers(0, 9), words)},
        optional={"created": st.one_of(fields, fields, fields, words)},
    ),
    max_size=5,
)
seen = st.integers(-10_000, 100).map(lambda ago: int(NOW.timestamp()) + ago)
last_runs = st.fixed_dictionaries(
    {},
    optional={
        "time": st.one_of(fields, st.none(), words),
        "limit": st.one_of(st.integers(0, 20), st.none()),
        "found_incident_ids": st.dictionaries(
            st.one_of(words, st.integers(0, 9)), seen, max_size=4
        ),
        "other": st.integers(),
    },
)
limits = st.one_of(st.integers(-1, 6), st.sampled_from([None, "3"]))


# get_fetch_run_time_range, update_last_run_object and their kin follow a later generation:
# tests/emulator/commonserver/test_dates.py tests their documented behaviour.


def test_filter_incidents(modules: Pair) -> None:
    options = calls(incidents, last_runs, limits, st.sampled_from(["id", "created", "x"]))
    agree(modules, "filter_incidents_by_duplicates_and_limit", options, 200)


def test_latest_created(modules: Pair) -> None:
    options = calls(
        incidents, st.just("created"), date_format=formats, increase_last_run_time=st.booleans()
    )
    agree(modules, "get_latest_incident_created_time", options, 200)
