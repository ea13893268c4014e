"""The key of an event by which incidents name it, where they keep none of its ids."""

from __future__ import annotations

import json
from dataclasses import replace

from tests.emulator.judging.verdict.worlds import fetch
from xfetch.emulator.record.entries import Json
from xfetch.emulator.record.fetch_run import FetchRun
from xfetch.emulator.starter.bounds.event_keys import with_ids
from xfetch.emulator.starter.endpoint import Endpoint
from xfetch.emulator.starter.kinds.kept_ids import ids_in, keys_sent, keys_to_number

EVENT = {"id": "@id", "created": "@created iso", "**": "@fields"}
FIELDS = {
    "resource_id": "made up",
    "title": "{title}",
    "severity": {"choice": [3]},
    "ticket": {"number": 7, "site_id": 1},
}
IDS = frozenset({"1001", "1002"})


def kept(*events: Json) -> FetchRun:
    incidents = tuple({"name": "x", "rawJSON": json.dumps(one)} for one in events)
    return replace(fetch(1), incidents=incidents)


def test_the_key_may_have_another_spelling_in_the_incident() -> None:
    run = kept({"ResourceID": "made up", "Title": "x"})
    assert keys_to_number([run], EVENT, FIELDS, IDS) == ("resource_id",)


def test_an_id_of_its_own_comes_before_that_of_something_else() -> None:
    run = kept({"number": 7, "site_id": 1, "resource_id": "made up"})
    names = keys_to_number([run], EVENT, FIELDS, IDS)
    assert set(names) == {"number", "site_id", "resource_id"}


def test_the_id_that_the_last_run_remembers_comes_first() -> None:
    run = kept({"site_id": 1, "resource_id": "made up"})
    change = replace(run.last_run, after={"known": ["made up"]})
    remembers = replace(run, last_run=change)
    event = {**EVENT, "a_id": 1}
    assert keys_to_number([remembers], event, FIELDS, IDS)[0] == "resource_id"
    other = kept({"a_id": 1, "resource_id": "made up"})
    assert keys_to_number([other], event, FIELDS, IDS)[0] == "a_id"


def test_nothing_is_lacking_where_an_incident_holds_an_id() -> None:
    run = kept({"resource_id": "made up", "labels": [{"value": 1001}]})
    assert "1001" in ids_in(run)
    assert keys_to_number([run], EVENT, FIELDS, IDS) == ()
    assert keys_to_number([kept()], EVENT, FIELDS, IDS) == ()


def test_the_values_under_the_key_are_ids_wherever_it_stands() -> None:
    event, fields = with_ids(EVENT, FIELDS, ("resource_id", "number"))
    assert event["resource_id"] == "@id"
    assert event["ticket"] == {"number": "@id int", "site_id": 1}
    assert set(fields) == {"title", "severity"}
    assert with_ids(EVENT, FIELDS, ()) == (EVENT, FIELDS)


def test_one_value_of_all_events_that_a_request_sends_in_its_path() -> None:
    fields = {"sha256": "0123456789ABCDEF", "state": "quarantined", "md5": "0123"}
    paths = ("/threats/0123456789ABCDEF/devices", "/quarantined/0123")
    endpoints = [Endpoint("GET", path, login=False, asked={}) for path in paths]
    assert keys_sent(endpoints, fields) == {"sha256": "0123456789ABCDEF"}
