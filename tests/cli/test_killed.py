"""A signal at every step of a short run: nothing is left behind, and every output is whole."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.killed import OUTPUTS
from tests.emulator import worlds

MOMENTS = 6
BODY = """
count = demisto.getLastRun().get('n', 0) + 1
demisto.setLastRun({'n': count})
demisto.incidents([{'name': 'n', 'rawJSON': json.dumps({'id': count})}])
"""


def whole(path: Path) -> bool:
    if path.suffix == ".sqlite":
        with closing(sqlite3.connect(path)) as connection:
            kept = connection.execute("SELECT count(*) FROM cycle").fetchone()[0]
            return kept >= 1 and connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        return text.rstrip().endswith("</html>")
    return isinstance(json.loads(text), dict)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_signal_at_every_step_leaves_nothing_behind(tmp_path: Path, number: int) -> None:
    """After SIGKILL the next start clears what it left."""
    home = tmp_path / "whole"
    (home / "tmp").mkdir(parents=True)
    worlds.write(home, BODY)
    command = [sys.executable, "-m", "tests.cli.killed", str(tmp_path), str(number), str(MOMENTS)]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    )
    codes = json.loads(done.stdout)
    assert len(codes) == MOMENTS, "a run has fewer steps than that"
    for at, code in codes.items():
        folder = tmp_path / at
        names = {path.name for path in folder.iterdir()}
        assert names == {"Probe", "tmp", *OUTPUTS}, f"step {at} left something"
        assert list((folder / "tmp").iterdir()) == [], f"step {at} left a temporary folder"
        assert all(whole(folder / name) for name in OUTPUTS), f"step {at} cut an output"
        if number == signal.SIGKILL:
            assert code == -signal.SIGKILL
    if number != signal.SIGKILL:
        # The last steps are the cleaning up, which no signal disturbs.
        assert list(codes.values()).count(130) >= MOMENTS // 2, codes
