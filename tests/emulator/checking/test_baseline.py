"""A baseline: what is known, what is new, what is gone."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import validate

from tests.cli.told import invoke
from tests.emulator import worlds
from xfetch.cli.document_schemas import document_schema
from xfetch.emulator.checking.baseline import Baseline, read_baseline
from xfetch.emulator.checking.check_one import CheckSettings, check_one
from xfetch.emulator.checking.checked import Checked, broken, left_out, with_known
from xfetch.emulator.checking.problem import Problem, not_run
from xfetch.emulator.checking.summary import SUMMARIES, exit_code
from xfetch.emulator.errors import UsageError
from xfetch.emulator.settings.isolation import Isolation

OLD = Problem("1", "XF101", "", "XF101 duplicate-incident: event 7 twice", "A.py:3")
NEW = Problem("2", "XF102", "limit-cuts-tie", "XF102 missed-incident: event 9", "A.py:5")
BAD = Checked("A/scenario.yml", "A", "failed", "FAILED", 1, "3 cycles", problems=(OLD, NEW))

AGAIN = "demisto.incidents([{'name': 'n', 'rawJSON': '{\"id\": 1}'}])"
SETTINGS = CheckSettings(isolation=Isolation("inline"), reports=("github", "markdown", "html"))


def test_a_scenario_fails_only_for_what_is_new() -> None:
    assert with_known(BAD, [OLD]).status == "failed"
    known = with_known(BAD, [OLD, NEW])
    assert (known.status, known.exit_code, exit_code([known])) == ("known", 1, 0)
    assert exit_code([known, BAD]) == 1
    told = "".join(SUMMARIES["text"]([known]))
    assert told.startswith("KNOWN   A/scenario.yml")
    assert told.endswith("1 scenario: 1 known\n")
    assert "known: XF102 missed-incident: event 9   A.py:5" in told


@pytest.mark.parametrize("name", ["text", "markdown", "html", "json"])
def test_what_is_gone_is_told(name: str) -> None:
    one = with_known(replace(BAD, status="passed", exit_code=0, problems=()), [OLD])
    assert one.gone == (OLD,)
    assert exit_code([one]) == 0
    told = "".join(SUMMARIES[name]([one]))
    assert "event 7 twice" in told
    if name == "json":
        validate(json.loads(told), document_schema("check"))


def test_a_scenario_that_cannot_be_run_is_known_too_and_shows_nothing_gone() -> None:
    path = Path("Packs/A/scenario.yml")
    one = broken(path, f"{path}:1: cycels: unknown key", 3)
    (why,) = one.problems
    known = with_known(one, [why, OLD])
    assert (known.status, known.gone) == ("known", ())
    assert known.results[0]["suppressions"]
    assert why.mark == not_run("/elsewhere/scenario.yml:2: cycels: unknown key").mark
    assert with_known(one, [not_run("A/scenario.yml: no such module")]).status == "broken"


def test_an_update_keeps_what_was_not_checked(tmp_path: Path) -> None:
    for name in "ABC":
        (tmp_path / name).mkdir()
        (tmp_path / name / "scenario.yml").touch()
    paths = {name: tmp_path / name / "scenario.yml" for name in "ABC"}
    old = Baseline(tmp_path, {f"{name}/scenario.yml": (OLD,) for name in "ABCD"})
    checks = [
        replace(BAD, path=str(paths["A"]), problems=(NEW,)),
        broken(paths["B"], "no such key", 3),
        left_out(paths["C"]),
    ]
    assert old.removed() == ("D/scenario.yml",)
    new = old.updated(checks)
    assert {path: [one.rule for one in those] for path, those in new.known.items()} == {
        "A/scenario.yml": ["XF102"],
        "B/scenario.yml": ["not-run", "XF101"],
        "C/scenario.yml": ["XF101"],
    }
    file = tmp_path / "known.json"
    file.write_text("".join(new.pieces()))
    validate(json.loads(file.read_text()), document_schema("baseline"))
    assert read_baseline(file, may_be_new=False) == new
    assert "".join(new.pieces()) == "".join(
        replace(new, known=dict(reversed(new.known.items()))).pieces()
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "there is no such baseline\n  --update-baseline writes it"),
        ("{", "the baseline is broken: "),
        ("\xff", "it is not a text file"),
        ("[]", "that file is not a baseline; it is left as it is"),
        ('{"schema": 2, "known": []}', "version 2; this xfetch reads version 1\n  restore"),
        ('{"schema": 1, "known": {}}', "each element of `known` needs the texts scenario, rule"),
        ('{"schema": 1, "known": [{"scenario": "a"}]}', "each element of `known`"),
    ],
)
def test_a_wrong_baseline_is_one_message(tmp_path: Path, text: str | None, told: str) -> None:
    file = tmp_path / "known.json"
    if text is not None:
        file.write_text(text, encoding="latin-1")
    with pytest.raises(UsageError) as caught:
        read_baseline(file, may_be_new=False)
    assert str(caught.value).startswith(f"--baseline {file}: ")
    assert told in str(caught.value)


def test_an_update_overwrites_no_other_file(tmp_path: Path) -> None:
    file = tmp_path / "package.json"
    file.write_text("{}")
    (tmp_path / "scenario.yml").write_text("cycels: 1\n")
    told = invoke("check", tmp_path, "--baseline", file, "--update-baseline")
    assert (told.exit_code, file.read_text()) == (2, "{}")
    told = invoke("check", tmp_path, "--update-baseline")
    assert (told.exit_code, told.stderr.count("\n")) == (2, 2)


def test_problems_are_recognised_where_lines_and_numbers_change(tmp_path: Path) -> None:
    """Of a real scenario: its code is moved, then it gets a second mistake, then it is mended."""
    home = worlds.write(tmp_path, f"{AGAIN}\ndone = True", name="Guilty")
    path, code = home / "scenario.yml", home / "Guilty.py"
    path.write_text("cycles: 3\n")
    first = check_one(path, SETTINGS)
    assert [one.rule for one in first.problems] == ["XF101"]
    baseline = Baseline(tmp_path).updated([first])
    check = partial(check_one, path, replace(SETTINGS, baseline=baseline))

    text = code.read_text()
    code.write_text(f"# A line more.\n\n{text}")
    path.write_text("cycles: 5\n")
    moved = check()
    assert (moved.status, moved.reports, moved.gone) == ("known", {}, ())
    assert ET.fromstring(moved.suite).get("failures") == "0"
    assert [bool(one["suppressions"]) for one in moved.results if one["ruleId"] == "XF101"] == [
        True
    ]

    code.write_text(f"{text}    1 / 0 if time.time() % 240 else None\n")
    worse = check()
    assert (worse.status, len(worse.known)) == ("failed", 1)
    assert "ZeroDivisionError" in worse.wrong[0]
    assert worse.wrong[-1].startswith("known: XF101")
    assert "XF101" not in worse.reports["github"]
    assert "ZeroDivisionError" in worse.reports["markdown"]

    code.write_text(text.replace('"id": 1', '"id": %d').replace("'}])", "' % time.time()}])"))
    mended = check()
    assert (mended.status, [one.rule for one in mended.gone]) == ("passed", ["XF101"])


def test_what_a_scenario_expects_in_vain_is_known_by_its_kind(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, AGAIN, name="Guilty")
    path = home / "scenario.yml"

    def checked(text: str) -> Any:
        path.write_text(text)
        return check_one(path, SETTINGS).problems

    three = checked("cycles: 3\nexpect: {duplicates: 0, rules: [XF101]}\n")
    four = checked("cycles: 4\nexpect: {duplicates: 0, rules: [XF101]}\n")
    assert [one.rule for one in three] == ["expect"]
    assert [one.mark for one in three] == [one.mark for one in four]
    assert three != four, "the words tell the numbers"
    other = checked("cycles: 3\nexpect: {incidents: 9, duplicates: 2, rules: [XF101]}\n")
    assert [one.mark for one in other] != [one.mark for one in three]


def test_the_command_writes_and_reads_a_baseline(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, AGAIN, name="Guilty")
    (home / "scenario.yml").write_text("cycles: 2\n")
    file = tmp_path / "known.json"
    command = ("check", tmp_path, "--baseline", file)
    assert invoke(*command).exit_code == 2
    told = invoke(*command, "--update-baseline")
    assert (told.exit_code, told.stderr.splitlines()[1:]) == (0, ["the baseline holds 1 problem"])
    told = invoke(*command, "-o", "json")
    document = json.loads(told.stdout)
    assert (told.exit_code, document["summary"]["known"]) == (0, 1)
    validate(document, document_schema("check"))
    told = invoke(*command, "-o", f"text:{file}")
    assert told.exit_code == 2
    assert "it would overwrite the baseline" in told.stderr
    (home / "scenario.yml").unlink()
    (home / "other.xfetch.yml").write_text("integration: Guilty.py\ncycles: 1\n")
    told = invoke(*command)
    assert told.exit_code == 0
    assert "gone: Guilty/scenario.yml is no longer there\n1 known problem gone: " in told.stderr
