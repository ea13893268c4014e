"""A shell may close the standard streams; the run is the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from shlex import quote

import pytest

from tests.emulator import worlds


@pytest.mark.parametrize("closed", ["<&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams(closed: str, tmp_path: Path) -> None:
    home = worlds.write(tmp_path, "demisto.incidents([{'name': 'x', 'rawJSON': '{}'}])")
    command = [
        sys.executable,
        "-m",
        "xfetch.cli",
        "run",
        str(home),
        "--cycles",
        "1",
        "-o",
        "json:run.json",
    ]
    shell = f"exec {' '.join(map(quote, command))} {closed}"
    done = subprocess.run(["sh", "-c", shell], cwd=tmp_path, capture_output=True, check=False)
    assert done.stderr == (b"" if "2>&-" in closed else b"written: run.json\n")
    assert (b"1 created" in done.stdout) is (">&- 2" not in closed)
    assert "pulled 1" in (tmp_path / "run.json").read_text()
