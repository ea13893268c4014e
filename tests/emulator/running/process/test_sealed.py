"""In a child, what passes every Python hook finds no network either."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.emulator import worlds
from xfetch.emulator.settings.isolation import Isolation

BODY = """
import subprocess
port = demisto.params()['url']
program = f"import socket; socket.create_connection(('127.0.0.1', {port}), timeout=5)"
done = subprocess.run([sys.executable, '-c', program], capture_output=True, text=True)
demisto.debug(done.stderr.splitlines()[-1] if done.stderr else 'connected')
"""


def impossible() -> bool:
    program = "from xfetch.emulator.running.process.netns import enter_private_network as enter\n"
    program += "print(enter())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    return done.stdout.strip() != b"True"


@pytest.mark.skipif(impossible(), reason="this system allows no network namespace")
def test_a_subprocess_reaches_nobody(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, BODY)
    with socket.create_server(("127.0.0.1", 0)) as server:
        params = {"url": str(server.getsockname()[1])}
        outcome = worlds.run(home, params=params, isolation=Isolation("process"))
    assert "ConnectionRefusedError" in next(iter(outcome.runs)).record.logs[0].message
