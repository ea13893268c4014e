"""The reports of a check, from results that are written by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from jsonschema import validate

from xfetch.cli.document_schemas import document_schema
from xfetch.emulator.checking.checked import Checked, broken, left_out
from xfetch.emulator.checking.problem import Problem
from xfetch.emulator.checking.summary import SUMMARIES, exit_code

SUITE = '<testsuite name="A" tests="1" failures="0" errors="0"><testcase name="a"/></testsuite>'
GOOD = Checked("A/scenario.yml", "A", "passed", "PASSED", 0, "3 cycles", suite=SUITE)
GONE = Problem("1", "XF102", "limit-cuts-tie", "XF102: 2 events missed", "A.py:5")
LEFT = left_out(Path("C/scenario.yml"))
STOPPED = [GOOD, broken(Path("B/scenario.yml"), "no such key", 3), LEFT]


@pytest.mark.parametrize("name", ["text", "github", "markdown", "html"])
def test_what_was_not_run_is_counted_and_never_passed(name: str) -> None:
    told = "".join(SUMMARIES[name](STOPPED))
    assert "3 scenarios: 1 passed, 1 broken, 1 not run" in told
    assert "C/scenario.yml" not in told or name == "html"


@pytest.mark.parametrize("name", ["text", "github", "markdown", "html"])
def test_what_is_not_proven_is_counted_apart_from_what_passed(name: str) -> None:
    doubtful = replace(GOOD, word="NOT PROVEN")
    assert "2 scenarios: 1 passed, 1 not proven" in "".join(SUMMARIES[name]([GOOD, doubtful]))
    assert exit_code([GOOD, doubtful]) == 0


def test_a_page_of_a_stopped_check_names_what_was_not_run() -> None:
    told = "".join(SUMMARIES["html"]([GOOD, LEFT]))
    assert told.index("Not run (1)") < told.index("C/scenario.yml") < told.index("Passed (1)")
    assert "the check was stopped before" in told
    assert '<p id="banner" class="doubt">' in told


def test_markdown_marks_a_stopped_check() -> None:
    assert "".join(SUMMARIES["markdown"]([GOOD])).startswith("## ✅")
    assert "".join(SUMMARIES["markdown"]([GOOD, LEFT])).startswith("## ❌")


def test_a_comment_has_room_for_the_markdown_of_a_thousand_scenarios() -> None:
    checks = [
        replace(GOOD, status="failed", reports={"markdown": f"### {number}\n{'x' * 5_000}\n"})
        for number in range(1000)
    ]
    checks[0] = replace(checks[0], reports={"markdown": "x" * 70_000}, gone=(GONE,) * 5)
    told = "".join(SUMMARIES["markdown"](checks))
    assert 50_000 < len(told) < 65_536
    assert "1000 failed" in told.splitlines()[0]
    assert told.count("- gone: ") == 5
    shown = told.count("### ")
    assert told.endswith(
        f"… and {1000 - shown} reports more, for which a comment has no room: -o html shows all\n"
    )
    assert shown == 11
    few = "".join(SUMMARIES["markdown"](checks[1:5]))
    assert few.count("### ") == 4
    assert "more" not in few


def test_a_runner_shows_the_counts_of_a_check_also_where_many_scenarios_fail() -> None:
    failed = replace(GOOD, status="failed", reports={"github": "::notice title=A::FAILED\n"})
    told = "".join(SUMMARIES["github"]([failed] * 11))
    assert told.splitlines()[0] == "::notice title=xfetch check::11 scenarios: 11 failed"
    assert len(told.splitlines()) == 12


def test_junit_skips_what_was_not_run() -> None:
    suites = ET.fromstring("".join(SUMMARIES["junit"](STOPPED)))
    assert [one.get("skipped", "0") for one in suites] == ["0", "0", "1"]
    assert suites[2].find("testcase/skipped") is not None


def test_what_was_not_run_decides_no_exit_code() -> None:
    assert (exit_code([GOOD, LEFT]), exit_code(STOPPED)) == (0, 3)


def test_json_has_an_object_for_each_scenario() -> None:
    document = json.loads("".join(SUMMARIES["json"](STOPPED)))
    validate(document, document_schema("check"))
    assert [one["status"] for one in document["scenarios"]] == ["passed", "broken", "not run"]
    assert document["scenarios"][1]["headline"] == "no such key"
    assert document["summary"] == {
        "scenarios": 3, "passed": 1, "failed": 0, "broken": 1, "known": 0, "not run": 1,
    }  # fmt: skip
