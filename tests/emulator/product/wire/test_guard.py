from __future__ import annotations

import asyncio
import errno
import http.client
import socket
import ssl
import urllib.error
import urllib.request
from typing import Any

import pytest

from xfetch.emulator.product.wire.guard import offline
from xfetch.emulator.product.wire.transport import Wire

from ..worlds import FakeClock, always, record, wired

NAMES = ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr", "getnameinfo")


def _attempts(wire: Wire) -> list[tuple[str, str]]:
    return [(attempt.kind, attempt.target) for attempt in record(wire).attempts]


@pytest.mark.parametrize(
    ("family", "address", "target"),
    [
        (socket.AF_INET, ("192.0.2.1", 443), "192.0.2.1:443"),
        (socket.AF_INET, ("127.0.0.1", 9), "127.0.0.1:9"),
        (socket.AF_INET6, ("2001:db8::1", 443), "[2001:db8::1]:443"),
    ],
)
def test_connecting_is_refused_and_recorded(family: int, address: Any, target: str) -> None:
    wire = wired(always([]))
    with offline(wire), socket.socket(family, socket.SOCK_STREAM) as sock:
        with pytest.raises(ConnectionRefusedError, match="xfetch") as caught:
            sock.connect(address)
        assert caught.value.errno == errno.ECONNREFUSED
        assert sock.connect_ex(address) == errno.ECONNREFUSED
    assert _attempts(wire) == [("socket", target)] * 2


def test_sending_is_refused_and_recorded() -> None:
    wire = wired(None)
    with offline(wire), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for send in (
            lambda: sock.sendto(b"x", ("192.0.2.1", 514)),
            lambda: sock.sendto(b"x", 0, ("192.0.2.1", 514)),
            lambda: sock.sendmsg([b"x"], [], 0, ("192.0.2.1", 514)),
        ):
            with pytest.raises(OSError, match="xfetch") as caught:
                send()
            assert caught.value.errno == errno.ENETUNREACH
    assert _attempts(wire) == [("socket", "192.0.2.1:514")] * 3


def test_names_are_not_resolved() -> None:
    wire = wired(None)
    with offline(wire):
        for ask in (
            lambda: socket.getaddrinfo("h.example", 443),
            lambda: socket.getaddrinfo(host=b"h.example", port=443),
            lambda: socket.gethostbyname("h.example"),
            lambda: socket.gethostbyname_ex("h.example"),
            lambda: socket.gethostbyaddr("192.0.2.1"),
            lambda: socket.getnameinfo(("192.0.2.1", 80), 0),
        ):
            with pytest.raises((socket.gaierror, socket.herror), match="xfetch"):
                ask()
    assert _attempts(wire) == [("dns", "h.example")] * 4 + [("dns", "192.0.2.1")] * 2


def test_what_asks_nobody_is_answered() -> None:
    wire = wired(None)
    with offline(wire):
        assert socket.getaddrinfo("192.0.2.1", 80)[0][4] == ("192.0.2.1", 80)
        assert socket.getaddrinfo(None, 80, flags=socket.AI_PASSIVE)
        assert socket.getaddrinfo("localhost", 80)[0][4][0] == "127.0.0.1"
        assert socket.gethostbyname(socket.gethostname()) == "127.0.0.1"
        assert socket.getfqdn() == socket.gethostname()
        assert socket.getnameinfo(
            ("192.0.2.1", 80), socket.NI_NUMERICHOST | socket.NI_NUMERICSERV
        ) == ("192.0.2.1", "80")
    assert _attempts(wire) == []


def test_local_sockets_stay_allowed(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    # By its name alone: the address of a socket holds about a hundred characters.
    monkeypatch.chdir(tmp_path)
    wire = wired(None)
    with offline(wire):
        one, two = socket.socketpair()
        with one, two:
            one.sendall(b"x")
            assert two.recv(1) == b"x"
        path = "s"
        with (
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server,
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client,
        ):
            server.bind(path)
            client.sendto(b"y", path)
            client.connect(path)
            assert client.connect_ex(path) == 0
            assert server.recv(1) == b"y"
        asyncio.run(asyncio.sleep(0))
    assert _attempts(wire) == []


def test_other_clients_find_no_way_out() -> None:
    wire = wired(always([]))
    with offline(wire):
        with pytest.raises(ConnectionRefusedError):
            http.client.HTTPConnection("h.example", 8080).request("GET", "/")
        with pytest.raises(urllib.error.URLError):
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open("https://h.example/")
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("h.example", 25), timeout=3)
        raw = socket.socket()
        secured = ssl.create_default_context().wrap_socket(raw, server_hostname="h")
        with secured, pytest.raises(ConnectionRefusedError):
            secured.connect(("192.0.2.1", 443))

        async def dial() -> None:
            await asyncio.open_connection("h.example", 443)

        with pytest.raises(socket.gaierror):
            asyncio.run(dial())
    assert _attempts(wire) == [
        ("socket", "h.example:8080"),
        ("socket", "h.example:443"),
        ("socket", "h.example:25"),
        ("socket", "192.0.2.1:443"),
        ("dns", "h.example"),
    ]


def test_attempts_of_imports_are_kept_for_the_caller() -> None:
    wire = Wire(None, FakeClock(), 0.2)
    with offline(wire), pytest.raises(socket.gaierror):
        socket.gethostbyname("h.example")
    assert [(attempt.kind, attempt.target) for attempt in wire.early] == [("dns", "h.example")]


def test_the_guard_leaves_nothing_behind() -> None:
    def state() -> list[Any]:
        return [
            dict(vars(socket.socket)),
            *(getattr(socket, name) for name in (*NAMES, "create_connection")),
        ]

    before = state()
    with offline(wired(None)), offline(wired(None)):
        assert state() != before
    with pytest.raises(KeyError), offline(wired(None)):
        raise KeyError
    assert state() == before
    assert "connect" not in vars(socket.socket)
