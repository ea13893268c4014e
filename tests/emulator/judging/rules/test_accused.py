"""What explains a symptom otherwise keeps a rule silent: each case beside the one where the rule speaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import NoReturn

import pytest

from tests.emulator import worlds
from xfetch.emulator.judging.expected import differences
from xfetch.emulator.judging.finding import ERROR, INFO, WARNING, Finding, in_order
from xfetch.emulator.judging.identity import Identity
from xfetch.emulator.judging.judge import judge
from xfetch.emulator.judging.run_facts import RunFacts
from xfetch.emulator.pytest_support.fetched import Fetched
from xfetch.emulator.record.entries import Attempt, Call, Exchange, Log, Record
from xfetch.emulator.record.fetch_run import Failure, FetchRun, LastRunChange
from xfetch.emulator.reports.screen.text import render
from xfetch.emulator.settings.expectation import expectation_of
from xfetch.emulator.settings.section import Section
from xfetch.emulator.settings.settings import LONG_RUNNING
from xfetch.emulator.timeline.timeline import parse_timeline

START = datetime(2024, 1, 1, tzinfo=timezone.utc)
UNKNOWN = Identity("", in_raw=False, in_incident=True)
URL = "https://probe.example.com/alerts"

ATTEMPT = Attempt(1, START, "http", f"GET {URL}")
NO_ROUTE = Exchange(1, START, "GET", URL, status=404, tried=("GET /a: the path differs",))
ANSWERED = Exchange(1, START, "GET", URL, status=200, response_body="[]")


def slow(status: str = "ok", *entries: Attempt | Exchange | Call | Log) -> FetchRun:
    """A fetch that took 250 seconds and slept most of them."""
    change = LastRunChange({}, None, {}, was_set=False, saved=False)
    ended = START + timedelta(seconds=250)
    return FetchRun(1, START, ended, status, "", change, record=Record(entries), slept_s=240.0)


def codes(*runs: FetchRun, command: str = "fetch-incidents") -> list[str]:
    judged = judge(runs, RunFacts(UNKNOWN, command=command))
    return [item.rule for item in (*judged.findings, *judged.implied)]


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
    found = judge((slow("ok", ATTEMPT), later), RunFacts(UNKNOWN)).findings
    assert [item.cycle for item in found if item.rule == "XF405"] == [2]


def test_a_fetch_that_nothing_answered_need_not_send_an_empty_list() -> None:
    assert "XF119" in codes(slow("ok", ANSWERED))
    assert "XF119" not in codes(slow("ok", ATTEMPT))


def test_several_calls_of_incidents_are_information() -> None:
    calls = tuple(Call(seq, START, "incidents", {"incidents": []}) for seq in (1, 2))
    found = {item.rule: item for item in judge((slow("ok", *calls),), RunFacts(UNKNOWN)).findings}
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
    assert ordered == ["XF102 e", "XF102 e2", "XF101 e", "XF209 e", "XF101 w", "XF415 w", "XF401 i"]


def test_made_up_events_are_not_missed_by_code_that_never_asks(tmp_path: Path) -> None:
    made_up = {"generate": {"count": 12, "every": "20s"}}
    outcome = worlds.run(
        worlds.write(tmp_path, "demisto.incidents([])"),
        5,
        api={"routes": [{"any": "/{rest...}", "answer": {"json": "@events"}}]},
        timeline=parse_timeline(made_up, tmp_path, 0),
    )
    assert "XF102" not in {item.rule for item in outcome.findings}
    assert (outcome.worst(), outcome.exit_code()) == (INFO, 0)
    assert "missed: unknown (no request reached the product)" in "".join(render(outcome))
    expected = differences(expectation_of(Section({"missed": 0})), outcome)
    assert expected == ("missed: unknown, expected 0: no request reached the product",)

    def fail(message: str) -> NoReturn:
        raise AssertionError(message)

    with pytest.raises(AssertionError, match="no request reached the product"):
        assert not Fetched(outcome, fail).missed


def repeated(*calls: Call, changed: bool = False) -> list[FetchRun]:
    """Two fetches that create the same event, and set no last run."""
    change = LastRunChange({}, None, {}, was_set=False, saved=False)
    event = {"name": "n", "rawJSON": '{"id": 7}'}
    first = FetchRun(1, START, START, "ok", "", change, (event,), record=Record(calls))
    return [replace(first, context_changed=changed), replace(first, cycle=2, record=Record())]


def test_state_in_the_context_takes_the_place_of_a_last_run() -> None:
    seen, token = {"seen": "7"}, {"access_token": "t"}
    assert "XF204" in codes(*repeated())
    for context, told in ((seen, False), (token, True), ({}, True)):
        saved = Call(1, START, "setIntegrationContext", {"value": context})
        assert ("XF204" in codes(*repeated(saved, changed=True))) is told
        # Read and never changed: what an earlier run left there.
        read = Call(1, START, "getIntegrationContext", {}, answer=context)
        assert ("XF204" in codes(*repeated(read))) is told
        answer = {"context": context, "version": 3}
        versioned = Call(1, START, "getIntegrationContextVersioned", {}, answer=answer)
        assert ("XF204" in codes(*repeated(versioned))) is told


# Under --reply


def severities(runs: list[FetchRun], *, canned: bool) -> dict[str, str]:
    found = judge(runs, RunFacts(UNKNOWN, canned=canned)).findings
    return {item.rule: item.severity for item in found}


def standing_still(last_run: dict[str, str], after: dict[str, str] | None = None) -> list[FetchRun]:
    """Four fetches that create the same event from the same last run."""
    change = LastRunChange(last_run, after, after or last_run, was_set=True, saved=True)
    event = {"name": "n", "rawJSON": '{"id": 7}'}
    run = FetchRun(1, START, START, "ok", "", change, (event,), record=Record((ANSWERED,)))
    return [replace(run, cycle=number) for number in range(1, 5)]


def test_what_comes_again_in_a_reply_is_no_error_whichever_rule_sees_it() -> None:
    still = standing_still({"since": "1"})
    back = standing_still({"since": "2024-01-01T00:01:00Z"}, {"since": "2024-01-01T00:00:00Z"})
    for rule, runs in (("XF101", still), ("XF208", still), ("XF207", back)):
        assert severities(runs, canned=False)[rule] == ERROR
        assert severities(runs, canned=True)[rule] == WARNING
    assert ERROR not in severities(still, canned=True).values()
    assert ERROR not in severities(back, canned=True).values()


def test_pages_of_a_reply_that_never_end_are_no_error() -> None:
    pages = tuple(replace(ANSWERED, seq=n, url=f"{URL}?page={n}") for n in range(6))
    same = tuple(replace(ANSWERED, seq=n) for n in range(6))
    for rule, entries in (("XF403", pages), ("XF406", same)):
        runs = [slow("timeout", *entries)]
        assert severities(runs, canned=False)[rule] == ERROR
        assert severities(runs, canned=True)[rule] == WARNING
    killed = replace(slow("timeout", *pages), failure=Failure("killed at its timeout", "timeout"))
    every_time = [replace(killed, cycle=number) for number in range(1, 5)]
    assert severities(every_time, canned=False)["XF417"] == ERROR
    assert severities(every_time, canned=True)["XF417"] == WARNING
    # Killed for another reason, it is one.
    assert severities([slow("timeout", ANSWERED)], canned=True)["XF403"] == ERROR


def test_a_severity_that_was_asked_for_holds_under_a_reply() -> None:
    facts = RunFacts(UNKNOWN, canned=True)
    found = judge(standing_still({"since": "1"}), facts, severities={"XF208": ERROR}).findings
    assert {item.severity for item in found if item.rule == "XF208"} == {ERROR}


STAYS = """
import requests
found = requests.get("https://p.example.com/alerts").json()
demisto.incidents([{"name": "n", "rawJSON": json.dumps(item)} for item in found])
demisto.setLastRun({"since": max(item["created"] for item in found)})
"""


def test_right_code_passes_under_a_reply_and_is_told_what_comes_next(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, STAYS)
    reply = '/alerts=[{"id": 1, "created": "2024-01-01T00:00:00Z"}]'
    events = parse_timeline({"generate": {"count": 3, "every": "20s"}}, tmp_path, 0)
    outcome = worlds.run(home, 5, replies=(reply,), timeline=events)
    assert {item.rule for item in outcome.judgement.implied} == {"XF208"}
    assert "XF101" in {item.rule for item in outcome.findings}
    assert (outcome.worst(), outcome.exit_code()) == (WARNING, 0)
    # What a timeline holds is not what the reply shows.
    assert outcome.verdicts is None
    *_, why, last = render(outcome)
    assert why.startswith("next:     a reply cannot filter: from cycle 2 on this proves nothing.")
    assert last == "          xfetch init TARGET\n"


def test_where_a_vendor_answers_there_is_no_word_of_replies(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, STAYS)
    vendor = worlds.vendor(
        tmp_path,
        """
        class Vendor:
            def handle(self, request, now):
                return [{"id": 1, "created": "2024-01-01T00:00:00Z"}]
        """,
    )
    outcome = worlds.run(home, 5, vendor_file=vendor)
    assert [(item.rule, item.severity) for item in outcome.judgement.implied] == [("XF208", ERROR)]
    assert "a reply" not in "".join(render(outcome))


def test_a_limit_that_a_fault_has_changed_is_not_held_against_the_fetch() -> None:
    two = ({"name": "a", "rawJSON": "{}"}, {"name": "b", "rawJSON": "{}"})
    facts = RunFacts(UNKNOWN, params={"max_fetch": "1"})
    usual = replace(slow("ok", ANSWERED), incidents=two)
    changed = Log(1, START, "fault", "fault: params: {'max_fetch': 9}")
    later = [
        replace(slow("ok", changed, ANSWERED), cycle=1),
        replace(slow("ok", ANSWERED), cycle=2, incidents=two),
    ]
    assert "XF117" in [one.rule for one in judge((usual,), facts).findings]
    assert "XF117" not in [one.rule for one in judge(later, facts).findings]


def test_a_save_that_a_fault_makes_fail_is_no_wrong_value() -> None:
    wrong = Call(1, START, "setLastRun", {}, error="a set is not JSON")
    by_fault = replace(wrong, error="fault: setLastRun() fails")
    assert "XF203" in codes(slow("ok", wrong))
    assert "XF203" not in codes(slow("ok", by_fault))
