"""TLS that passes Python's sockets."""

from __future__ import annotations

import socket

import pytest
from OpenSSL import SSL

from ...worlds import always, record
from .clients import world


def test_pyopenssl_is_refused_at_once_and_named() -> None:
    vendor = always([1])
    with world(vendor) as wire:
        dialled = socket.create_connection(("h.example", 443))
        client = SSL.Connection(SSL.Context(SSL.TLS_CLIENT_METHOD), dialled)
        client.set_connect_state()
        with pytest.raises(ConnectionRefusedError, match="the network is off"):
            client.do_handshake()
    assert [(item.kind, item.target) for item in record(wire).attempts] == [
        ("socket", "h.example:443")
    ]
    assert vendor.asked == []


def test_pyopenssl_without_a_connection_of_ours_is_its_own() -> None:
    with world(always([1])):
        client = SSL.Connection(SSL.Context(SSL.TLS_CLIENT_METHOD))
        client.set_connect_state()
        with pytest.raises(SSL.WantReadError):
            client.do_handshake()
