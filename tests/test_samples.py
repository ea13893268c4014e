"""Every sample states what it expects, and is held to it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from xfetch.cli.main import cli
from xfetch.emulator.reports import render
from xfetch.emulator.reports.agent import MOST_CHARS
from xfetch.emulator.reports.saved_run import read_run
from xfetch.emulator.request.samples import EXPECT, SCENARIO
from xfetch.emulator.request.scenario_file.read import read_scenario

FOLDER = Path(__file__).parents[1] / "sample_integrations"


def stated() -> list[Any]:
    """(folder, arguments, expectations) of every run that a sample states."""
    found = []
    for folder in sorted(path.parent for path in FOLDER.glob(f"*/{EXPECT}")):
        document = yaml.safe_load((folder / EXPECT).read_text(encoding="utf-8"))
        for number, run in enumerate([document, *document.get("also", [])], 1):
            name = f"{folder.name}-{number}"
            found.append(pytest.param(folder, run["arguments"], run["expect"], id=name))
    return found


def named(folder: Path, report: dict[str, Any]) -> tuple[str, str]:
    """The cause of the gravest finding that has one, and the text of its deciding line."""
    causes = [one["cause"] for one in report["findings"] if one["cause"]]
    if not causes or not causes[0]["places"]:
        return "", ""
    file, _, number = causes[0]["places"][0]["line"].rpartition(":")
    source = (folder / file).read_text(encoding="utf-8").splitlines()
    return causes[0]["code"], source[int(number) - 1].strip()


def observed(folder: Path, result: Any, report: dict[str, Any]) -> dict[str, Any]:
    """Everything that an expect.yml may speak of."""
    cycles = report["cycles"]
    cause, line = named(folder, report)
    return {
        "cause": cause,
        "line": line,
        "exit_code": result.exit_code,
        "duplicates": report["summary"]["duplicates"],
        "missed": report["summary"]["missed"],
        "failed": report["summary"]["failed"],
        "incidents": report["summary"]["incidents"],
        "statuses": [cycle["status"] for cycle in cycles],
        "duplicate_cycles": [c["cycle"] for c in cycles if c["duplicate_count"]],
        "created_cycles": [c["cycle"] for c in cycles if c["incident_count"]],
    }


@pytest.mark.parametrize(("folder", "arguments", "expect"), stated())
def test_a_sample_shows_what_it_states(
    folder: Path, arguments: list[str], expect: dict[str, Any], tmp_path: Path
) -> None:
    import json

    saved = tmp_path / "run.json"
    result = CliRunner().invoke(cli, ["run", str(folder), *arguments, "-o", f"json:{saved}"])
    report = json.loads(saved.read_text(encoding="utf-8"))
    expected = dict(expect)
    assert "cause" in expect or named(folder, report)[0] in ("", "unknown"), "state the cause"
    rules = {finding["rule"] for finding in report["findings"] if finding["severity"] != "info"}
    for rule in expected.pop("rules", []):
        assert rule in {finding["rule"] for finding in report["findings"]}
    first_run_from = expected.pop("first_run_from", None)
    if first_run_from:
        assert f"first run, asked from {first_run_from}" in result.output
    assert {key: observed(folder, result, report)[key] for key in expected} == expected
    assert_agent_can_mend(saved, named(folder, report)[1])
    if folder.name == "healthy":
        assert not rules


def assert_agent_can_mend(saved: Path, line: str) -> None:
    """Hold the report for agents to its room, and to what it must say of the gravest cause. The run is
    reported as if nobody had stated what it shows; ``line`` is the text of the deciding line.
    """
    outcome = replace(read_run(saved, {}), expect=None, differs=None)
    told = "".join(render("agent", outcome))
    assert len(told) <= MOST_CHARS
    fails = outcome.exit_code() == 1
    assert ("\nnext: mend point 1" in told) == fails
    risks = not fails and "\n1. warning " in told
    assert ("\nnext: nothing fails; the points are risks" in told) == risks
    _, found, first = told.partition("\n1. error ")
    if found:
        first = first.partition("\n\n")[0]
        assert f": {line}" in first
        assert all(f"\n   {name}: " in first for name in ("line", "do", "show"))


SCENARIOS = sorted(FOLDER.glob(f"*/{SCENARIO}"))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.parent.name)
def test_a_sample_comes_to_what_its_scenario_expects(path: Path, tmp_path: Path) -> None:
    import json

    saved = tmp_path / "run.json"
    arguments = ["run", str(path.parent), "--isolation", "inline", "-o", f"json:{saved}"]
    result = CliRunner().invoke(cli, [*arguments, "-o", "text"])
    assert result.exit_code == 0, result.output
    assert result.output.startswith("PASSED as expected  ")
    cause, line = named(path.parent, json.loads(saved.read_text(encoding="utf-8")))
    expect = yaml.safe_load(path.read_text(encoding="utf-8"))["expect"]
    assert cause in ("", "unknown") or ("cause" in expect and "line" in expect)
    assert_agent_can_mend(saved, line)


HEALTHY = sorted(path.name for path in FOLDER.glob("healthy*"))


@pytest.mark.parametrize("name", HEALTHY)
def test_nothing_grave_is_said_of_a_healthy_one(name: str, tmp_path: Path) -> None:
    import json

    saved = tmp_path / "run.json"
    arguments = ["run", str(FOLDER / name), "--isolation", "inline", "-o", f"json:{saved}"]
    assert CliRunner().invoke(cli, arguments).exit_code == 0
    findings = json.loads(saved.read_text(encoding="utf-8"))["findings"]
    assert [item for item in findings if item["severity"] != "info"] == []


def test_the_scenarios_say_what_they_show_and_expect_something() -> None:
    for path in SCENARIOS:
        scenario = read_scenario(path)
        assert scenario.about
        assert scenario.expect is not None
        assert scenario.expect.counts or scenario.expect.events


def test_every_mistake_of_the_field_has_its_sample() -> None:
    names = {path.parent.name for path in SCENARIOS}
    assert len([name for name in names if not name.startswith("healthy")]) >= 12
    sound = ["acknowledged", "cursor", "look_back", "queue", "seen_ids", "snapshot", "state_filter"]
    assert {f"healthy_{name}" for name in sound} <= names


def test_every_sample_has_its_files() -> None:
    folders = [path for path in FOLDER.iterdir() if path.is_dir() and path.name != "__pycache__"]
    assert len(folders) >= 6
    for folder in folders:
        names = {path.name for path in folder.iterdir() if path.name != "__pycache__"}
        stated = {SCENARIO} if SCENARIO in names else {"vendor.py", EXPECT}
        code = {f"{folder.name}.py", f"{folder.name}.yml"}
        # What xfetch upgrade replaces.
        before = {path.name for path in folder.glob("before/*.*")}
        assert before in (set(), code)
        assert names - {"before"} == {*code, *stated}


def test_samples_import_only_what_they_may() -> None:
    import sys

    from xfetch.emulator.integration.source import load

    allowed = {"demistomock", "requests", "CommonServerPython", "CommonServerUserPython"}
    for folder in FOLDER.glob("*/"):
        if folder.name == "__pycache__":
            continue
        modules = {item.module.split(".")[0] for item in load(folder).imports}
        assert modules - allowed <= sys.stdlib_module_names
