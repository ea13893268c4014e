"""What became of a feed's indicators, on small records."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from xfetch.emulator.judging.identity import EVENT, Identity
from xfetch.emulator.judging.intake.indicators import CREATE, IndicatorBook, Indicators
from xfetch.emulator.judging.judge import judge
from xfetch.emulator.judging.run_facts import RunFacts
from xfetch.emulator.record.entries import Call, Record
from xfetch.emulator.record.fetch_run import FetchRun, LastRunChange
from xfetch.emulator.record.product_event import VendorEvent

AT = datetime(2024, 1, 1, tzinfo=timezone.utc)
FACTS = RunFacts(Identity("value", True, False, noun=EVENT), command="fetch-indicators")


def one(value: str, kind: str = "IP", **fields: Any) -> dict[str, Any]:
    return {"value": value, "type": kind, "fields": fields}


def fetched(
    cycle: int, *indicators: dict[str, Any], frozen: bool = False, error: str = ""
) -> FetchRun:
    call = Call(0, AT, CREATE, {"indicators": list(indicators), "noUpdate": frozen}, error=error)
    unchanged = LastRunChange({}, None, {}, was_set=False, saved=False)
    record = Record((call,))
    return FetchRun(cycle, AT, AT, "ok", "", unchanged, record=record, command="fetch-indicators")


def counted(*runs: FetchRun) -> Indicators:
    book = IndicatorBook()
    for run in runs:
        book.see(run)
    found = book.end()
    assert found is not None
    return found


def test_a_feed_that_sends_everything_again_changes_nothing() -> None:
    found = counted(fetched(1, one("a"), one("b")), fetched(2, one("a"), one("b"), one("c")))
    assert (found.created, found.updated, found.unchanged) == (3, 0, 2)
    assert found.created_in == {1: 2, 2: 1}


def test_other_fields_are_an_update() -> None:
    found = counted(fetched(1, one("a", note="x")), fetched(2, one("a", note="y")))
    assert (found.created, found.updated, found.unchanged) == (1, 1, 0)


def test_no_update_keeps_what_is_there() -> None:
    found = counted(fetched(1, one("a", note="x")), fetched(2, one("a", note="y"), frozen=True))
    assert (found.created, found.updated, found.kept) == (1, 0, 1)


def test_the_type_belongs_to_the_identity() -> None:
    assert counted(fetched(1, one("a", "IP"), one("a", "Domain"))).created == 2


def test_a_call_that_failed_creates_nothing() -> None:
    book = IndicatorBook()
    book.see(fetched(1, one("a"), error="TypeError"))
    assert book.end() is None


def test_an_indicator_that_never_came_is_missed_and_one_that_came_again_is_no_duplicate() -> None:
    truth = tuple(VendorEvent(name, AT, AT) for name in ("a", "b"))
    runs = tuple(fetched(cycle, one("a")) for cycle in (1, 2))
    judged = judge(runs, FACTS, truth=truth)
    assert judged.duplicates == {}
    assert judged.indicators is not None
    assert judged.indicators.created == 1
