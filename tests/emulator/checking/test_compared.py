"""What a change brought and took away."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from jsonschema import validate

from tests.cli.told import invoke
from tests.emulator import worlds
from tests.emulator.conftest import Git
from xfetch.cli.document_schemas import document_schema
from xfetch.emulator.checking.base_tree import lay_out
from xfetch.emulator.checking.check_one import CheckSettings
from xfetch.emulator.checking.checked import Checked, broken, left_out, with_known
from xfetch.emulator.checking.compared import Compared, compared, pieces_of
from xfetch.emulator.checking.git_range import changed_since
from xfetch.emulator.checking.problem import Problem

LOST = Problem("1", "XF102", "limit-cuts-tie", "XF102: 2 events missed", "A.py:5")
TWICE = Problem("2", "XF101", "", "XF101: event 7 twice", "A.py:9")
FAILS = Problem("3", "failed-cycle", "", "cycle 2: KeyError: 'a'", "A.py:7")
BASE = Checked("A/scenario.yml", "A", "failed", "FAILED", 1, "3 cycles")

AGAIN = "demisto.incidents([{'name': 'n', 'rawJSON': '{\"id\": 1}'}])"
FRESH = "demisto.incidents([{'name': 'n', 'rawJSON': json.dumps({'id': time.time()})}])"


def held(old: list[Problem], new: list[Problem]) -> Compared:
    one = replace(BASE, problems=tuple(new), status="failed" if new else "passed")
    return compared("main", [with_known(one, old)])


def kinds(found: Compared) -> list[tuple[str, str]]:
    return [(one.kind, one.problem.rule) for one in found.differences]


def test_only_what_differs_is_told() -> None:
    found = held([LOST, TWICE], [LOST, FAILS])
    assert kinds(found) == [("new", "failed-cycle"), ("gone", "XF101")]
    assert found.exit_code == 1
    assert found.headline == "1 scenario since main: 1 new, 1 gone"
    same = held([LOST], [LOST])
    assert (kinds(same), same.exit_code) == ([], 0)
    assert same.headline.endswith("nothing is new, gone or changed")


def test_more_events_or_other_code_of_the_same_cause_are_a_change_and_no_failure() -> None:
    more = replace(LOST, title="XF102: 9 events missed")
    moved = replace(LOST, mark="9", title="XF102: 3 events missed")
    for new in (more, moved):
        found = held([LOST], [new])
        assert (kinds(found), found.exit_code) == ([("changed", "XF102")], 0)
        assert found.checks[0].status == "known"
        assert found.differences[0].was == LOST
    assert held([LOST], [replace(LOST, mark="9")]).differences == (), (
        "only the code beside it is new"
    )
    other = replace(moved, cause="cursor-from-clock")
    assert kinds(held([LOST], [other])) == [("new", "XF102"), ("gone", "XF102")]
    assert held([LOST], [other]).exit_code == 1
    words = replace(FAILS, mark="8", title="cycle 2: TypeError")
    assert kinds(held([FAILS], [words])) == [("new", "failed-cycle"), ("gone", "failed-cycle")]


def test_what_can_no_longer_be_run_is_new() -> None:
    found = compared("main", [with_known(broken(Path("A/scenario.yml"), "no module", 3), [LOST])])
    assert (kinds(found), found.exit_code) == ([("new", "not-run")], 3)
    found = compared("main", [left_out(Path("A/scenario.yml"))])
    assert found.headline == "1 scenario since main: 1 not run"


def test_each_format_tells_it() -> None:
    found = held([LOST, TWICE], [replace(LOST, title="XF102: 9 events | missed"), FAILS])
    text = "".join(pieces_of(found, "text", 200)).splitlines()
    assert text[0] == "changed A/scenario.yml  XF102: 9 events | missed   A.py:5"
    assert text[1] == "        was: XF102: 2 events missed   A.py:5"
    assert text[-1] == "1 scenario since main: 1 new, 1 changed, 1 gone"
    comment = "".join(pieces_of(found, "markdown", 0))
    assert comment.startswith("### ❌ xfetch: 1 scenario since main: 1 new, 1 changed, 1 gone\n")
    assert "9 events \\| missed<br>was: XF102: 2 events missed | `A.py:5` |" in comment
    document = json.loads("".join(pieces_of(found, "json", 0)))
    validate(document, document_schema("diff"))
    assert document["summary"]["new"] == 1


def test_a_comment_has_room_for_a_thousand_differences() -> None:
    checks = [
        with_known(replace(BASE, path=f"A/{number}.yml", problems=(LOST,)), [TWICE])
        for number in range(1000)
    ]
    comment = "".join(pieces_of(compared("main", checks), "markdown", 0))
    assert 50_000 < len(comment) < 65_536
    assert "1000 new, 1000 gone" in comment.splitlines()[0]
    left = 2000 - comment.count("A/")
    assert f"\n\n… and {left} differences more, for which" in comment


def test_the_old_code_is_laid_out_with_the_new_scenario(git: Git, tmp_path: Path) -> None:
    home = worlds.write(Path(), AGAIN, name="Acme")
    (home / "helper.py").write_text("OLD = 1\n")
    (home / "data.json").write_text("old")
    git("add", ".")
    git("commit", "-q", "-m", "old")
    worlds.write(Path(), FRESH, name="Acme")
    worlds.write(Path(), FRESH, name="Added")
    (home / "helper.py").write_text("NEW = 1\n")
    (home / "data.json").write_text("new")
    (home / "vendor.py").write_text("import world\n")
    (home / "world.py").write_text("")
    Path("acme.xfetch.yml").write_text("integration: Acme\nvendor: Acme/vendor.py\n")
    Path("added.xfetch.yml").write_text("integration: Added\n")
    Path("broken.xfetch.yml").write_text("cycels: 1\n")
    scenarios = [Path(f"{name}.xfetch.yml") for name in ("acme", "added", "broken")]
    folder = tmp_path / "old"
    laid = lay_out(changed_since("HEAD", Path()), scenarios, CheckSettings(), folder)
    assert laid == {scenarios[0]: folder / "acme.xfetch.yml"}
    copy = folder / "Acme"
    assert AGAIN in (copy / "Acme.py").read_text()
    assert (copy / "helper.py").read_text() == "OLD = 1\n"
    assert (copy / "data.json").read_text() == "new", "what a scenario reads is the same for both"
    assert (copy / "world.py").exists()


def test_the_command_compares_both_versions(git: Git) -> None:
    home = worlds.write(Path(), AGAIN, name="Acme")
    (home / "scenario.yml").write_text("cycles: 2\n")
    git("add", ".")
    git("commit", "-q", "-m", "old")
    worlds.write(Path(), f"{FRESH}\nif time.time() % 120: 1 / 0", name="Acme")
    told = invoke("check", "--changed", "HEAD", "--diff", "--width", 200)
    assert told.exit_code == 1
    lines = told.output.splitlines()
    assert lines[0].startswith("new     Acme/scenario.yml  cycle 2: ")
    assert lines[1].startswith("gone    Acme/scenario.yml  XF101 duplicate-incident: event 1 ")
    assert lines[2] == "1 scenario since HEAD: 1 new, 1 gone"
    assert "xfetch-" not in told.output, "no path of the copy is shown"
    assert invoke("check", ".", "--diff").exit_code == 2
