"""Whole runs on a system that refuses namespaces: what the report says, and that strict does not run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.told import invoke
from tests.emulator import worlds
from tests.emulator.running.process.no_namespaces import NOT_HERE
from xfetch.emulator.errors import UsageError
from xfetch.emulator.settings.isolation import Isolation

BODY = "demisto.incidents([{'name': 'one', 'rawJSON': json.dumps({'id': 1})}])"


def _run(home: Path, *more: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.emulator.running.process.no_namespaces", "run", home]
    done = subprocess.run(
        [*map(str, command), "--cycles", "1", *map(str, more)],
        cwd=Path(__file__).parents[4],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if done.returncode == NOT_HERE:
        pytest.skip("this system takes no such filter")
    return done


def test_a_refused_network_is_told_and_the_run_goes_on(tmp_path: Path) -> None:
    home, report = worlds.write(tmp_path, BODY), tmp_path / "r.json"
    done = _run(home, "-o", "text", "-o", f"json:{report}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "\nnetwork: this system refuses a private one" in done.stdout, done.stdout
    told = json.loads(report.read_text(encoding="utf-8"))
    assert (told["shut_in"], len(told["cycles"])) == (False, 1)


def test_strict_isolation_does_not_run_there(tmp_path: Path) -> None:
    done = _run(worlds.write(tmp_path, BODY), "--isolation", "strict")
    assert done.returncode == 4, done.stdout
    assert done.stdout == ""
    assert done.stderr.startswith("error: --isolation strict: this system refuses")
    assert "Traceback" not in done.stderr


def test_strict_isolation_and_the_real_network_exclude_each_other(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, BODY)
    both = ("--isolation", "strict", "--network", "allow")
    for command in ("run", "troubleshoot"):
        done = invoke(command, home, *both)
        assert done.exit_code == 2
        assert done.output.startswith("error: --isolation strict: strict isolation gives")
    with pytest.raises(UsageError, match="needs the real one"):
        worlds.prepared(home, live=True, isolation=Isolation("strict"))
