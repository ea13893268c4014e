"""What the integration starts, or links, has no network in the child process either."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emulator import worlds
from xfetch.emulator.settings.isolation import Isolation

POSSIBLE = """
import sys
from xfetch.emulator.running.process.netns import enter_private_network
sys.exit(not enter_private_network())
"""
SUBPROCESS = """
import subprocess
code = 'import socket; socket.create_connection(("127.0.0.1", {port}), 5)'
done = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True)
demisto.incidents([{{'name': (done.stderr.strip().splitlines() or ['connected'])[-1]}}])
"""
NATIVE = """
import ctypes, socket, struct
libc = ctypes.CDLL(None, use_errno=True)
fd = libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
address = struct.pack('=H', socket.AF_INET) + struct.pack('!H4s8x', {port}, bytes([127, 0, 0, 1]))
code = libc.connect(fd, address, len(address))
name = os.strerror(ctypes.get_errno()) if code else 'connected'
demisto.incidents([{{'name': name}}])
"""
DIALLED = """
import urllib.request
body = urllib.request.urlopen('https://probe.example.com/alerts', timeout=5).read().decode()
demisto.incidents([{'name': body}])
"""


@pytest.fixture(scope="module", autouse=True)
def _possible() -> None:
    if subprocess.run([sys.executable, "-c", POSSIBLE], check=False).returncode:
        pytest.skip("this system allows no network namespace")


@pytest.fixture
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("body", [SUBPROCESS, NATIVE])
def test_it_finds_no_way_out(tmp_path: Path, body: str, port: int) -> None:
    home = worlds.write(tmp_path, body.format(port=port))
    outcome = worlds.run(home, 2, isolation=Isolation("process"))
    for run in outcome.runs:
        (incident,) = run.incidents
        assert incident["name"].endswith("Connection refused")
    inline = worlds.run(home, 1, isolation=Isolation("inline"))
    assert [run.incidents[0]["name"] for run in inline.runs] == ["connected"]


def test_dialled_clients_are_served_in_there(tmp_path: Path) -> None:
    vendor = worlds.vendor(
        tmp_path, "class Vendor:\n    def handle(self, request, now):\n        return [1]\n"
    )
    home = worlds.write(tmp_path, DIALLED)
    outcome = worlds.run(home, 2, vendor_file=vendor, isolation=Isolation("process"))
    assert [run.incidents[0]["name"] for run in outcome.runs] == ["[1]"] * 2
    (exchange,) = next(iter(outcome.runs)).record.exchanges
    assert exchange.line is not None
    assert exchange.line.file == "Probe.py"
