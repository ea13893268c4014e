"""In a child process or inline: the same bytes, but for what is said of the network."""

from __future__ import annotations

import re
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


def report(folder: Path, arguments: list[str], isolation: str, saved: Path) -> str:
    options = ["--isolation", isolation, "-o", f"json:{saved}", "--trace"]
    done = CliRunner().invoke(cli, ["run", str(folder), *arguments, *options])
    # The command that it advises repeats the option, and so do the arguments that reproduce it.
    told = done.stdout.replace(f"--isolation {isolation}", "--isolation")
    kept = saved.read_text(encoding="utf-8")
    kept = kept.replace(f'"--isolation", "{isolation}"', '"--isolation"')
    return _without_network(kept + told)


def _without_network(report: str) -> str:
    """Only a child process can have a private network, so the reports differ by that."""
    report = re.sub(r'"shut_in": ?(true|false|null)', '"shut_in"', report)
    return re.sub(r"^network: .*\n(?:  (?! *#).*\n)*?(?=\S| +#)", "", report, flags=re.M)


@pytest.mark.parametrize(("folder", "arguments", "expect"), harmless())
def test_the_report_is_the_same_to_the_byte(
    folder: Path, arguments: list[str], expect: object, tmp_path: Path
) -> None:
    inline = report(folder, arguments, "inline", tmp_path / "inline.json")
    process = report(folder, arguments, "process", tmp_path / "process.json")
    assert inline == process
