"""The command that a finding names shows this finding, with the fewest cycles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.told import invoke
from xfetch.emulator.request.samples import EXPECT, SCENARIO

FOLDER = Path(__file__).parents[1] / "sample_integrations"
GUILTY = [
    path.parent for path in sorted(FOLDER.glob(f"*/{SCENARIO}")) if "cause:" in path.read_text()
]


# What kills its own process, or is killed for its real time, cannot run within this process.
NEEDS_A_CHILD = ("dies", "never_returns")


def stated() -> list[Any]:
    """The runs that the older samples state in their ``expect.yml``, and that end with a finding."""
    found = []
    for file in sorted(FOLDER.glob(f"*/{EXPECT}")):
        document = yaml.safe_load(file.read_text(encoding="utf-8"))
        for number, run in enumerate([document, *document.get("also", [])], 1):
            grave = run["expect"]["exit_code"] or run["expect"].get("rules")
            if grave and file.parent.name not in NEEDS_A_CHILD:
                name = f"{file.parent.name}-{number}"
                found.append(pytest.param(file.parent.name, run["arguments"], id=name))
    return found


def findings(*words: str, into: Path) -> list[dict[str, Any]]:
    """Run a command; return its findings that are graver than information."""
    # Within this process: a child would take most of the time.
    invoke(*words, "--isolation", "inline", "-o", f"json:{into}")
    found = json.loads(into.read_text(encoding="utf-8"))["findings"]
    return [one for one in found if one["severity"] != "info"]


def named(finding: dict[str, Any]) -> tuple[Any, ...]:
    """What a finding says: its rule, its cause and its line."""
    cause = finding["cause"]["code"] if finding["cause"] else None
    return finding["rule"], cause, finding["line"]


@pytest.mark.parametrize("folder", GUILTY, ids=lambda folder: folder.name)
def test_the_command_of_a_guilty_sample_shows_its_finding(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(FOLDER)
    first = findings("run", folder.name, into=tmp_path / "whole.json")[0]
    shows_again(first, folder.name, tmp_path)


@pytest.mark.parametrize(("name", "arguments"), stated())
def test_the_command_of_an_older_sample_shows_each_of_its_findings(
    name: str, arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(FOLDER)
    for finding in findings("run", name, *arguments, into=tmp_path / "whole.json"):
        shows_again(finding, name, tmp_path)


def shows_again(finding: dict[str, Any], name: str, folder: Path) -> None:
    """Run the command of a finding; one of its findings must say the same."""
    words = finding["reproduce"]
    assert words[:3] == ["xfetch", "run", name], words
    again = findings(*words[1:], into=folder / "short.json")
    assert named(finding) in map(named, again), words
