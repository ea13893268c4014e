from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.emulator import worlds
from tests.emulator.judging.verdict.worlds import fetch
from xfetch.emulator.judging.identity import EVENT
from xfetch.emulator.judging.stamps import StampFold
from xfetch.emulator.reports.headline import headline
from xfetch.emulator.reports.screen.text import render

OLD = "2023-12-31T10:00:00Z"


def stamps(*batches: list[Any]) -> frozenset[str]:
    """The stamps of events sent in cycles 1, 2, …; ``now`` stands for the fetch's own time."""
    fold = StampFold(lambda sent: sent)
    for cycle, batch in enumerate(batches, 1):
        run = fetch(cycle)
        now = run.at.isoformat()
        sent = tuple(
            {key: now if value == "now" else value for key, value in event.items()}
            for event in batch
        )
        fold.see(replace(run, incidents=sent))
    return fold.end()


def test_the_time_of_the_fetch_is_a_stamp() -> None:
    event = {"id": 1, "created": OLD, "collected": "now"}
    assert stamps([event, event], [event]) == {"collected"}


def test_a_time_that_one_event_has_of_its_own_is_none() -> None:
    event = {"created": OLD, "seen": "now"}
    assert stamps([event], [event, {"created": OLD, "seen": OLD}]) == frozenset()


def test_the_only_time_of_an_event_is_no_stamp() -> None:
    assert stamps([{"msg": "beat", "_time": "now"}], [{"msg": "beat", "_time": "now"}]) == set()


def test_one_fetch_shows_no_stamp() -> None:
    assert stamps([{"created": OLD, "seen": "now"}]) == frozenset()


COLLECTOR = """\
import demistomock as demisto
from CommonServerPython import *
if demisto.command() == "fetch-events":
    got = BaseClient("https://acme.example")._http_request("GET", "/events")
    for event in got:
        event["_time"] = event["created"]
        event["collected_at"] = datetime.utcnow().isoformat()
    send_events_to_xsiam(got, vendor="acme", product="acme")
    demisto.setLastRun({"since": got[-1]["created"]})
"""
VENDOR = """\
class Vendor:
    def handle(self, request, now):
        return [{%s"created": "2023-12-31T23:5%%d:00Z" %% n, "title": "t"} for n in (1, 2)]
"""


def told(folder: Path, field: str) -> tuple[str, str, list[str]]:
    home = worlds.write_raw(folder, COLLECTOR)
    vendor = worlds.vendor(folder, VENDOR % field)
    outcome = worlds.run(home, 3, command="fetch-events", vendor_file=vendor)
    assert outcome.judgement.identity.noun == EVENT
    assert headline(outcome).startswith("FAILED: 3 cycles, 2 events created, 4 duplicates")
    assert "2 events created   4 duplicates" in "".join(render(outcome))
    summary = outcome.summary
    found = [one.message for one in outcome.findings if one.rule == "XF101"]
    return outcome.judgement.identity.describe(), f"{summary.unique} {summary.duplicates}", found


def test_a_collector_that_sends_the_same_events_again(tmp_path: Path) -> None:
    """Whatever it stamps on them, and whether or not they have an id."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    described, counts, found = told(tmp_path / "a", '"id": n, ')
    assert (described, counts) == ("id (guessed)", "2 4")
    assert found[0].startswith("2 events created again: event 1 in cycles 2, 3")
    described, counts, found = told(tmp_path / "b", "")
    assert (described, counts) == ("event (whole, without collected_at)", "2 4")
    assert "an event without an id in cycles 2, 3" in found[0]
