"""Everything since 1970 is told in whatever cycle it is asked for, and whichever request asks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.emulator.judging.verdict.worlds import ID, event, fetch
from xfetch.emulator.judging.finding import Finding
from xfetch.emulator.judging.judge import judge
from xfetch.emulator.judging.run_facts import RunFacts
from xfetch.emulator.record.entries import Line, Record
from xfetch.emulator.record.fetch_run import FetchRun

RECENT = "https://x/alerts?start_time=2023-12-31T23:00:00Z"


def asking(cycle: int, *urls: str) -> FetchRun:
    run = fetch(cycle, answers=["[]"] * len(urls), before={} if cycle == 1 else {"t": "1"})
    entries = tuple(
        replace(entry, url=url, line=Line("a.py", number))
        for number, (entry, url) in enumerate(zip(run.record.exchanges, urls, strict=True), 1)
    )
    return replace(run, record=Record(entries))


def unbounded(*runs: FetchRun) -> list[Finding]:
    return [item for item in judge(runs).findings if item.rule == "XF301"]


def test_a_later_cycle() -> None:
    (finding,) = unbounded(
        asking(1, RECENT), asking(2, "https://x/alerts?start_time=1970-01-01T00:00:00Z")
    )
    assert (
        finding.message
        == "cycle 2 asks for all events since 1970-01-01 (`start_time` = 1970-01-01T00:00:00Z)"
    )
    assert (finding.cycle, str(finding.line)) == (2, "a.py:1")


def test_another_request_of_the_first_run() -> None:
    (finding,) = unbounded(asking(1, RECENT, "https://x/admin?start_time=0"))
    assert (
        finding.message == "the first run asks for all events since 1970-01-01 (`start_time` = 0)"
    )
    assert str(finding.line) == "a.py:2"


@pytest.mark.parametrize("late", ["0", "86400", "1970-01-01T00:00:00Z"])
def test_a_form_that_was_seen_hides_nothing(late: str) -> None:
    many = [asking(cycle, RECENT.replace("23:00:00", f"23:0{cycle}:00")) for cycle in range(1, 9)]
    assert len(unbounded(*many, asking(9, RECENT.replace("2023-12-31T23:00:00Z", late)))) == 1


def test_once_a_run_and_never_for_a_bounded_one() -> None:
    everything = "https://x/alerts?start_time=0"
    assert len(unbounded(*(asking(cycle, everything) for cycle in (1, 2, 3)))) == 1
    assert unbounded(*(asking(cycle, RECENT) for cycle in (1, 2, 3))) == []


def test_a_zero_is_no_time_where_events_are_numbered() -> None:
    numbered = [
        asking(cycle, f"https://x/alerts?after={number}") for cycle, number in [(1, 0), (2, 7)]
    ]
    assert unbounded(*numbered) == []
    seconds = [
        asking(1, "https://x/alerts?after=0"),
        asking(2, "https://x/alerts?after=1704067200"),
    ]
    assert len(unbounded(*seconds)) == 1


def test_the_request_that_asks_from_there_is_named_and_never_the_login() -> None:
    now = "https://x/alerts?start_time=2023-12-31T23:59:59Z"
    for asked in (now, "https://x/alerts"):
        run = asking(1, "https://x/oauth/token", "https://x/severities", asked)
        truth = [LONG_AGO]
        lines = [
            str(one.line)
            for one in judge((run,), LIMITED, truth=truth).findings
            if one.rule == "XF303"
        ]
        assert lines == (["a.py:3"] if asked is now else [])


LIMITED = RunFacts(ID, params={"first_fetch": "1 hour"})
LONG_AGO = event("old", -40 * 86_400)


@pytest.mark.parametrize(
    ("asked", "created", "told"),
    [
        ("https://x/alerts", "old", "first_fetch is 1 hour, but the first run asked from no time"),
        ("https://x/alerts", "new", ""),
        (RECENT, "old", ""),
        (
            "https://x/alerts?start_time=2023-12-31T23:59:59Z",
            "new",
            "the first run asked from 2023",
        ),
    ],
)
def test_a_first_run_that_does_not_begin_where_first_fetch_says(
    asked: str, created: str, told: str
) -> None:
    truth = [LONG_AGO, event("new", -5)]
    run = fetch(1, created, answers=[f'[{{"id": "{created}"}}]'], url=asked)
    found = judge((run,), LIMITED, truth=truth).findings
    assert told in "".join(one.message for one in found if one.rule == "XF303")
    assert any(one.rule == "XF303" for one in found) == bool(told)


@pytest.mark.parametrize("unfiltered", [False, True])
def test_old_events_of_a_list_that_is_guessed_to_show_all_tell_nothing(unfiltered: bool) -> None:
    facts = replace(LIMITED, unfiltered=unfiltered)
    run = fetch(1, "old", answers=['[{"id": "old"}]'], url="https://x/alerts")
    found = judge((run,), facts, truth=[LONG_AGO, event("new", -5)]).findings
    assert any(one.rule == "XF303" for one in found) == (not unfiltered)
