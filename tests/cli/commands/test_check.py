"""The options that say which scenarios ``xfetch check`` runs, and what it shows of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.told import invoke
from tests.emulator import worlds

FRESH = "demisto.incidents([{'name': 'n', 'rawJSON': json.dumps({'id': time.time()})}])"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One scenario that passes, and three that cannot be run, which costs nothing."""
    monkeypatch.chdir(tmp_path)
    home = worlds.write(tmp_path, FRESH, name="Good")
    (home / "scenario.yml").write_text("cycles: 1\n")
    for name in ("a", "b", "z"):
        (tmp_path / f"{name}.xfetch.yml").write_text("cycels: 1\n")
    return tmp_path


def shown(output: str) -> list[str]:
    return re.findall(r"^(?:PASSED|BROKEN) +(\S+)", output, re.M)


def test_k_runs_those_with_a_text_in_their_path(tree: Path) -> None:
    assert shown(invoke("check", ".", "-k", "b.xf").stdout) == ["b.xfetch.yml"]
    told = invoke("check", ".", "-k", "none")
    assert (told.exit_code, "none of the 4 scenarios has 'none'" in told.stderr) == (2, True)


def test_a_python_or_yml_file_stands_for_its_scenarios(tree: Path) -> None:
    for name in ("Good/Good.py", "Good/Good.yml"):
        assert shown(invoke("check", name).stdout) == ["Good/scenario.yml"]


def test_x_stops_after_the_first_that_fails(tree: Path) -> None:
    told = invoke("check", ".", "-x", "-j", 1)
    assert shown(told.stdout) == ["Good/scenario.yml", "a.xfetch.yml"]
    assert told.stdout.splitlines()[-1] == "4 scenarios: 1 passed, 1 broken, 2 not run"
    assert "stopped after 2 of 4 scenarios (-x)" in told.stderr


def test_q_shows_those_that_fail_and_durations_the_slowest(tree: Path) -> None:
    told = invoke("check", ".", "-q", "-j", 1, "--durations", 2)
    assert shown(told.stdout) == ["a.xfetch.yml", "b.xfetch.yml", "z.xfetch.yml"]
    assert re.fullmatch(r" *\d+\.\d\d s  Good/scenario.yml\n", told.stderr)
