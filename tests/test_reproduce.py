"""The command that a finding names shows this finding, with the fewest cycles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.told import invoke
from xfetch.emulator.request.samples import SCENARIO

FOLDER = Path(__file__).parents[1] / "sample_integrations"
GUILTY = [
    path.parent for path in sorted(FOLDER.glob(f"*/{SCENARIO}")) if "cause:" in path.read_text()
]


def findings(*words: str, into: Path) -> list[dict[str, Any]]:
    """Run a command; return its findings with a cause."""
    # Within this process: a child would take most of the time.
    invoke(*words, "--isolation", "inline", "-o", f"json:{into}")
    found = json.loads(into.read_text(encoding="utf-8"))["findings"]
    return [one for one in found if one["cause"]]


@pytest.mark.parametrize("folder", GUILTY, ids=lambda folder: folder.name)
def test_the_command_of_a_guilty_sample_shows_its_finding(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(FOLDER)
    first = findings("run", folder.name, into=tmp_path / "whole.json")[0]
    words = first["reproduce"]
    assert words[:3] == ["xfetch", "run", folder.name], words
    again = findings(*words[1:], into=tmp_path / "short.json")
    named = [(one["rule"], one["cause"]["code"], one["line"]) for one in again]
    assert (first["rule"], first["cause"]["code"], first["line"]) in named, words
