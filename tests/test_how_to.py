"""The files that the how-to shows: settings for VS Code and scenarios fit what xfetch takes and writes."""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.golden_runs import GOLDEN
from xfetch.cli.main import cli
from xfetch.emulator.request.scenario_file.read import read_scenario

PAGE = (Path(__file__).parents[1] / "docs" / "how-to.md").read_text(encoding="utf-8")
_SETTINGS = re.compile(r"^```json\n(.*?)^```$", re.S | re.M)
_SCENARIOS = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.S | re.M)


def _settings(key: str) -> dict[str, Any]:
    """The only entry of that list in the settings that have it."""
    (settings,) = (one for one in map(json.loads, _SETTINGS.findall(PAGE)) if key in one)
    (entry,) = settings[key]
    assert isinstance(entry, dict)
    return entry


def _takes(command: str, arguments: list[str]) -> bool:
    helped = CliRunner().invoke(cli, [command, "--help"]).output
    return all(word in helped for word in arguments if word.startswith("-"))


@pytest.mark.parametrize("text", _SCENARIOS)
def test_each_scenario_is_one(text: str, tmp_path: Path) -> None:
    path = tmp_path / "scenario.yml"
    path.write_text(text, encoding="utf-8")
    assert read_scenario(path).product.api


def test_the_debugger_starts_what_exists() -> None:
    launch = _settings("configurations")
    assert find_spec(f"{launch['module']}.__main__")
    command, *arguments = launch["args"]
    assert _takes(command, arguments)


def test_the_task_finds_the_line_and_the_message_of_each_finding() -> None:
    task = _settings("tasks")
    command, *arguments = task["args"]
    assert task["command"] == "xfetch"
    assert _takes(command, arguments)
    pattern = task["problemMatcher"]["pattern"]
    regexp = re.compile(pattern["regexp"])
    written = (GOLDEN / "run_github.log").read_text(encoding="utf-8").splitlines()
    found = [regexp.match(line) for line in written if not line.startswith("::notice")]
    assert found
    for one in found:
        assert one is not None
        assert (Path(__file__).parents[1] / one[pattern["file"]]).is_file()
        assert int(one[pattern["line"]]) > 1
        assert one[pattern["severity"]] in ("error", "warning")
        assert one[pattern["code"]].startswith("XF")
        assert "%0A" not in one[pattern["message"]]
