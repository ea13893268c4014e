"""A scenario's product over real HTTP on the loopback."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, RemoteDisconnected
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner

from xfetch.cli.main import cli
from xfetch.emulator.product.http_server import Product, serve
from xfetch.emulator.product.message import Failure, Headers, Request, Response

START = datetime(2024, 1, 1, tzinfo=timezone.utc)
SAMPLES = Path(__file__).parents[3] / "sample_integrations"


class Vendor:
    def handle(self, request: Request, now: datetime) -> object:
        if request.path == "/reset":
            return Failure("reset")
        if request.path == "/slow":
            return Response(200, Headers([("Date", "its own")]), b"{}", delay_s=30)
        if request.path == "/broken":
            raise KeyError("x")
        if request.path != "/echo":
            return None
        seen = {"method": request.method, "query": request.query, "now": now.isoformat()}
        return {"json": {**seen, "body": request.text}, "headers": {"X-Seen": "yes"}}


class Declared:
    """Answers like the vendor of an ``api:`` section where no route matches."""

    def handle(self, request: Request, now: datetime) -> object:
        return Response(404, Headers([]), b"{}", tried=("GET /alerts: the path differs",))


@contextmanager
def served(speed: float = 1.0, vendor: Any = None) -> Iterator[tuple[str, list[str]]]:
    lines: list[str] = []
    server = serve(Product(vendor or Vendor(), START, speed), ("127.0.0.1", 0), lines.append)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", lines
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def ask(url: str, body: bytes | None = None) -> Any:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    return opener.open(url, body, timeout=20)


def test_it_answers_as_the_vendor_does() -> None:
    with served() as (home, lines):
        answer = ask(f"{home}/echo?a=1", b"hello")
        told = json.load(answer)
        assert answer.headers["X-Seen"] == "yes"
    assert (told["method"], told["query"], told["body"]) == ("POST", {"a": "1"}, "hello")
    assert re.fullmatch(r"00:00:\d\d POST /echo\?a=1 -> 200", lines[0])


def test_the_log_shows_queries_without_their_keys() -> None:
    with served() as (home, lines):
        ask(f"{home}/echo?since=5&api_key=Zk83hQpLw0tYv5")
    assert "GET /echo?since=5&api_key=" in lines[0]
    assert "Zk83hQpLw0tYv" not in "".join(lines)


def test_the_log_names_the_routes_that_did_not_take_a_request() -> None:
    with (
        served(vendor=Declared()) as (home, lines),
        pytest.raises(urllib.error.HTTPError, match="404"),
    ):
        ask(f"{home}/nothing")
    assert lines[0].endswith("GET /nothing -> 404\n  tried GET /alerts: the path differs")


def test_what_nothing_answers_and_what_breaks() -> None:
    with served() as (home, lines):
        for path, status in (("/none", 404), ("/broken", 500)):
            with pytest.raises(urllib.error.HTTPError) as caught:
                ask(home + path)
            assert caught.value.code == status
        with pytest.raises(RemoteDisconnected):
            ask(home + "/reset")
    assert "tried" in lines[0]


def test_a_body_in_chunks_is_read_whole_and_the_connection_goes_on() -> None:
    with served() as (home, _):
        connection = HTTPConnection(home.removeprefix("http://"), timeout=20)
        for _ in range(2):
            connection.request("POST", "/echo", iter([b"hel", b"lo"]), encode_chunked=True)
            assert json.load(connection.getresponse())["body"] == "hello"
        connection.close()


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: many",
        b"Content-Length: -1",
        b"Content-Length: 99999999999",
        b"Transfer-Encoding: chunked\r\n\r\nzz",
    ],
)
def test_a_body_of_no_length_is_refused(head: bytes) -> None:
    with served() as (home, _):
        host, port = home.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=20) as raw:
            raw.sendall(b"POST /echo HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n\r\n")
            assert raw.recv(100).startswith(b"HTTP/1.1 400 ")
        assert json.load(ask(f"{home}/echo"))["body"] == ""


def test_answers_bear_its_own_time_and_take_their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("xfetch.emulator.product.http_server.sleep", slept.append)
    with served(speed=60) as (home, _):
        answer = ask(f"{home}/echo")
        assert parsedate_to_datetime(answer.headers["Date"]).date() == START.date()
        assert answer.headers["Server"] is None
        assert ask(f"{home}/slow").headers.get_all("Date") == ["its own"]
    assert slept == [0.5]


def test_its_clock_runs_as_fast_as_it_is_told() -> None:
    with served(speed=100_000) as (home, _):
        first, second = (
            datetime.fromisoformat(json.load(ask(f"{home}/echo"))["now"]) for _ in range(2)
        )
    assert second > first >= START
    assert second - START > timedelta(seconds=1)


def test_the_command_serves_a_scenario_until_it_is_interrupted() -> None:
    scenario = SAMPLES / "ties_dropped" / "scenario.yml"
    command = [sys.executable, "-m", "xfetch.cli", "vendor", "serve", str(scenario), "--port", "0"]
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ}
    )
    try:
        assert running.stdout is not None
        first = running.stdout.readline()
        found = re.search(r"http://\S+:\d+", first)
        assert found, first
        with pytest.raises(urllib.error.HTTPError):
            ask(f"{found[0]}/nothing/here")
    finally:
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert running.returncode == 0, err
    assert "/nothing/here -> 404" in out


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of the loopback that signs itself, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(timezone.utc)
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    files = folder / "cert.pem", folder / "key.pem"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files


def test_the_command_serves_over_tls_what_clients_verify(certificate: tuple[Path, Path]) -> None:
    scenario = SAMPLES / "ties_dropped" / "scenario.yml"
    tls = ["--tls-cert", str(certificate[0]), "--tls-key", str(certificate[1])]
    command = [sys.executable, "-m", "xfetch.cli", "vendor", "serve", str(scenario), "--port", "0"]
    running = subprocess.Popen(
        [*command, *tls], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert running.stdout is not None
        first = running.stdout.readline()
        found = re.search(r"https://127\.0\.0\.1:\d+", first)
        assert found, first
        session = requests.Session()
        session.trust_env = False
        session.verify = str(certificate[0])
        answer = session.get(f"{found[0]}/alerts", timeout=20)
        assert (answer.status_code, list(answer.json())) == (200, ["alerts"])
        trusted = ssl.create_default_context(cafile=str(certificate[0]))
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trusted)
        )
        assert opener.open(f"{found[0]}/alerts", timeout=20).status == 200
        # Who connects and says nothing holds up nobody.
        silent = socket.create_connection(("127.0.0.1", int(found[0].rpartition(":")[2])))
        assert session.get(f"{found[0]}/alerts", timeout=20).status_code == 200
        silent.close()
        # Who does not trust the certificate is not served, and the next one is.
        session.verify = True
        with pytest.raises(requests.exceptions.SSLError):
            session.get(f"{found[0]}/alerts", timeout=20)
        session.verify = str(certificate[0])
        assert session.get(f"{found[0]}/alerts", timeout=20).status_code == 200
        # A thread of the server writes this line, which may happen after the client has gone on.
        hanging = threading.Timer(30, running.kill)
        hanging.start()
        lines: list[str] = []
        while not lines or (lines[-1] and "a connection broke: " not in lines[-1]):
            lines.append(running.stdout.readline())
        hanging.cancel()
    finally:
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=30)
    assert running.returncode == 0, err
    assert any("GET /alerts -> 200" in line for line in lines)
    assert "a connection broke: " in lines[-1]
    assert "Traceback" not in err


def test_bad_usage(tmp_path: Path) -> None:
    scenario = str(SAMPLES / "ties_dropped" / "scenario.yml")
    runner = CliRunner()
    one = runner.invoke(cli, ["vendor", "serve", scenario, "--tls-cert", "x.pem"])
    assert one.exit_code == 2
    both = ["vendor", "serve", scenario, "--port", "0", "--tls-cert", "x.pem", "--tls-key", "y.pem"]
    two = runner.invoke(cli, both)
    assert (two.exit_code, "cannot serve" in two.output) == (2, True)
    empty = tmp_path / "a.xfetch.yml"
    empty.write_text(f"integration: {SAMPLES / 'healthy_cursor'}\n")
    assert runner.invoke(cli, ["vendor", "serve", str(empty)]).exit_code in (2, 3)
