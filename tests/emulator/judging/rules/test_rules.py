"""The rules as a catalogue, and as folds that remember no more than they must."""

from __future__ import annotations

import ast
import json
import re
import textwrap
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from xfetch.emulator.judging.judge import judge
from xfetch.emulator.judging.rules import RULES
from xfetch.emulator.judging.rules.page import page_text
from xfetch.emulator.record.entries import Call, Exchange, Record
from xfetch.emulator.record.fetch_run import FetchRun, LastRunChange
from xfetch.emulator.record.product_event import VendorEvent

START = datetime(2024, 1, 1, tzinfo=timezone.utc)


def run(cycle: int, *names: str) -> FetchRun:
    at = START + timedelta(minutes=cycle)
    change = LastRunChange({"n": "0"}, {"n": "1"}, {"n": "1"}, was_set=True, saved=True)
    incidents = tuple({"name": name, "rawJSON": f'{{"id": "{name}"}}'} for name in names)
    return FetchRun(cycle, at, at, "ok", "", change, incidents)


def test_codes_are_unique_and_in_order() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_an_event_created_again_and_again_is_one_finding() -> None:
    runs = [run(cycle, "a") for cycle in range(1, 101)]
    findings = [item for item in judge(runs).findings if item.rule == "XF101"]
    assert len(findings) == 1
    assert findings[0].message == (
        "event a created 100 times: in cycles 1–100; cycle 1 moved `n` from 0 to 1, cycle 2 sent"
        " it again"
    )
    assert findings[0].cycle == 2


def test_a_history_is_read_from_its_start_each_time() -> None:
    class Stored:
        reads = 0

        def __iter__(self):  # type: ignore[no-untyped-def]
            self.reads += 1
            return iter([run(1, "a", "b"), run(2, "b")])

        def __len__(self) -> int:
            return 2

    stored = Stored()
    judgement = judge(stored)
    assert judgement.duplicates == {2: 1}
    assert judgement.tally.incidents == 3
    # Once for what tells events apart, once for the rules, once for the story of what was repeated.
    assert stored.reads == 3


def test_more_repeated_events_than_anybody_reads_are_counted() -> None:
    names = [str(number) for number in range(1_500)]
    findings = judge([run(1, *names), run(2, *names)]).findings
    (found,) = (item for item in findings if item.rule == "XF101")
    assert (found.count, len(found.events)) == (1_500, 1_500)
    assert found.title.startswith(
        "1500 events created again: event 0 in cycle 2; event 1 in cycle 2;"
    )


def test_failed_fetches_are_no_proof() -> None:
    failed = replace(run(1), status="error")
    assert "XF401" not in [item.rule for item in judge([failed]).findings]
    assert "XF401" in [item.rule for item in judge([run(1)]).findings]


def test_every_rule_has_a_page_with_a_remedy_and_code_that_parses() -> None:
    for rule in RULES:
        text = page_text(rule)
        heads = re.findall(r"^### (.*)$", text, re.M)
        assert heads == ["Why it matters", "Remedy", "Before", "After"], rule.code
        snippets = re.findall(r"```python\n(.*?)```", text, re.S)
        assert len(snippets) == 2
        assert snippets[0] != snippets[1]
        for snippet in snippets:
            ast.parse(f"def f():\n{textwrap.indent(snippet, '    ')}    pass")


def test_a_shape_is_told_once_with_how_many_more_have_it() -> None:
    told = {n: judge([run(1, *"abc"[:n])]).findings for n in (1, 3)}
    messages = {
        n: next(item.message for item in findings if item.rule == "XF105")
        for n, findings in told.items()
    }
    assert messages[1].endswith("it has no occurred")
    assert messages[3].endswith("it has no occurred (and 2 more)")


def test_growth_is_sampled_ever_more_seldom_and_told_of_the_whole_run() -> None:
    def grown(cycle: int) -> FetchRun:
        state = {"ids": ["x"] * (cycle * 5)}
        change = LastRunChange({}, state, state, was_set=True, saved=True)
        return replace(run(cycle, str(cycle)), last_run=change)

    (finding,) = (
        item for item in judge([grown(n) for n in range(1, 1_001)]).findings if item.rule == "XF210"
    )
    assert finding.evidence["values"] > 4_000
    # Five values a cycle, for 30 days of minutes.
    assert finding.evidence["after_30_days"] == finding.evidence["values"] + 5 * 30 * 24 * 60


@pytest.mark.parametrize(
    ("sizes", "told"),
    [
        ([1_000, 1_100, 1_200, 1_200, 1_200], True),  # no event came after the third fetch of these
        ([1_200, 1_200, 1_200, 1_200, 1_200], False),
        ([1_000, 1_100, 1_200, 1_200, 300], False),  # old ids were dropped later
    ],
)
def test_a_state_need_not_grow_after_the_last_event(sizes: list[int], told: bool) -> None:
    def grown(cycle: int, size: int) -> FetchRun:
        state = {"ids": ["x"] * size}
        change = LastRunChange({}, state, state, was_set=True, saved=True)
        last = cycle > 9
        return replace(run(cycle, *(() if last else (str(cycle),))), last_run=change)

    runs = [grown(n, size) for n, size in enumerate([*range(100, 700, 100), *sizes], 1)]
    assert ("XF210" in [one.rule for one in judge(runs).findings]) == told


@pytest.mark.parametrize(("listed", "told"), [(1_200, False), (100, True)])
def test_a_state_as_long_as_the_list_that_is_polled_is_bounded(listed: int, told: bool) -> None:
    def grown(cycle: int) -> FetchRun:
        state = {"ids": ["x"] * (cycle * 100)}
        change = LastRunChange({}, state, state, was_set=True, saved=True)
        answer = json.dumps({"alerts": [{"tags": ["a", "b"]}] * listed})
        asked = Exchange(0, START, "GET", "https://x/a", status=200, response_body=answer)
        return replace(run(cycle, str(cycle)), last_run=change, record=Record((asked,)))

    runs = [grown(n) for n in range(1, 13)]
    assert ("XF210" in [one.rule for one in judge(runs).findings]) == told


@pytest.mark.parametrize("between", [",", " ", ", ", ";", "|"])
def test_ids_that_are_kept_as_text_grow_too(between: str) -> None:
    def grown(cycle: int) -> FetchRun:
        state = {"ids": between.join(["x"] * (cycle * 5))}
        change = LastRunChange({}, state, state, was_set=True, saved=True)
        return replace(run(cycle, str(cycle)), last_run=change)

    codes = [one.rule for one in judge([grown(n) for n in range(1, 401)]).findings]
    assert "XF210" in codes


def test_what_was_tried_in_vain_is_counted_where_it_is_long() -> None:
    def unrouted(tries: int) -> str:
        tried = tuple(f"GET /{number}: the path differs" for number in range(tries))
        asked = Exchange(0, START, "GET", "https://x/a", status=404, tried=tried)
        fetched = replace(run(1, "a"), record=Record((asked,)))
        return next(item.message for item in judge([fetched]).findings if item.rule == "XF413")

    assert "more" not in unrouted(1)
    assert unrouted(20).endswith(" more")


def judged_with(*fits: tuple[str, ...]) -> list[str]:
    """The rules that a fetch breaks whose requests fit a route so."""
    asked = tuple(
        Exchange(number, START, "GET", "https://x/a", status=200, fit=fit)
        for number, fit in enumerate(fits)
    )
    fetched = replace(run(1, "a"), record=Record(asked))
    return [item.rule for item in judge([fetched]).findings]


def test_a_filter_that_nothing_uses_and_an_option_that_nothing_reads_are_common_each() -> None:
    assert "XF415" not in judged_with(("GET /a", "-since"))
    assert "XF415" not in judged_with(("GET /a", "+newer"))
    assert "XF415" not in judged_with(("GET /a", "-since", "+newer"), ("GET /a",))
    assert "XF415" in judged_with(("GET /a", "-since", "+newer"))


@pytest.mark.parametrize(
    ("url", "fit", "held", "found"),
    [
        ("https://x/a?since=2024-01-01T00:00:30Z", "+query.since", "1", True),
        ("https://x/a?since=2024-01-01T00:00:30Z", "+query.since", "2", False),
        ("https://x/a?since=2024-01-01T00:00:30Z", "+query.max", "1", False),
        ("https://x/a?q=created:>=2024-01-01T00:00:30Z", "+query.q", "1", True),
    ],
)
def test_a_route_that_does_not_filter_by_the_time_asked_from(
    url: str, fit: str, held: str, found: bool
) -> None:
    truth = [
        VendorEvent(str(n), at, at) for n, at in ((1, START), (2, START + timedelta(minutes=1)))
    ]
    body = json.dumps([{"id": held}])
    now = START + timedelta(minutes=5)
    asked = Exchange(0, now, "GET", url, status=200, response_body=body, fit=("GET /a", fit))
    fetched = replace(run(1, held), at=now, pulled_at=now, record=Record((asked,)))
    messages = [
        item.message for item in judge([fetched], truth=truth).findings if item.rule == "XF415"
    ]
    assert bool(messages) is found
    assert all("it also returned event 1" in message for message in messages)


def test_the_order_of_setting_and_sending_counts_where_sending_delivers() -> None:
    def rules(*calls: str) -> list[str]:
        made = tuple(Call(number, START, name, {}) for number, name in enumerate(calls))
        fetched = replace(run(1, "a"), command="fetch-events", record=Record(made))
        return [item.rule for item in judge([fetched]).findings]

    assert "XF205" in rules("setLastRun", "send_events_to_xsiam")
    assert "XF205" not in rules("send_events_to_xsiam", "setLastRun")


def test_the_last_run_holds_events_by_what_they_look_like() -> None:
    def rules(**event: str) -> list[str]:
        change = LastRunChange({}, {"kept": [event]}, {"kept": [event]}, was_set=True, saved=True)
        incidents = ({"name": "a", "rawJSON": json.dumps(event)},)
        fetched = replace(run(1), last_run=change, incidents=incidents)
        return [item.rule for item in judge([fetched]).findings]

    whole = {"id": "1", "title": "t", "severity": "3", "host": "h", "user": "u", "state": "new"}
    assert "XF211" in rules(**whole)
    assert "XF211" not in rules(id="1", at="2")
