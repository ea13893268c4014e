"""``xfetch init --agent``: the files that tell a language model how to use xfetch."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from tests.cli.told import invoke
from xfetch.cli.agent_files import SKILL, SNIPPET
from xfetch.cli.main import cli
from xfetch.emulator.judging.diagnosis.vocabulary import KINDS


def test_it_writes_both_files_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = invoke("init", "--agent")
    assert (told.exit_code, told.stdout) == (0, "")
    assert told.stderr == "written: SKILL.md\nwritten: AGENTS.md\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["AGENTS.md", "SKILL.md"]
    assert invoke("init", "--agent").output == "", "a second time there is nothing to do"


def test_it_overwrites_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("AGENTS.md").write_text("# Ours\n")
    told = invoke("init", "--agent")
    assert told.exit_code == 0
    assert told.stdout == SNIPPET.read_text()
    assert Path("AGENTS.md").read_text() == "# Ours\n"
    Path("SKILL.md").write_text("# Ours\n")
    told = invoke("init", "--agent", "--force")
    assert (told.exit_code, told.stdout) == (2, "")
    assert Path("SKILL.md").read_text() == "# Ours\n"


def test_every_command_that_they_name_is_one() -> None:
    text = SKILL.read_text() + SNIPPET.read_text()
    named = [one for one in re.findall(r"`(xfetch [^`]+)`", text) if "COMMAND" not in one]
    assert len(named) > 15
    for one in named:
        _, name, *words = shlex.split(one)
        command = cli.get_command(click.Context(cli), name)
        assert command is not None, one
        options = {text for param in command.params for text in param.opts}
        given = [word for word in words if word.startswith("-")]
        assert set(given) <= options, one
    assert re.search(r"explain ([a-z-]+)`", text)[1] in KINDS  # type: ignore[index]
