"""The rules about collectors: each fires on a small record, and stays silent on its innocent twin."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.emulator.judging.intake.test_snapshots import START, batch, cycle
from xfetch.emulator.judging.identity import EVENT, Identity
from xfetch.emulator.judging.judge import judge
from xfetch.emulator.judging.run_facts import RunFacts
from xfetch.emulator.record.delivery import INTAKE, Delivery
from xfetch.emulator.record.entries import Call, Exchange, Line, Log, Record
from xfetch.emulator.record.fetch_run import FetchRun, LastRunChange
from xfetch.emulator.record.product_event import VendorEvent

FACTS = RunFacts(Identity("id", True, False, noun=EVENT), command="fetch-events")
LINE = Line("Acme.py", 7)


def found(*runs: FetchRun) -> dict[str, str]:
    return {one.rule: one.severity for one in judge(runs, FACTS).findings}


def events(*items: dict[str, Any], refused: str = "") -> Delivery:
    return Delivery("events", () if refused else items, len(items), 9, 9, {}, refused)


def fetched(*entries: Any, saved: bool = False, status: str = "ok") -> FetchRun:
    run = cycle(1, command="fetch-events", status=status)
    change = LastRunChange({}, {"a": "1"} if saved else None, {"a": "1"}, saved, saved)
    numbered = tuple(replace(one, seq=number) for number, one in enumerate(entries))
    return replace(run, last_run=change, record=Record(numbered))


def sent(delivery: Delivery) -> Call:
    return Call(0, START, INTAKE, delivery.arguments(), error=delivery.refused, line=LINE)


SAVED = Call(0, START, "setLastRun", {"value": {"a": "1"}}, line=LINE)


def test_a_snapshot_that_is_never_sealed() -> None:
    assert found(cycle(1, batch("1", 3, 7)))["XF501"] == "error"
    assert "XF501" not in found(cycle(1, batch("1", 3, 3)))


def test_a_snapshot_that_is_sealed_twice() -> None:
    again = found(cycle(1, batch("1", 2, 2)), cycle(2, batch("1", 2, 4)))
    assert again["XF502"] == "warning"
    assert "XF501" not in again
    assert "XF502" not in found(cycle(1, batch("1", 2, 2)), cycle(2, batch("2", 2, 2)))


def test_a_sealed_snapshot_without_an_asset() -> None:
    asked = Exchange(
        9, START, "GET", "https://acme.example.com/hosts", {}, "", 200, {}, "[0, 1, 2]", ""
    )

    def codes(second: int) -> set[str]:
        runs = [cycle(1, batch("1", 3, 3)), cycle(2, batch("2", second, second))]
        runs = [replace(one, record=Record((*one.record.entries, asked))) for one in runs]
        truth = [VendorEvent(str(number), START, START) for number in range(3)]
        facts = replace(FACTS, command="fetch-assets")
        return {one.rule for one in judge(runs, facts, truth=truth).findings}

    assert "XF508" in codes(2)
    assert "XF508" not in codes(3)


@pytest.mark.parametrize(
    ("time", "told"),
    [
        (None, "1 event sent without `_time`"),
        ("", "1 event sent without `_time`"),
        ("3 minutes ago", "1 event sent whose `_time` is no time: 3 minutes ago"),
        (True, "1 event sent whose `_time` is no time: true"),
        ({"time": 1704067200}, '1 event sent whose `_time` is no time: {"time": 1704067200}'),
        ("2024-01-01T00:00:00Z", ""),
        ("Mon, 01 Jan 2024 00:00:00 GMT", ""),
        ("01/02/2024 10:00", ""),
        (1704067200000, ""),
        (1704067200.5, ""),
    ],
)
def test_events_without_their_time(time: Any, told: str) -> None:
    findings = judge((fetched(sent(events({"id": 1, "_time": time}))),), FACTS).findings
    titles = {one.rule: (one.severity, one.message) for one in findings}
    assert titles.get("XF503", ("info", "")) == ("info", told)


@pytest.mark.parametrize(
    ("message", "guilty"),
    [
        (
            "entry size 6000000 is larger than the maximum allowed entry size 5000000, skipping",
            True,
        ),
        ("the list of entries is empty", False),
    ],
)
def test_an_entry_that_was_left_out(message: str, guilty: bool) -> None:
    codes = found(fetched(Log(0, START, "error", message, LINE)))
    assert ("XF504" in codes) is guilty


def test_a_last_run_that_is_saved_before_a_refused_delivery() -> None:
    refused = sent(events({"id": 1}, refused="the intake answered 500"))
    assert found(fetched(SAVED, refused, saved=True, status="error"))["XF205"] == "error"
    assert "XF205" not in found(fetched(refused, status="error"))
    taken = sent(events({"id": 1}))
    # The same chunk, taken at the second attempt.
    assert found(fetched(SAVED, refused, taken, saved=True))["XF205"] == "info"


def test_a_busy_intake_is_no_error_that_was_caught() -> None:
    busy, taken = sent(events({"id": 1}, refused="429")), sent(events({"id": 1}))
    assert judge((fetched(busy, taken),), FACTS).tally.caught == 0
    assert judge((fetched(busy),), FACTS).tally.caught == 1


def test_assets_are_counted_by_snapshot_and_never_twice() -> None:
    judged = judge((cycle(1, batch("1", 2, 2)), cycle(2, batch("2", 2, 2))), FACTS)
    assert judged.duplicates == {}
    assert [one.stored for one in judged.snapshots] == [2, 2]


@pytest.mark.parametrize(
    ("items", "guilty"),
    [
        ([{"id": 1, "source_log_type": "a"}, {"id": 2}], True),
        ([{"id": 1, "source_log_type": "a"}, {"id": 2, "source_log_type": "b"}], False),
        ([{"id": 1}, {"id": 2}], False),
    ],
)
def test_a_type_that_only_some_events_have(items: list[dict[str, Any]], guilty: bool) -> None:
    codes = found(fetched(sent(events(*items))))
    assert (codes.get("XF506") == "warning") is guilty


@pytest.mark.parametrize(
    ("streams", "guilty"), [(("alerts", "logins"), True), (("all", "all"), False)]
)
def test_events_of_several_lists_without_their_type(streams: tuple[str, str], guilty: bool) -> None:
    run = fetched(sent(events({"id": 1}, {"id": 2})))
    asked = Exchange(
        9, START, "GET", "https://acme.example.com/events", {}, "", 200, {}, "[1, 2]", ""
    )
    run = replace(
        run,
        incidents=({"id": 1}, {"id": 2}),
        record=Record((*run.record.entries, asked)),
    )
    before = START - timedelta(minutes=5)
    truth = [VendorEvent(str(n), before, before, stream=one) for n, one in enumerate(streams, 1)]
    codes = {one.rule for one in judge((run,), FACTS, truth=truth).findings}
    assert ("XF506" in codes) is guilty


GET = "acme-get-events"


@pytest.mark.parametrize(
    ("entries", "guilty"),
    [
        ([SAVED], True),
        ([sent(events({"id": 1}))], True),
        (
            [Call(0, START, "args", {}, {"should_push_events": "false"}), sent(events({"id": 1}))],
            True,
        ),
        (
            [Call(0, START, "args", {}, {"should_push_events": "true"}), sent(events({"id": 1}))],
            False,
        ),
        ([Call(0, START, "args", {}, {"should_push_events": "true"}), SAVED], True),
        ([sent(events())], False),
    ],
)
def test_a_command_that_only_looks_at_events(entries: list[Any], guilty: bool) -> None:
    facts = replace(FACTS, command=GET)
    run = replace(fetched(*entries), command=GET)
    codes = {one.rule: one.severity for one in judge((run,), facts).findings}
    assert (codes.get("XF507") == "error") is guilty
    assert "XF507" not in found(fetched(*entries))
