"""Each test enters the network in a process of its own: there is no way back."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from tests.emulator import worlds
from xfetch.emulator.errors import NotEmulatedError
from xfetch.emulator.reports import html, json_report
from xfetch.emulator.reports.screen import text
from xfetch.emulator.running.process.child import check_shut_in
from xfetch.emulator.running.process.order import Facts
from xfetch.emulator.running.process.sent import facts_of, sent_facts
from xfetch.emulator.settings.isolation import Isolation

HEAD = """\
import os, socket, subprocess, sys
from xfetch.emulator.running.process.netns import enter_private_network
if not enter_private_network():
    print("impossible")
    sys.exit()
"""
LISTENER = "127.0.0.1"


@pytest.fixture
def outside() -> Iterator[int]:
    """The port of a listener in this process's own network."""
    with socket.create_server((LISTENER, 0)) as server:
        yield server.getsockname()[1]


def _inside(body: str, *args: object) -> str:
    done = subprocess.run(
        [sys.executable, "-c", HEAD + dedent(body), *map(str, args)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    if done.stdout.strip() == "impossible":
        pytest.skip("this system allows no network namespace")
    return done.stdout.strip()


DIAL = """
def dial(address):
    try:
        socket.create_connection(address, timeout=5).close()
    except OSError as error:
        return type(error).__name__ + " " + str(error.errno)
    return "connected"
"""


def test_nothing_outside_is_reached(outside: int) -> None:
    body = DIAL + "print(dial(('127.0.0.1', int(sys.argv[1]))), dial(('192.0.2.1', 443)))"
    with socket.create_connection((LISTENER, outside), timeout=5):
        pass
    assert _inside(body, outside) == "ConnectionRefusedError 111 OSError 101"


def test_the_loopback_works_inside() -> None:
    body = DIAL + (
        "server = socket.create_server(('127.0.0.1', 0))\n"
        "print(dial(server.getsockname()), os.listdir('/sys/class/net') != [])"
    )
    assert _inside(body) == "connected True"


def test_a_subprocess_is_inside_too(outside: int) -> None:
    body = """
    code = '''
    import socket, sys
    try:
        socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=5)
    except OSError as error:
        print(type(error).__name__)
    '''
    from textwrap import dedent
    subprocess.run([sys.executable, "-c", dedent(code), sys.argv[1]], check=True)
    """
    assert _inside(body, outside) == "ConnectionRefusedError"


def test_native_code_finds_no_way_out(outside: int) -> None:
    body = """
    import ctypes, struct
    libc = ctypes.CDLL(None, use_errno=True)
    fd = libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
    address = struct.pack("=H", socket.AF_INET) + struct.pack("!H4s8x", int(sys.argv[1]), b"\\x7f\\0\\0\\1")
    print(libc.connect(fd, address, len(address)), ctypes.get_errno())
    """
    assert _inside(body, outside) == "-1 111"


def test_who_the_process_is_stays(tmp_path: object) -> None:
    import os

    body = """
    print(os.getuid(), os.getgid(), os.access(sys.argv[1], os.W_OK))
    open(os.path.join(sys.argv[1], "written"), "w").close()
    """
    assert _inside(body, tmp_path) == f"{os.getuid()} {os.getgid()} True"


def test_where_it_is_forbidden_nothing_changes(outside: int) -> None:
    """A process with a thread may not make a user namespace; nor may one that is not on Linux."""
    body = """
    import sys, socket
    from xfetch.emulator.running.process import netns
    netns.sys = type("Elsewhere", (), {"platform": "darwin"})
    assert not netns.enter_private_network()
    def refuse(flags):
        raise PermissionError(1, "no")
    netns.sys, netns.unshare = sys, refuse
    assert not netns.enter_private_network()
    socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=5)
    """
    done = subprocess.run(
        [sys.executable, "-c", dedent(body), str(outside)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def test_strict_isolation_refuses_an_open_network() -> None:
    check_shut_in(Isolation("strict"), shut_in=True)
    check_shut_in(Isolation("process"), shut_in=False)
    with pytest.raises(NotEmulatedError, match="refuses a network namespace") as refused:
        check_shut_in(Isolation("strict"), shut_in=False)
    assert refused.value.exit_code == 4


def test_an_open_network_is_said_in_every_report(tmp_path: Path) -> None:
    outcome = worlds.run(worlds.write(tmp_path, "demisto.incidents([])"))
    live = replace(outcome.dossier.clock, live=True)
    for shut_in, clock, told in (
        (True, outcome.dossier.clock, ""),
        (False, outcome.dossier.clock, "this system refuses a private one"),
        (None, outcome.dossier.clock, "not private with --isolation inline"),
        (None, live, ""),
    ):
        setting = replace(outcome.dossier.setting, shut_in=shut_in)
        made = replace(outcome, dossier=replace(outcome.dossier, setting=setting, clock=clock))
        for render in (text.render, html.render):
            words = "".join(render(made))
            assert ("subprocesses and native clients reach" in words) is bool(told)
            assert told in words
        assert json.loads("".join(json_report.render(made)))["shut_in"] is shut_in


def test_a_run_without_a_child_says_that_it_is_not_shut_in(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, "demisto.incidents([])")
    inline = worlds.run(home, isolation=Isolation("inline"))
    assert inline.dossier.setting.shut_in is None
    assert "not private with --isolation inline" in "".join(text.render(inline))
    live = worlds.run(home, live=True, isolation=Isolation("process"))
    assert live.dossier.setting.shut_in is None
    assert "network:" not in "".join(text.render(live))


def test_the_child_says_whether_it_is_shut_in() -> None:
    for shut_in in (True, False, None):
        facts = Facts("vendor.py", 5, None, shut_in)
        assert facts_of(sent_facts(facts), []) == facts
