"""What CI systems, code hosts and pre-commit read of this repository: it parses, and names what exists."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from tests.emulator import worlds
from xfetch.cli.main import cli

ROOT = Path(__file__).parents[1]
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))


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


def test_the_step_of_the_action_writes_what_the_action_hands_on(tmp_path: Path) -> None:
    """As a runner executes it: each input is a variable, and the outputs are read from a file."""
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    step = next(step for step in action["runs"]["steps"] if step.get("id") == "check")
    assert step["shell"] == "bash"
    Path(tmp_path, "check.sh").write_text(step["run"], encoding="utf-8")
    place, temporary = tmp_path / "repository", tmp_path / "runner"
    place.mkdir()
    temporary.mkdir()
    home = worlds.write(place, "demisto.incidents([{'name': 'n', 'rawJSON': '{\"id\": 1}'}])")
    (home / "scenario.yml").write_text("cycles: 2\n")
    files = {name: str(temporary / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(tmp_path / "check.sh")],
        cwd=place,
        env={
            **os.environ,
            **files,
            "PATH": path,
            "GITHUB_ACTIONS": "true",
            "RUNNER_TEMP": str(temporary),
            "PATHS": ".",
            "ARGUMENTS": "--strict --no-cache",
        },
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "::error file=Probe/Probe.py,line=" in done.stdout
    assert "XF101" in Path(files["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8")
    lines = Path(files["GITHUB_OUTPUT"]).read_text(encoding="utf-8").splitlines()
    outputs = dict(line.split("=", 1) for line in lines)
    handed_on = re.findall(r"steps\.check\.outputs\.(\w+)", str(action["outputs"]))
    assert sorted(outputs) == sorted(handed_on)
    for name in outputs.values():
        assert "Probe" in Path(name).read_text(encoding="utf-8")


def test_the_hook_calls_what_exists() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["entry"] == "xfetch check --allow-none"
    assert "--allow-none" in CliRunner().invoke(cli, ["check", "--help"]).output
    files = re.compile(hook["files"])
    for name in ("A.py", "A.yml", "scenario.yml", "a.xfetch.yml", "events.jsonl", "tenant.har"):
        assert files.search(f"Packs/A/Integrations/A/{name}"), name
    assert not files.search("Packs/A/Integrations/A/README.md")


def test_the_hooks_of_developers_are_their_own() -> None:
    (repo,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))[
        "repos"
    ]
    assert repo["repo"] == "local", "a commit must not need the network"
    hooks: dict[str, Any] = {hook["id"]: hook for hook in repo["hooks"]}
    assert set(hooks) == {"ruff-check", "ruff-format", "layers", "mypy"}
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    extras = config["options.extras_require"]
    installed = set(re.findall(r"^([\w-]+)", f"{extras['test']}\n{extras['lint']}", re.M))
    # What CONTRIBUTING.md has installed brings every tool that a hook runs.
    for hook, package in {"ruff-check": "ruff", "layers": "import-linter", "mypy": "mypy"}.items():
        assert ".venv-test/bin/" in hooks[hook]["entry"]
        assert package in installed
    layers = re.compile(hooks["layers"]["files"])
    assert layers.search("emulator/judging/verdict/fold.py")
    assert layers.search("setup.cfg")
    assert not layers.search("tests/emulator/record/test_codec.py")
    assert hooks["mypy"]["stages"] == ["manual"]
    assert all(shlex.split(hook["entry"]) for hook in hooks.values())


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_an_issue_form_asks_for_what_exists(path: Path) -> None:
    """By the rules of the code host: a name, a description, a body whose questions have ids and labels."""
    text = path.read_text(encoding="utf-8")
    form = yaml.safe_load(text)
    assert (
        {"name", "description", "body"}
        <= set(form)
        <= {"name", "description", "title", "labels", "body"}
    )
    asked = [part for part in form["body"] if part["type"] != "markdown"]
    assert {part["type"] for part in asked} <= {"input", "textarea", "dropdown", "checkboxes"}
    ids = [part["id"] for part in asked]
    assert len(ids) == len(set(ids))
    labels = [part["attributes"]["label"] for part in asked]
    assert len(labels) == len(set(labels)), "the host refuses two questions of one label"
    written = set(re.findall(r"(?<=`)(?:xfetch )?(--[a-z-]+)", text)) - {"--version"}
    helped = CliRunner().invoke(cli, ["run", "--help"]).output
    assert all(option in helped for option in written)
    files = re.findall(r"`((?:docs/)?[\w-]+\.md)`", text)
    assert [name for name in files if not (ROOT / name).exists()] == []


def test_the_pull_request_template_names_commands_and_files_that_exist() -> None:
    text = (ROOT / ".github" / "PULL_REQUEST_TEMPLATE.md").read_text(encoding="utf-8")
    modules = re.findall(r"python -m ([\w.]+)", text)
    assert modules
    for module in modules:
        assert ROOT.joinpath(*module.split(".")).with_suffix(".py").exists()
    for name in re.findall(r"`((?:docs/|\.ci/)[\w/.-]*|[A-Z]+\.md)`", text):
        assert (ROOT / name).exists(), name
