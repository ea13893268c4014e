"""What a scenario expects, held against real runs of a small world."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from xfetch.emulator import reports
from xfetch.emulator.judging.cause import Cause, Place
from xfetch.emulator.judging.expected import _unnamed, _with_stories, differences
from xfetch.emulator.judging.finding import Finding
from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.judging.verdict.event_verdict import EventVerdict
from xfetch.emulator.record.entries import Line
from xfetch.emulator.reports.headline import headline
from xfetch.emulator.reports.screen.text import render
from xfetch.emulator.settings.expectation import expectation_of
from xfetch.emulator.settings.section import Section

from ..worlds import run, vendor, write
from .verdict.worlds import event

FETCH = """\
    import requests
    alerts = requests.get(demisto.params()['url'] + '/alerts', params={'since': 1704067000}).json()
    demisto.incidents([{'name': 'a', 'rawJSON': json.dumps(alert)} for alert in alerts])
"""
VENDOR = """\
    class Vendor:
        def handle(self, request, now):
            return [{'id': 'a'}]

        def events(self):
            return [{'id': 'a', 'created': 1704067200}, {'id': 'b', 'created': 1704067200}]
"""


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder = tmp_path_factory.mktemp("world")
    return run(write(folder, FETCH), 4, vendor_file=vendor(folder, VENDOR))


def differing(outcome: Outcome, **expect: Any) -> list[str]:
    return list(differences(expectation_of(Section(expect)), outcome))


def test_what_holds(outcome: Outcome) -> None:
    expect = {
        "duplicated": ["a"],
        "missed": ["b"],
        "delivered": 0,
        "late": [],
        "duplicates": 3,
        "incidents": {"min": 1, "max": 4},
        "ok": {"min": 4},
        "cycles": 4,
        "rules": {"XF101": 1, "XF102": {"min": 1}, "XF301": 0},
        "worst": "error",
        "statuses": ["ok", "ok"],
        "first_run_from": "2023-12-31",
    }
    assert differing(outcome, **expect) == []


MISSED = (
    "event b, created 00:00:00: cycle 1 asked GET /alerts?since=1704067000, got 1 other event, and "
    "saved no position"
)


@pytest.mark.parametrize(
    ("expect", "line"),
    [
        ({"missed": 0}, f"1 event missed, expected 0: {MISSED}"),
        (
            {"duplicated": 0},
            "1 event created more than once, expected 0: a in cycles 1, 2, 3 and 4",
        ),
        (
            {"delivered": 2},
            "0 events delivered, expected 2; 1 created more than once, 1 missed",
        ),
        ({"incidents": {"max": 3}}, "4 incidents created, expected at most 3"),
        ({"incidents": {"min": 5}}, "4 incidents created, expected at least 5"),
        ({"incidents": {"min": 5, "max": 6}}, "4 incidents created, expected 5 to 6"),
        ({"missed": ["a", "b"]}, "expected a missed; a was created more than once"),
        ({"missed": ["b", "z"]}, "expected z missed; no event has the id z"),
        ({"missed": []}, f"1 event missed, not expected: {MISSED}"),
        ({"rules": ["XF999"]}, "0 findings of XF999, expected one or more"),
        ({"statuses": ["ok", "error"]}, "cycle 2 is ok, expected error"),
        ({"statuses": ["ok"] * 5}, "cycle 5 is missing, expected ok"),
        ({"first_run_from": "1970"}, "the first run asked from 2023-12-31 23:56, expected 1970"),
    ],
)
def test_what_differs_is_told_with_its_story(
    outcome: Outcome, expect: dict[str, Any], line: str
) -> None:
    assert differing(outcome, **expect) == [line]


def test_duplicates_are_told_with_their_cycles(outcome: Outcome) -> None:
    (line,) = differing(outcome, duplicates=0)
    assert line.startswith(
        "3 incidents created again, expected 0: event a created 4 times: in cycles 1–4"
    )


def test_findings_are_told_with_their_messages(outcome: Outcome) -> None:
    (line,) = differing(outcome, rules={"XF101": 2})
    assert line.startswith("1 finding of XF101, expected 2: event a created 4 times")
    (line,) = differing(outcome, worst="warning")
    assert line.startswith("the worst finding has severity error, expected nothing above warning")
    assert "XF102 event b" in line


def test_many_stories_are_cut() -> None:
    assert _with_stories("5 events", "abcde", 5) == "5 events: a; b; c … and 2 more"
    assert _with_stories("3 events", "abc", 3) == "3 events: a; b; c"


def test_without_a_timeline_it_is_unknown(outcome: Outcome) -> None:
    blind = replace(
        outcome,
        judgement=replace(outcome.judgement, verdicts=None),
        dossier=replace(outcome.dossier, truth=None),
    )
    assert differing(blind, missed=0) == ["missed: unknown, expected 0: there is no timeline"]
    assert differing(blind, missed=["b"]) == ["missed: unknown, expected b: there is no timeline"]


# What fails although the expectation does not speak of it

FAILING = """\
    import requests
    n = int(demisto.getLastRun().get('n', 0))
    demisto.setLastRun({'n': str(n + 1)})
    requests.get(demisto.params()['url'] + '/alerts', params={'since': 1704067000})
    demisto.incidents([])
"""


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Every fetch fails, and nobody asked for it."""
    folder = tmp_path_factory.mktemp("failing")
    return run(write(folder, FAILING + "    1/0\n"), 4, vendor_file=vendor(folder, VENDOR))


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """The second fetch fails on purpose."""
    folder = tmp_path_factory.mktemp("faulty")
    home = write(folder, FAILING)
    return run(home, 4, vendor_file=vendor(folder, VENDOR), fail_cycles=frozenset({2}))


def test_failures_that_are_not_named_differ(failing: Outcome) -> None:
    said = differing(failing, duplicated=0)
    assert said[0].startswith("4 of 4 cycles failed, and `expect` names no failure")
    assert "cycle 1: Error: " in said[0]


def test_failures_that_are_named_do_not_differ(failing: Outcome) -> None:
    blocked = failing.verdicts.counts["blocked"] if failing.verdicts else 0
    named: dict[str, Any] = {"blocked": blocked}
    assert differing(failing, failed=4, **named) == []
    assert differing(failing, statuses=["error"] * 4, **named) == []
    (line,) = differing(failing, statuses=["error"] * 3, **named)
    assert line.startswith("1 of 4 cycles failed")


def test_failures_that_were_asked_for_do_not_count(faulty: Outcome) -> None:
    assert differing(faulty, failed=0, missed={"min": 0}) == []
    assert differing(faulty, failed=1, missed={"min": 0}) == [
        "0 cycles failed, expected 1 (not counted: 1 on purpose)"
    ]
    assert faulty.summary.failed == 1
    assert headline(faulty).endswith("1 failed (1 on purpose)")


def test_a_run_in_which_no_fetch_ended_well_proves_nothing(failing: Outcome) -> None:
    assert failing.summary.missed is None
    said = differing(failing, missed=0, failed=4, blocked={"min": 0})
    assert said == ["missed: unknown, expected 0: no fetch ended well"]
    said = differing(failing, missed=[], failed=4, blocked={"min": 0})
    assert said == ["missed: unknown, expected none: no fetch ended well"]
    text = "".join(render(failing))
    assert text.splitlines()[0].endswith("   0 duplicates   4 failed   2 blocked")
    report = json.loads("".join(reports.render("json", failing)))
    assert (report["summary"]["missed"], report["vendor"]["missed"]) == (None, None)
    for name in ("markdown", "github", "junit"):
        assert "0 duplicates, 4 failed, 2 blocked" in "".join(reports.render(name, failing))


def test_a_run_that_nothing_answered_proves_nothing(tmp_path: Path) -> None:
    body = """
    import requests
    try:
        requests.get('https://probe.example.com/alerts')
    except Exception:
        pass
    demisto.incidents([])
    """
    text = """
    from xfetch.emulator.product.message import Failure
    class Vendor:
        def handle(self, request, now):
            return Failure("refused")
        def events(self):
            return [{"id": "a", "created": 1704067200}]
    """
    outcome = run(write(tmp_path, body), 3, vendor_file=vendor(tmp_path, text))
    assert outcome.summary.ok == 3
    assert outcome.unproven == "nothing was answered"
    assert outcome.summary.missed is None


class LeftOver:
    """Verdicts on two events, both the same."""

    def __init__(self, verdict: str) -> None:
        self._verdict = verdict

    def of(self, verdict: str) -> Iterator[EventVerdict]:
        if verdict == self._verdict:
            yield from (EventVerdict(event(name, 0), verdict) for name in "ab")


@pytest.mark.parametrize("verdict", ["pending", "blocked"])
def test_events_that_never_came_differ_unless_they_are_named(verdict: str) -> None:
    verdicts = LeftOver(verdict)
    outcome: Any = SimpleNamespace(verdicts=verdicts, drained=True, runs=())
    (line,) = _unnamed(expectation_of(Section({})), outcome)
    words = {"pending": "still to come", "blocked": "blocked"}[verdict]
    assert line.startswith(f"2 events {words} at the end, and `expect` does not name them")
    assert line.endswith(": a; b")
    for named in ({verdict: 2}, {verdict: ["a", "b"]}):
        assert list(_unnamed(expectation_of(Section(named)), outcome)) == []
    outcome.drained = False
    assert bool(list(_unnamed(expectation_of(Section({})), outcome))) is (verdict == "blocked")


def test_the_exit_code_says_whether_it_holds(outcome: Outcome) -> None:
    assert outcome.exit_code() == 1
    assert replace(outcome, differs=()).exit_code() == 0
    assert replace(outcome, differs=("x",), fail_on="never").exit_code() == 1
    assert replace(outcome.stopped("interrupted"), differs=()).exit_code() == 130
    assert replace(outcome.stopped("not answered"), differs=()).exit_code() == 4


CAUSE = Cause("late-visibility", "it came late", (Place("moved", Line("made.py", 3)),))
LATE = Finding("XF102", "missed-incident", "error", 1, "", line=Line("made.py", 3), cause=CAUSE)


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        ({"cause": "late-visibility", "line": "since = newest"}, ""),
        ({"cause": "zone"}, "the cause of XF102 is late-visibility (it came late), expected zone"),
        ({"line": "since = now"}, "the line that decided is since = newest, expected since = now"),
    ],
)
def test_the_cause_and_its_line(expect: dict[str, str], told: str, outcome: Outcome) -> None:
    judgement = replace(outcome.judgement, findings=(LATE,))
    made = replace(outcome, judgement=judgement, source_lines={"made.py:3": "    since = newest"})
    lines = "\n".join(differing(made, missed={"min": 0}, delivered={"min": 0}, **expect))
    assert ("cause" in lines or "decided" in lines) == bool(told)
    assert told in lines


def test_no_cause_is_not_the_expected_one(outcome: Outcome) -> None:
    made = replace(outcome, judgement=replace(outcome.judgement, findings=()))
    assert "no finding names a cause, expected zone" in differing(made, cause="zone")
