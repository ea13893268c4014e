"""``breakpoint()`` stops at its line, on the terminal, and the run goes on after it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.emulator import worlds


def test_inline_it_stops_and_goes_on(tmp_path: Path) -> None:
    body = """
    answer = 6 * 7
    breakpoint()
    demisto.setLastRun({'n': answer})
    import pdb; pdb.set_trace()
    # Sent twice: a finding, so the fetch runs a second time. Nobody debugs that one.
    demisto.incidents([{'name': 'n', 'rawJSON': '{"id": 1}'}] * 2)
    """
    home = worlds.write(tmp_path, body)
    command = [sys.executable, "-m", "xfetch.cli", "run", str(home), "--cycles", "1"]
    done = subprocess.run(
        [*command, "--isolation", "inline"],
        input="p answer + 1\nc\nc\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "XF101" in done.stdout
    # Python 3.13 stops at the line itself, those before it at the next.
    shown = done.stdout.partition("(Pdb)")[0]
    assert "breakpoint()" in shown or "demisto.setLastRun" in shown
    assert "(Pdb) 43" in done.stdout
    # What pdb.set_trace() shows goes to the log, as all that the code prints.
    assert done.stdout.count("(Pdb)") == 2
    assert "not reproducible" not in done.stdout
    assert "1 cycle " in done.stdout
