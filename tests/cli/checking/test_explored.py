"""Integrations without a scenario: a check searches them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.told import invoke
from tests.emulator import worlds
from xfetch.cli.checking.explored import _folder_of, without_scenario
from xfetch.emulator.checking.affected import scenarios_reading
from xfetch.emulator.checking.check_one import CheckSettings
from xfetch.emulator.checking.found import find_scenarios

# It asks for what is newer than its position, and saves the newest time: a tie across the limit is lost.
CODE = """
    import demistomock as demisto
    import json, requests
    if demisto.command() == 'fetch-incidents':
        since = demisto.getLastRun().get('since', '2023-12-31T00:00:00Z')
        answer = requests.get('https://acme.example.com/alerts', params={'since': since, 'limit': 2})
        found = answer.json()['alerts']
        demisto.incidents(
            [{'name': one['id'], 'occurred': one['created'], 'rawJSON': json.dumps(one)} for one in found]
        )
        demisto.setLastRun({'since': found[-1]['created'] if found else since})
"""
QUIET = "demisto.incidents([])"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    worlds.write_raw(tmp_path, CODE, name="Acme")
    covered = worlds.write(tmp_path, QUIET, name="Covered")
    (covered / "scenario.yml").write_text("cycles: 1\n")
    worlds.write(tmp_path, QUIET, name="Elsewhere")
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "else.xfetch.yml").write_text("integration: ../Elsewhere\ncycles: 1\n")
    worlds.write(tmp_path, QUIET, name="Enricher", yml=worlds.YML.replace("isfetch: true, ", ""))
    worlds.write_raw(tmp_path, "import json\n", name="helpers", yml="")
    return tmp_path


def test_those_are_found_that_fetch_and_have_none(tree: Path) -> None:
    def found(*paths: str) -> list[str]:
        asked = [Path(path) for path in paths]
        scenarios = find_scenarios([Path()])
        return [str(one) for one in without_scenario(asked, scenarios, CheckSettings())]

    in_lines = "script:\n  type: python\n  subtype: python3\n  script: '-'\n  isfetchevents: true\n"
    yml = worlds.YML[: worlds.YML.index("script:")] + in_lines
    worlds.write(tree, QUIET, name="Another", yml=yml)
    assert found(".") == ["Acme/Acme.py", "Another/Another.py"]
    assert found("Acme/Acme.yml", "Covered/Covered.py") == ["Acme/Acme.py"]
    assert found("Enricher", "helpers") == []


def test_a_change_concerns_those_that_use_the_file(tree: Path) -> None:
    code = [Path("Acme/Acme.py"), Path("Elsewhere/Elsewhere.py")]
    for changed in ("Acme/Acme.yml", "Acme/helper.py"):
        assert scenarios_reading([Path(changed)], code, CheckSettings()) == (code[0],)
    assert scenarios_reading([Path("Acme/Acme_test.py")], code, CheckSettings()) == ()


def test_nothing_is_written_beside_the_code(tree: Path) -> None:
    assert _folder_of(Path("Acme/Acme.py")) == Path(".xfetch/explore/Acme")
    assert _folder_of(tree / "Acme" / "Acme.py") == Path(".xfetch/explore/Acme")
    other = _folder_of(Path("../Other/Other.py"))
    assert other.parts[:3] == (".xfetch", "explore", "elsewhere")
    assert ".." not in other.parts


@pytest.mark.long
def test_a_search_finds_what_breaks_and_how_to_see_it(tree: Path) -> None:
    told = invoke("check", "Acme", "--explore", "64", "-o", "json")
    (one,) = json.loads(told.stdout)["scenarios"]
    assert (told.exit_code, one["path"], one["status"]) == (1, "Acme/Acme.py", "failed"), (
        told.output
    )
    assert one["problems"]
    assert one["findings"]
    shown = next(text for text in one["wrong"] if text.startswith("see it: xfetch run "))
    world = shown.removeprefix("see it: xfetch run ")
    assert world.startswith(".xfetch/explore/Acme/")
    assert invoke("run", world, "-q").exit_code == 1


@pytest.mark.parametrize("other", [["--dask", "tcp://h:1"], ["--shard", "1/2"], ["--watch"]])
def test_what_it_cannot_be_combined_with(tree: Path, other: list[str]) -> None:
    told = invoke("check", ".", "--explore", "5", *other)
    assert (told.exit_code, "--explore: cannot be combined with" in told.stderr) == (2, True)


@pytest.mark.parametrize("budget", ["0", "often"])
def test_a_wrong_budget(tree: Path, budget: str) -> None:
    told = invoke("check", ".", "--explore", budget)
    assert (told.exit_code, "--explore" in told.stderr) == (2, True)
