"""What explains a symptom otherwise keeps a rule silent: each case beside the one where the rule speaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import NoReturn

import pytest

from tests.emulator import worlds
from xfetch.emulator.expectation import expectation_of
from xfetch.emulator.expected import differences
from xfetch.emulator.finding import ERROR, INFO, WARNING, Finding, in_order
from xfetch.emulator.history import FetchRun, LastRunChange
from xfetch.emulator.identity import Identity
from xfetch.emulator.judge import judge
from xfetch.emulator.pytest_fixture import Fetched
from xfetch.emulator.record import Attempt, Call, Exchange, Record
from xfetch.emulator.reports.text import render
from xfetch.emulator.rules import Case
from xfetch.emulator.scenario import LONG_RUNNING
from xfetch.emulator.timeline.timeline import parse_timeline

START = datetime(2024, 1, 1, tzinfo=timezone.utc)
UNKNOWN = Identity("", in_raw=False, in_incident=True)
URL = "https://probe.example.com/alerts"

ATTEMPT = Attempt(1, START, "http", f"GET {URL}")
NO_ROUTE = Exchange(1, START, "GET", URL, status=404, tried=("GET /a: the path differs",))
ANSWERED = Exchange(1, START, "GET", URL, status=200, response_body="[]")


def slow(status: str = "ok", *entries: Attempt | Exchange | Call) -> FetchRun:
    """A fetch that took 250 seconds and slept most of them."""
    change = LastRunChange({}, None, {}, was_set=False, saved=False)
    ended = START + timedelta(seconds=250)
    return FetchRun(1, START, ended, status, "", change, record=Record(entries), slept_s=240.0)


def codes(*runs: FetchRun, command: str = "fetch-incidents") -> list[str]:
    return [item.rule for item in judge(runs, Case(UNKNOWN, command=command)).findings]


TIMED = [("XF402", "ok"), ("XF403", "timeout"), ("XF404", "ok"), ("XF405", "ok")]


@pytest.mark.parametrize(("rule", "status"), TIMED)
def test_time_is_judged_only_where_the_product_answered(rule: str, status: str) -> None:
    assert rule in codes(slow(status, ANSWERED))
    assert rule in codes(slow(status))
    assert rule not in codes(slow(status, ATTEMPT))
    assert rule not in codes(slow(status, ANSWERED, NO_ROUTE))


@pytest.mark.parametrize("rule", ["XF402", "XF404", "XF405"])
def test_a_command_that_never_returns_has_no_ticks_to_skip(rule: str) -> None:
    never_returns = replace(slow("ok", ANSWERED), command=LONG_RUNNING)
    assert rule not in codes(never_returns, command=LONG_RUNNING)


def test_a_later_slow_fetch_is_told_after_one_that_nothing_answered() -> None:
    later = replace(slow("ok", ANSWERED), cycle=2)
    found = judge((slow("ok", ATTEMPT), later), Case(UNKNOWN)).findings
    assert [item.cycle for item in found if item.rule == "XF405"] == [2]


def test_a_fetch_that_nothing_answered_need_not_send_an_empty_list() -> None:
    assert "XF119" in codes(slow("ok", ANSWERED))
    assert "XF119" not in codes(slow("ok", ATTEMPT))


def test_several_calls_of_incidents_are_information() -> None:
    calls = tuple(Call(seq, START, "incidents", {"incidents": []}) for seq in (1, 2))
    found = {item.rule: item for item in judge((slow("ok", *calls),), Case(UNKNOWN)).findings}
    assert found["XF103"].severity == INFO
    assert "XF103" not in codes(slow("ok", *calls[:1]))


def test_errors_stand_before_warnings_and_missed_before_duplicated() -> None:
    names = ["XF415 w", "XF101 e", "XF401 i", "XF102 e", "XF101 w", "XF209 e", "XF102 e2"]
    severities = {"e": ERROR, "w": WARNING, "i": INFO}
    made = [
        Finding(code, name, severities[name[0]], None, "")
        for code, name in (text.split() for text in names)
    ]
    ordered = [f"{item.rule} {item.name}" for item in in_order(made)]
    assert ordered == ["XF102 e", "XF102 e2", "XF101 e", "XF209 e", "XF415 w", "XF101 w", "XF401 i"]


def test_made_up_events_are_not_missed_by_code_that_never_asks(tmp_path: Path) -> None:
    made_up = {"generate": {"count": 12, "every": "20s"}}
    outcome = worlds.run(
        worlds.write(tmp_path, "demisto.incidents([])"),
        5,
        api={"routes": [{"any": "/{rest...}", "answer": {"json": "@events"}}]},
        timeline=parse_timeline(made_up, tmp_path, 0),
    )
    assert "XF102" not in {item.rule for item in outcome.findings}
    assert (outcome.worst(), outcome.exit_code("error")) == (INFO, 0)
    assert "missed: unknown (no request reached the product)" in "".join(render(outcome))
    expected = differences(expectation_of({"missed": 0}), outcome)
    assert expected == (
        "missed: 0 expected, and nobody knows: no request ever reached the product",
    )

    def fail(message: str) -> NoReturn:
        raise AssertionError(message)

    with pytest.raises(AssertionError, match="no request ever reached the product"):
        assert not Fetched(outcome, fail).missed
