"""A search in each format, from one small search of a sample."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from runpy import run_path
from xml.etree import ElementTree as ET

import pytest
from jsonschema import validate

from tests.emulator.exploring.grounds import sample
from tests.explored import FILE, made, told
from xfetch.cli.document_schemas import KINDS, document_schema
from xfetch.emulator.exploring.emitted import test_lines as lines_of_test
from xfetch.emulator.exploring.find import Explored, Unran
from xfetch.emulator.exploring.kept_finds import write_finds, write_tests
from xfetch.emulator.exploring.telling import document
from xfetch.emulator.exploring.telling.formats import FORMATS, Told
from xfetch.emulator.exploring.telling.screen import BEYOND, find_lines, lines_of
from xfetch.emulator.exploring.world import Change
from xfetch.emulator.judging.guessed import Guessed, Tried
from xfetch.emulator.pytest_support.fixture import Xfetch
from xfetch.emulator.reports.screen.styled import plain
from xfetch.emulator.settings.guess import Guess


@cache
def beyond() -> Told:
    find = replace(told().explored.finds[0], beyond=("late",), process_state=True)
    return replace(told(), explored=replace(told().explored, finds=(find,), real_s=7.0))


def test_the_screen_has_cause_line_world_likelihood_and_command_in_24_lines() -> None:
    explored = told().explored
    lines = [plain(one) for one in lines_of(explored, told().files, 80)]
    assert max(map(len, lines)) <= 80
    assert lines.index("") <= 24
    text = "\n".join(lines)
    for part in (
        "XF102  event",
        "a limit cuts between events of one second",
        'since = alerts[-1]["created"]',
        "world 2 events, 5 cycles; params max_fetch 1; 14 at +30s; 15 at +30s",
        "in 1 of 3 worlds (6–79 %)",
        "xfetch run explore/limit-cuts-tie.xfetch.yml",
        "FOUND  1 error in 3 worlds",
    ):
        assert part in text


def test_a_find_beyond_the_promises_is_a_warning_and_says_when() -> None:
    text = made("text", beyond())
    assert "warning  XF102" in text
    assert "only  where the product shows events late" in text
    assert "depends on process state" in text
    assert "NOTHING FOUND  1 that depends on the product in 3 worlds" in text
    assert "; that says little, the named shapes alone are 47 worlds" in text


def test_a_search_of_few_worlds_without_a_find_says_little() -> None:
    few = Told(Explored(worlds=5, least_worlds=6), {})
    assert "; that says little, the named shapes alone are 6 worlds" in " ".join(
        made("text", few).split()
    )
    assert "says little" not in made("text", Told(Explored(worlds=6, least_worlds=6), {}))


def test_what_an_interrupted_search_did_not_confirm_is_marked() -> None:
    find = replace(told().explored.finds[0], confirmed=False, cut=True, may_hand_out=True)
    text = made("text", replace(told(), explored=replace(told().explored, finds=(find,))))
    assert "note  not confirmed: the search ended before" in text
    assert "note  not made as small as possible: the time was over" in text
    assert "open  look up: does the list show an event each time, or only once?" in text
    assert "not confirmed" not in made("text", told())


def test_what_the_code_leaves_out_is_an_information() -> None:
    find = replace(told().explored.finds[0], is_excluded=True)
    one = replace(told(), explored=replace(told().explored, finds=(find,)))
    assert "info  XF102" in made("text", one)
    assert "only  if the scenario says so of such an event: `in_scope: true`" in made("text", one)
    assert "Left out by the code's own filter, or a setting that does not hold (1)" in made(
        "html", one
    )
    found = json.loads(made("json", one))
    validate(found, document_schema("explore"))
    assert found["summary"]["excluded"] == 1


def test_the_document_is_as_its_schema_says() -> None:
    for one, kind in ((told(), "error"), (beyond(), "beyond")):
        found = json.loads(made("json", one))
        validate(found, document_schema("explore"))
        assert [row["kind"] for row in found["finds"]] == [kind]
        assert found["finds"][0]["file"] == FILE.as_posix()
        assert found["tried"]["worlds"] == 3
    assert document.KINDS == KINDS


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_real_time_changes_no_report(name: str) -> None:
    slower = replace(told(), explored=replace(told().explored, real_s=99.0))
    assert made(name, slower) == made(name, told())


def test_ci_formats_hold_errors_only() -> None:
    failures = [int(one.get("failures", 0)) for one in ET.fromstring(made("junit", told()))]
    assert sum(failures) >= 1
    (suite,) = ET.fromstring(made("junit", beyond()))
    assert suite.get("failures") == "0"
    assert "XF102" in made("sarif", told())
    assert not json.loads(made("sarif", beyond()))["runs"][0]["results"]
    assert "::error" in made("github", told())
    assert "::error" not in made("github", beyond())


def test_the_page_has_an_overview_and_the_run_of_the_world() -> None:
    page = made("html", told())
    assert "<h1>xfetch explore</h1>" in page
    assert "Errors (1)" in page
    assert f"?run={FILE.as_posix()}" in page
    assert "<dt>world</dt><dd>2 events, 5 cycles; " in page
    assert f"<dt>see</dt><dd>xfetch run {FILE.as_posix()}</dd>" in page
    assert ">What was tried</h2>" in page
    assert "<p>broke the fetch, of the worlds that vary: " in page
    assert "Only where the product does more" in made("html", beyond())
    assert "<dt>only</dt><dd>where the product shows events late</dd>" in made("html", beyond())


def test_the_longest_find_has_24_lines() -> None:
    (find,) = told().explored.finds
    (event,) = find.world.events[:1]
    changed = replace(event, visible_s=9000.5, removed_s=9e5, changes=(Change(5e4), Change(6e4)))
    guess = Guess("api.routes[0].filter.created", {"gt": "query.q"}, ({"ge": "query.q"},))
    tried = (Tried({"ge": "query.q"}, better=True),)
    guesses = tuple(Guessed(guess, "explore/" + "a" * 60 + ".yml", tried) for _ in range(3))
    long = replace(
        find,
        world=replace(
            find.world, events=(changed,) * 40, faults=({"cycle": 3, "status": 500},) * 9
        ),
        beyond=tuple(BEYOND),
        outcome=replace(find.outcome, guesses=guesses),
        process_state=True,
        worlds=12_345,
    )
    lines = [plain(one) for one in find_lines(long, 1, 123_456, FILE, 80)]
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80
    text = "\n".join(" ".join(line.split()) for line in lines)
    assert (
        "open look up: does an answer hold events of the request's own start time?\n"
        "since=exclusive: the fetch breaks (guessed, "
    ) in text
    assert (
        "since=inclusive: this world does not break it\n"
        "--promise since=exclusive or since=inclusive settles it\n"
    ) in text


def test_a_search_without_finds_is_told_in_each_format() -> None:
    nothing = Told(Explored(worlds=5), {})
    for name in FORMATS:
        assert made(name, nothing)
    assert "NOTHING TRIED" in made("text", Told(Explored(), {}))


def test_worlds_that_tested_nothing_are_no_success() -> None:
    nothing = Explored(worlds=5, untested=5)
    assert nothing.exit_code == 1
    assert Explored(worlds=5, untested=4).exit_code == 0
    assert "NOTHING TESTED" in made("text", Told(nothing, {}))
    assert ET.fromstring(made("junit", Told(nothing, {})))[0].get("failures") == "1"


def test_the_emitted_test_is_python_and_names_the_scenario() -> None:
    (find,) = told().explored.finds
    text = "\n".join(lines_of_test(find, FILE.name, "test_limit_cuts_tie"))
    ast.parse(text)
    assert "limit-cuts-tie.xfetch.yml" in text
    assert "assert not history.missed" in text
    assert "history.missed" not in "".join(
        lines_of_test(replace(find, beyond=("late",)), FILE.name, "test_it")
    )


def test_the_emitted_test_fails_as_long_as_the_mistake_is_there(
    xfetch: Xfetch, tmp_path: Path
) -> None:
    finds = told().explored.finds
    (test,) = write_tests(finds, write_finds(sample("ties_dropped"), finds, tmp_path))
    assert test.path.name == "test_limit_cuts_tie.py"
    with pytest.raises(AssertionError):
        run_path(str(test.path))["test_limit_cuts_tie"](xfetch)


def test_lines_that_never_ran_are_told() -> None:
    never = Unran("Acme.py", (40, 41, 57), 61)
    explored = replace(told().explored, unran=never)
    one = replace(told(), explored=explored)
    assert "never ran, of 61 lines in functions that the fetch calls: Acme.py:40-41, 57" in made(
        "text", one
    )
    assert json.loads(made("json", one))["tried"]["never_ran"] == "Acme.py:40-41, 57"


def test_a_setting_that_does_not_hold_is_an_information() -> None:
    (find,) = told().explored.finds
    find = replace(find, key=replace(find.key, rule="XF117"))
    one = replace(told(), explored=replace(told().explored, finds=(find,)))
    assert one.explored.exit_code == 0
    assert "info  XF102" in made("text", one)
    found = json.loads(made("json", one))
    validate(found, document_schema("explore"))
    assert [row["kind"] for row in found["finds"]] == ["setting"]
