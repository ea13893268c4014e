"""Keys of an event whose values follow from what the requests compare."""

from __future__ import annotations

from xfetch.emulator.starter.bounds.after_id import serials_in
from xfetch.emulator.starter.bounds.event_keys import (
    constants_of,
    with_changes,
    with_serials,
    with_times,
)


def test_a_time_of_changes_is_that_of_the_last_update() -> None:
    event = {"made": "@created iso", "at": {"lastModified": "@created epoch_s", "n": 1}}
    assert with_changes(event) == {
        "made": "@created iso",
        "at": {"lastModified": "@updated epoch_s", "n": 1},
    }
    # Of an event that shows no other time it is the creation.
    only = {"id": "@id", "updated_at": "@created iso"}
    assert with_changes(only) == only


def test_a_number_that_later_requests_compare_counts_up() -> None:
    calls = [{"query.q": "t ge 2024-01-01"}, {"query.q": "p/number gt 10 and state eq 1"}]
    event, fields = {"p": {"number": 10, "other": 10}}, {"serial": {"choice": [7]}, "name": "a"}
    constants = constants_of(event, fields)
    assert constants == {"number": 10, "other": 10, "serial": 7}
    assert serials_in(calls, constants) == ("number",)
    assert serials_in(calls[1:] * 2, constants) == ()
    assert with_serials(event, fields, ("number", "serial")) == (
        {"p": {"number": "@id int", "other": 10}, "serial": "@id int"},
        {"name": "a"},
    )


def test_a_number_of_an_event_that_is_sent_as_a_place_counts_up() -> None:
    calls = [{"query.fromAlertSeqId": "0"}, {"query.fromAlertSeqId": "151", "query.limit": "5"}]
    assert serials_in(calls, {"ID": 151, "severity": 5}) == ("ID",)
    assert serials_in(calls, {"severity": 5}) == ()
    assert serials_in(calls, {"severity": 151, "count": 151}) == ()
    assert serials_in(calls, {"severity": 151, "alertSeq": 151}) == ("alertSeq",)


def test_an_offset_that_equals_a_number_of_the_events_by_chance_is_no_serial() -> None:
    calls = [{"query.offset": 0}, {"query.offset": 3}]
    assert serials_in(calls, {"severity": 3}) == ()
    assert serials_in(calls, {"sequence_number": 3}) == ("sequence_number",)


def test_a_blank_field_that_a_request_compares_with_a_time_shows_the_time() -> None:
    times = {"opened_at": "@created iso"}
    event, fields = (
        {"id": "@id", "**": "@fields"},
        {"opened_at": "", "closed_at": "", "number": "a"},
    )
    assert with_times(event, fields, times) == (
        {"opened_at": "@created iso", **event},
        {"closed_at": "", "number": "a"},
    )
    inside = {"host": {"opened_at": None, "n": 1}}
    assert with_times(event, inside, times)[0]["host"] == {"opened_at": "@created iso", "n": 1}
    assert with_times({"opened_at": None}, {}, times) == ({"opened_at": "@created iso"}, {})
    assert with_times(event, {"opened_at": "soon"}, times) == (event, {"opened_at": "soon"})
