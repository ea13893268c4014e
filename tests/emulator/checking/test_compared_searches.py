"""What a change brings and takes away in an integration without a scenario: both versions are searched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.cli.told import invoke
from tests.emulator.conftest import Git
from tests.emulator.exploring.grounds import SAMPLES

SAMPLE = SAMPLES / "healthy_seen_ids" / "healthy_seen_ids"
GOOD = SAMPLE.with_suffix(".py").read_text(encoding="utf-8")
REPEATS = GOOD.replace('if alert["id"] not in seen][', "][")
SCENARIO = yaml.safe_load((SAMPLE.parent / "scenario.yml").read_text(encoding="utf-8"))
GUESS = {key: value for key, value in SCENARIO.items() if key in ("api", "events")}
# By integration, its code before and after the change; None where it is not there.
CODES = {
    "Breaks": (GOOD, REPEATS),
    "Mends": (REPEATS, GOOD),
    "Moves": (REPEATS, f"\n{REPEATS}"),
    "New": (None, REPEATS),
    "Starts": ("import nowhere_to_be_found\n", GOOD),
    "Stops": (GOOD, f"{GOOD}    raise ValueError('stops')\n"),
}
# What is told of each, and a rule of it.
TOLD = {
    "Breaks": ("new", "XF101"),
    "Mends": ("gone", "XF101"),
    "New": ("new", "XF101"),
    "Starts": ("gone", "not-run"),
    "Stops": ("new", "failed-cycle"),
}


def write(name: str, code: str) -> None:
    """Write an integration, and the guess of its API, which an earlier check has written."""
    folder = Path("Packs", name)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.py").write_text(code, encoding="utf-8")
    yml = SAMPLE.with_suffix(".yml").read_text(encoding="utf-8")
    (folder / f"{name}.yml").write_text(yml, encoding="utf-8")
    guess = Path(".xfetch/explore", folder, f"{name}.yml")
    guess.parent.mkdir(parents=True, exist_ok=True)
    guess.write_text(yaml.safe_dump(GUESS), encoding="utf-8")


@pytest.mark.parametrize("names", [["Breaks"], pytest.param([*CODES], marks=pytest.mark.long)])
def test_both_versions_go_through_the_same_worlds(git: Git, names: list[str]) -> None:
    Path(".gitignore").write_text(".xfetch\n")
    for name in names:
        was = CODES[name][0]
        if was is not None:
            write(name, was)
    git("add", ".")
    git("commit", "-q", "-m", "before")
    for name in names:
        write(name, CODES[name][1])
    asked = ("check", "Packs", "--changed", "HEAD", "--diff", "--explore", "6")
    told = invoke(*asked, "-o", "json", "-o", "markdown:comment.md")
    differences = json.loads(told.stdout)["differences"]
    kinds = {(Path(one["path"]).stem, one["kind"]) for one in differences}
    assert kinds == {(name, TOLD[name][0]) for name in names if name in TOLD}, told.output
    rules = {(Path(one["path"]).stem, one["rule"]) for one in differences}
    assert rules >= {(name, TOLD[name][1]) for name in names if name in TOLD}
    assert told.exit_code == 1
    assert str(Path.cwd().parent) not in told.stdout
    assert "| ❌ | new | Packs/Breaks/Breaks.py |" in Path("comment.md").read_text(encoding="utf-8")
    kept = Path(".xfetch/explore/Packs")
    assert list((kept / "Mends").glob("*.xfetch.yml")) == []
    world = min((kept / "Breaks").glob("*.xfetch.yml"))
    assert invoke("run", str(world), "-q").exit_code == 1
