"""Each command is imported only when it is asked for; the help needs none of them."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from xfetch.cli.lazy import COMMANDS
from xfetch.cli.main import cli


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_what_the_command_says(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.name == name
    assert command.get_short_help_str(sys.maxsize) == COMMANDS[name]


def test_the_help_imports_no_command() -> None:
    code = (
        "import sys\nfrom xfetch.cli.main import cli\n"
        "cli(['--help'], standalone_mode=False)\n"
        "print([name for name in sys.argv[1:] if name in sys.modules])"
    )
    unwanted = [f"xfetch.cli.commands.{name}" for name in COMMANDS] + [
        "rich",
        "distributed",
        "requests",
        "freezegun",
        "xfetch.emulator.judging.rules",
    ]
    done = subprocess.run(
        [sys.executable, "-c", code, *unwanted], capture_output=True, text=True, check=True
    )
    *shown, loaded = done.stdout.splitlines()
    assert loaded == "[]"
    assert all(any(line.split()[:1] == [name] for line in shown) for name in COMMANDS)


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("xfetch.cli.entry", ["click", "tempfile", "xfetch.emulator.running"]),
        (
            "xfetch.emulator.running.process.children",
            ["click", "dataclasses", "tempfile", "xfetch.emulator.judging"],
        ),
        (
            "xfetch.cli.commands.check",
            ["distributed", "xfetch.emulator.executing.dask_cluster"],
        ),
        (
            "xfetch.cli.commands.run",
            [
                "xfetch.emulator.judging.judge",
                "xfetch.emulator.judging.rules",
                "xfetch.emulator.reports.screen.text",
                "rich",
                "ssl",
                "email",
            ],
        ),
    ],
)
def test_what_can_be_imported_while_the_child_works_is_not_imported_before(
    module: str, unwanted: list[str]
) -> None:
    code = f"import sys, {module}\nprint([name for name in sys.argv[1:] if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code, *unwanted], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
