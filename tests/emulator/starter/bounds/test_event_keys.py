"""Keys of an event whose values follow from what the requests compare."""

from __future__ import annotations

from xfetch.emulator.starter.bounds.after_id import serials_in
from xfetch.emulator.starter.bounds.event_keys import constant_keys, with_changes, with_serials


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
    assert serials_in(calls) == ("number",)
    assert serials_in(calls[1:] * 2) == ()
    event, fields = {"p": {"number": 10, "other": 10}}, {"serial": {"choice": [7]}, "name": "a"}
    assert constant_keys(event, fields) == {"number", "other", "serial"}
    assert with_serials(event, fields, ("number", "serial")) == (
        {"p": {"number": "@id int", "other": 10}, "serial": "@id int"},
        {"name": "a"},
    )
