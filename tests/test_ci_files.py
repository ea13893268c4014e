"""What CI systems read of this repository: it parses, and calls commands that exist."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from click.testing import CliRunner

from xfetch.cli.main import cli

ROOT = Path(__file__).parents[1]


def test_the_action_calls_what_exists() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    assert action["runs"]["using"] == "composite"
    scripts = "\n".join(step.get("run", "") for step in action["runs"]["steps"])
    used = set(re.findall(r"inputs\.([\w-]+)", (ROOT / "action.yml").read_text(encoding="utf-8")))
    assert used == set(action["inputs"])
    options = set(re.findall(r"\s(-{1,2}[a-z]+)\b", scripts.partition("xfetch check")[2]))
    helped = CliRunner().invoke(cli, ["check", "--help"]).output
    assert all(option in helped for option in options)
    assert "${{" not in scripts, "inputs reach the shell as variables, never as text"


def test_the_hook_calls_what_exists() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["entry"] == "xfetch check"
    files = re.compile(hook["files"])
    assert files.search("Packs/A/Integrations/A/scenario.yml")
    assert files.search("tests/a.xfetch.yml")
    assert not files.search("Packs/A/Integrations/A/A.yml")
