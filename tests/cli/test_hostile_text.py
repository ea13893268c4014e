"""No text of a product or an integration commands a terminal, a CI runner, or who reads the log."""

from __future__ import annotations

import ast
import http.client
import os
import pty
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timezone
from pathlib import Path

import pytest

from xfetch.cli.main import cli
from xfetch.cli.terminal import echo
from xfetch.emulator.product.http_server import Product, serve
from xfetch.emulator.product.vendors.vendor_file import load_vendor

# Clipboard, clear, red, conceal; CSI as one character; a right-to-left override, an isolate.
EVIL = r"\x1b]52;c;cGFzc3dk\x07\x1b[2J\x1b[31mRED\x1b[8mhid\x9b2J\u202e\u2066"
COMMANDS = r"\n::error::PWN\r::add-mask::a\n  ::set-output name=a::b ##[error]PWN ##vso[x]"
INTEGRATION = f"""
import demistomock as demisto
from CommonServerPython import *
EVIL, COMMANDS = "{EVIL}", "{COMMANDS}"
def main():
    if demisto.command() != "fetch-incidents":
        return
    n = len(demisto.getLastRun()) + 1
    BaseClient("https://a.example", verify=False)._http_request("GET", "/x", params={{"a": EVIL}})
    demisto.debug(EVIL + COMMANDS)
    demisto.setLastRun({{**demisto.getLastRun(), EVIL + str(n): EVIL + COMMANDS}})
    incident = {{"name": EVIL, "occurred": EVIL, "rawJSON": json.dumps({{"id": EVIL + COMMANDS}})}}
    demisto.incidents([incident, incident])
    if n == 2:
        return_error(EVIL + COMMANDS)
    if n == 3:
        raise ValueError(EVIL + COMMANDS)
main()
"""
VENDOR = f"""
EVIL, COMMANDS = "{EVIL}", "{COMMANDS}"
class Vendor:
    def handle(self, request, now):
        if request.path == "/raise":
            raise ValueError(EVIL + COMMANDS)
        return [{{"id": EVIL + COMMANDS}}] if request.path == "/x" else None
    def events(self):
        return [{{"id": EVIL + COMMANDS, "created": 1704067140}}, {{"id": EVIL, "created": 1704067261}}]
"""
COMMANDING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
OWN_COLOURS = re.compile(r"\x1b\[(0|1|2|31|32|33|36|1;31)m")
# Links to the integration's own file.
OWN_LINKS = re.compile(r"\x1b\]8;(id=\d+;file:///[\w/.%#-]+|;)\x1b\\")
OF_THE_REPORT = re.compile(r"::(error|warning|notice) (file=[^:]*,)?title=")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "Evil.py").write_text(INTEGRATION, encoding="utf-8")
    (tmp_path / "vendor.py").write_text(VENDOR, encoding="utf-8")
    scenario = "integration: Evil.py\nvendor: vendor.py\ncycles: 4\n"
    (tmp_path / "evil.xfetch.yml").write_text(scenario, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return tmp_path


@contextmanager
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """Inside, stdout and stderr are a terminal; the answer ends that, and gives what it was sent."""
    ours, theirs = pty.openpty()
    chunks: list[bytes] = []

    def read() -> None:
        with suppress(OSError):  # Linux tells the end of a terminal as an error
            while chunk := os.read(ours, 65536):
                chunks.append(chunk)

    reader = threading.Thread(target=read)
    reader.start()
    stream = os.fdopen(theirs, "w", encoding="utf-8", errors="backslashreplace")

    def sent() -> str:
        stream.close()
        reader.join()
        return b"".join(chunks).decode("utf-8", "backslashreplace")

    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", stream)
        patch.setattr(sys, "stderr", stream)
        yield sent
    os.close(ours)


def shown(monkeypatch: pytest.MonkeyPatch, *args: str) -> str:
    with terminal(monkeypatch) as sent:
        with suppress(SystemExit):
            cli.main(list(args), prog_name="xfetch")
        return sent()


def check_harmless(text: str) -> None:
    assert text.strip()
    text = OWN_LINKS.sub("", text)
    text = OWN_COLOURS.sub("", text.replace("\r\n", "\n"))
    found = COMMANDING.search(text)
    assert found is None, repr(text[max(found.start() - 80, 0) : found.end() + 40])
    assert "\r" not in text
    for line in text.splitlines():
        assert not line.strip().startswith("::") or OF_THE_REPORT.match(line), line
        assert "##[" not in line
        assert "##vso[" not in line


RUN = ("run", "Evil.py", "--vendor", "vendor.py", "--cycles", "4", "--isolation", "inline")


@pytest.mark.parametrize(
    "args",
    [
        RUN,
        (*RUN, "-v"),
        (*RUN, "--trace"),
        ("troubleshoot", *RUN[1:4], "--isolation", "inline", "--last-run", '{"a": "\\u001b[2J"}'),
        ("check", "evil.xfetch.yml"),
        ("check", "evil.xfetch.yml", "-o", "junit"),
        (*RUN, "--id-field", "\x1b]0;x\x07"),
        ("run", "Evil\x1b]0;x\x07.py"),
        ("run", "Evil.py", "--\x1b]0;x\x07"),
        ("--\x1b]0;x\x07",),
        ("run", "Evil.py", "--reply", "\x1b]0;x\x07"),
        ("run", "Evil.py", "--reply", "GET /y\x1b]0;x\x07=[]", "--cycles", "1"),
    ],
    ids=lambda args: " ".join(args).encode("unicode_escape").decode()[:60],
)
def test_a_command_shows_nothing_that_commands(
    args: tuple[str, ...], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_harmless(shown(monkeypatch, *args))


def test_every_report_of_a_saved_run(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved = shown(monkeypatch, *RUN, "-o", "json:saved.json", "-q", "-o", "text:saved.txt")
    check_harmless(saved)
    check_harmless((home / "saved.txt").read_text(encoding="utf-8"))
    assert "\\x1b]52" in saved, "the text is there, written out"
    for name in ("text", "json", "jsonl", "html", "junit", "sarif", "github", "markdown"):
        check_harmless(shown(monkeypatch, "report", "saved.json", "-o", name))
    check_harmless(shown(monkeypatch, "report", "saved.json", "-v"))
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    annotated = shown(monkeypatch, *RUN)
    check_harmless(annotated)
    assert "::error file=" in annotated


def test_the_log_of_a_debug_run(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown(monkeypatch, "troubleshoot", *RUN[1:4], "--isolation", "inline", "--debug-mode")
    check_harmless((home / "fetch-incidents.log").read_text(encoding="utf-8"))


def test_an_error_of_a_vendor_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = VENDOR.replace('"/raise"', '"/x"')
    (home / "vendor.py").write_text(broken, encoding="utf-8")
    text = shown(monkeypatch, *RUN)
    check_harmless(text)
    assert "raised ValueError" in " ".join(text.split())


def test_the_log_of_a_served_product(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch) as sent:
        start = datetime(2024, 1, 1, tzinfo=timezone.utc)
        served = Product(load_vendor(home / "vendor.py"), start, 1.0)
        server = serve(served, ("127.0.0.1", 0), echo)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        statuses = [
            _status(server.server_address[1], path, host)
            for path, host in (
                ("/%1b]0;PWN%07%c2%9b2J%0a::error::a", "a"),
                ("/\x1b]0;PWN\x07", "a"),
                ("/raise", "a"),
                ("/x", "[::1"),
                ("/x", "a"),
            )
        ]
        server.shutdown()
        server.server_close()
        text = sent()
    check_harmless(text)
    assert statuses == [404, 404, 500, 400, 200]
    assert "GET /\\x1b]0;PWN\\x07" in text
    assert "Traceback" not in text


def _status(port: int, path: str, host: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    setattr(connection, "_validate_path", lambda path: None)  # noqa: B010 - any bytes, as an attacker
    connection.putrequest("GET", path, skip_host=True)
    connection.putheader("Host", host)
    connection.endheaders()
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def test_pytest_shows_nothing_that_commands(home: Path) -> None:
    (home / "test_it.py").write_text(
        "def test(xfetch):\n"
        "    assert not xfetch.run('Evil.py', vendor='vendor.py', cycles=4, isolation='inline').errors\n",
        encoding="utf-8",
    )
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        # The import of this plugin takes longer than the test.
        "-p",
        "no:hypothesispytest",
        "test_it.py",
        "evil.xfetch.yml",
    ]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 1, done.stdout
    assert "2 failed" in done.stdout
    check_harmless(done.stdout)


def test_cli_prints_in_one_place() -> None:
    """Whoever prints elsewhere passes by what writes out escape sequences."""
    for path in sorted((Path(__file__).parents[2] / "cli").rglob("*.py")):
        calls = {
            ast.unparse(node.func)
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call)
        }
        printing = {"print", "click.echo", "click.secho", "sys.stdout.write", "sys.stderr.write"}
        assert path.name == "terminal.py" or not calls & printing, path.name
