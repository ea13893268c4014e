"""The rooms: all of them are installed, and imports go one way, as setup.cfg's contracts say."""

from __future__ import annotations

import configparser
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def packages_on_disk() -> set[str]:
    """The dotted names of every package in the tree."""
    found = {"xfetch"}
    for top in ("cli", "emulator", "sample_integrations"):
        for init in (ROOT / top).rglob("__init__.py"):
            found.add(".".join(["xfetch", *init.parent.relative_to(ROOT).parts]))
    return found


def test_setup_cfg_lists_every_room() -> None:
    """What it lacks runs in this checkout, and is missing where xfetch is installed."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    assert set(config["options"]["packages"].split()) == packages_on_disk()


def test_imports_go_one_way() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    done = subprocess.run(
        [*command, "--config", "setup.cfg", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
