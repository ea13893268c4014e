"""What a scenario expects, held against real runs of a small world."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from xfetch.emulator.expectation import expectation_of
from xfetch.emulator.expected import differences
from xfetch.emulator.outcome import Outcome

from .worlds import run, vendor, write

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
    return list(differences(expectation_of(expect), outcome))


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


@pytest.mark.parametrize(
    ("expect", "line"),
    [
        ({"missed": 0}, "missed: 0 expected, 1 found"),
        ({"incidents": {"max": 3}}, "incidents: at most 3 expected, 4 found"),
        ({"incidents": {"min": 5}}, "incidents: at least 5 expected, 4 found"),
        ({"incidents": {"min": 5, "max": 6}}, "incidents: 5 to 6 expected, 4 found"),
        ({"missed": ["a", "b"]}, "missed: a expected, and not so"),
        ({"missed": []}, "missed: b found, and not expected"),
        ({"rules": ["XF999"]}, "XF999: a finding expected, none found"),
        ({"rules": {"XF101": 2}}, "XF101: 2 findings expected, 1 found"),
        ({"statuses": ["ok", "error"]}, "statuses: cycle 2 is ok, error expected"),
        ({"statuses": ["ok"] * 5}, "statuses: cycle 5 is missing, ok expected"),
        ({"first_run_from": "1970"}, "first_run_from: 1970 expected, 2023-12-31 23:56 found"),
    ],
)
def test_what_differs_is_said(outcome: Outcome, expect: dict[str, Any], line: str) -> None:
    assert differing(outcome, **expect) == [line]


def test_the_gravest_finding(outcome: Outcome) -> None:
    (line,) = differing(outcome, worst="warning")
    assert line == "worst: nothing above warning expected, error found (XF101, XF102)"


def test_without_a_timeline_nobody_knows(outcome: Outcome) -> None:
    blind = replace(outcome, verdicts=None)
    assert "nobody knows" in differing(blind, missed=0)[0]
    assert "nobody knows" in differing(blind, missed=["b"])[0]


def test_the_exit_code_says_whether_it_holds(outcome: Outcome) -> None:
    assert outcome.exit_code("error") == 1
    assert replace(outcome, differs=()).exit_code("error") == 0
    assert replace(outcome, differs=("x",)).exit_code("never") == 1
    assert replace(outcome, differs=(), stop="interrupted").exit_code("error") == 130
    assert replace(outcome, differs=(), stop="not answered").exit_code("error") == 4
