"""Which scenarios a changed file concerns."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.told import invoke
from tests.emulator import worlds
from xfetch.emulator.checking.affected import scenarios_reading
from xfetch.emulator.checking.check_one import CheckSettings
from xfetch.emulator.checking.found import find_scenarios

FRESH = "demisto.incidents([{'name': 'n', 'rawJSON': json.dumps({'id': time.time()})}])"
IMPORTS = """
    import demistomock as demisto
    import json, time
    from FirstApiModule import *
    if demisto.command() == 'fetch-incidents':
        demisto.incidents([{'name': 'n', 'rawJSON': json.dumps({'id': time.time()})}])
"""
MODULES = {
    "ApiModules/Scripts/FirstApiModule": "from SecondApiModule import *\n",
    "ApiModules/Scripts/SecondApiModule": "import json\n",
    "ApiModules/Scripts/OtherApiModule": "",
    "Base/Scripts/CommonServerPython": "",
}
AGAIN = "demisto.incidents([{'name': 'n', 'rawJSON': '{\"id\": 1}'}])"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One scenario in the integration's folder, one elsewhere, and another integration."""
    good = worlds.write(tmp_path, FRESH, name="Good")
    (good / "scenario.yml").write_text("cycles: 2\n")
    guilty = worlds.write(tmp_path, AGAIN, name="Guilty")
    (guilty / "helper.py").write_text("")
    (tmp_path / "elsewhere.xfetch.yml").write_text(
        "integration: Guilty\nevents: data.json\ncycles: 2\n"
    )
    (tmp_path / "data.json").write_text("[]")
    (tmp_path / "broken.xfetch.yml").write_text("cycels: 2\n")
    worlds.write(tmp_path, FRESH, name="Alone")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def checkout(tree: Path) -> Path:
    """The same, with modules of the content repository and a vendor file that imports others."""
    worlds.write_raw(tree, IMPORTS, name="Good")
    for name, text in MODULES.items():
        file = tree / "Packs" / name / f"{Path(name).name}.py"
        file.parent.mkdir(parents=True)
        file.write_text(text)
    worlds.write(tree, FRESH, name="Vended")
    (tree / "vendor.xfetch.yml").write_text("integration: Vended\nvendor: vendor.py\ncycles: 1\n")
    (tree / "vendor.py").write_text("import json, world\n")
    (tree / "world.py").write_text("from deeper import words\n")
    (tree / "unused.py").write_text("")
    return tree


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ("Good/Good.py", ["Good/scenario.yml"]),
        ("Good/Good.yml", ["Good/scenario.yml"]),
        ("Good/scenario.yml", ["Good/scenario.yml"]),
        ("Good/gone.json", ["Good/scenario.yml"]),
        ("Good/README.md", []),
        ("Good/Good_test.py", []),
        ("Guilty/Guilty.py", ["elsewhere.xfetch.yml"]),
        ("Guilty/helper.py", ["elsewhere.xfetch.yml"]),
        ("data.json", ["elsewhere.xfetch.yml"]),
        ("broken.xfetch.yml", ["broken.xfetch.yml"]),
        ("Alone/Alone.py", []),
        ("vendor.py", ["vendor.xfetch.yml"]),
        ("world.py", ["vendor.xfetch.yml"]),
        ("deeper.py", ["vendor.xfetch.yml"]),
        ("unused.py", []),
        ("Packs/ApiModules/Scripts/FirstApiModule/FirstApiModule.py", ["Good/scenario.yml"]),
        ("Packs/ApiModules/Scripts/SecondApiModule/SecondApiModule.py", ["Good/scenario.yml"]),
        ("Packs/ApiModules/Scripts/OtherApiModule/OtherApiModule.py", []),
        (
            "Packs/Base/Scripts/CommonServerPython/CommonServerPython.py",
            ["Good/scenario.yml"],
        ),
    ],
)
def test_a_file_finds_its_scenarios(checkout: Path, changed: str, found: list[str]) -> None:
    scenarios, settings = find_scenarios([Path()]), CheckSettings()
    assert [str(path) for path in scenarios_reading([Path(changed)], scenarios, settings)] == found
    absolute = scenarios_reading([checkout / changed], scenarios, settings)
    assert [str(path) for path in absolute] == found


def test_check_takes_the_code_of_an_integration(tree: Path) -> None:
    told = invoke("check", "Good/Good.py", "Guilty/Guilty.py")
    assert told.exit_code == 1
    assert "2 scenarios: 1 passed, 1 failed" in told.output
    outside = invoke("check", tree / "Good" / "Good.yml")
    assert "1 scenario: 1 passed" in outside.output
    told = invoke("check", "Alone/Alone.py")
    assert told.exit_code == 2
    assert "Alone/Alone.py: not a scenario, and no scenario runs it\n  `xfetch init " in told.output
    assert invoke("check", "gone.py").exit_code == 2


def test_changed_files_may_have_no_scenario(tree: Path) -> None:
    told = invoke("check", "--allow-none", "Alone/Alone.py")
    assert (told.exit_code, told.output) == (0, "no scenario uses the changed files\n")
    assert "1 scenario: 1 failed" in invoke("check", "--allow-none", "Guilty/helper.py").output


def test_a_check_is_narrowed_and_stops(tree: Path) -> None:
    (tree / "broken.xfetch.yml").unlink()
    quiet = invoke("check", ".", "-q").output
    assert "Good/scenario.yml" not in quiet
    assert "elsewhere.xfetch.yml" in quiet
    assert "1 scenario: 1 passed" in invoke("check", ".", "-k", "Good").output
    none = invoke("check", ".", "-k", "Goof")
    assert none.exit_code == 2
    assert "-k: none of the 2 scenarios has 'Goof' in its path" in none.output
    (tree / "A.xfetch.yml").write_text("integration: Guilty\ncycles: 2\n")
    stopped = invoke("check", "A.xfetch.yml", "Good", "-x", "-j", 1)
    assert stopped.exit_code == 1
    assert "stopped after 1 of 2 scenarios (-x)\n2 scenarios: 1 failed, 1 not run" in stopped.output


def test_a_check_annotates_the_lines_on_github(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = tree / "summary.md"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    told = invoke("check", ".").output
    assert "::error file=Guilty/Guilty.py,line=" in told
    assert "::error file=broken.xfetch.yml::" in told
    assert "::notice title=xfetch check::3 scenarios: 1 passed, 1 failed, 1 broken" in told
    written = summary.read_text(encoding="utf-8")
    assert written.startswith("## ❌ xfetch check: 3 scenarios")
    assert "XF101 duplicate-incident" in written
    monkeypatch.delenv("GITHUB_ACTIONS")
    assert "::error" not in invoke("check", ".").output
    asked = invoke("check", ".", "-o", "github").stdout
    assert "::error file=Guilty/Guilty.py,line=" in asked
    assert invoke("check", ".", "-o", "markdown").stdout == written
