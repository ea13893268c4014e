"""In a child process or inline: the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.test_samples import stated
from xfetch.cli.main import cli

# What they show is that inline nobody could end them.
_DEADLY = ("never_returns", "dies")


def harmless() -> list[Any]:
    return [case for case in stated() if not case.values[0].name.startswith(_DEADLY)]


def report(folder: Path, arguments: list[str], isolation: str, saved: Path) -> bytes:
    options = ["--isolation", isolation, "-o", f"json:{saved}", "--trace"]
    done = CliRunner().invoke(cli, ["run", str(folder), *arguments, *options])
    return saved.read_bytes() + done.output.encode()


@pytest.mark.parametrize(("folder", "arguments", "expect"), harmless())
def test_the_report_is_the_same_to_the_byte(
    folder: Path, arguments: list[str], expect: object, tmp_path: Path
) -> None:
    inline = report(folder, arguments, "inline", tmp_path / "inline.json")
    process = report(folder, arguments, "process", tmp_path / "process.json")
    assert inline == process
