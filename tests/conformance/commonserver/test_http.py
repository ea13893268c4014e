"""BaseClient, both on the same wire: same requests at the same moments, same results, same errors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from xfetch.emulator.clock.simulated import SimulatedClock
from xfetch.emulator.product.message import Failure, Request, Response
from xfetch.emulator.product.wire.transport import routed
from xfetch.emulator.product.wire.wire import Wire
from xfetch.emulator.record.recorder import Recorder

from .observed import plain
from .oracle import NOW, Pair

JSON = {"Content-Type": "application/json"}


def said(status: int, body: str = "{}", **headers: str) -> Response:
    return Response(status, {**JSON, **headers}, body.encode())


class InTurn:
    """Gives its answers one after the other, the last for ever; keeps what it was asked, and when."""

    def __init__(self, answers: tuple[Any, ...]) -> None:
        self._left = list(answers)
        self.asked: list[Any] = []

    def handle(self, request: Request, now: datetime) -> Any:
        headers = sorted((k, v) for k, v in request.headers.pairs if k.lower() != "content-type")
        self.asked.append((request.method, request.url, headers, request.body, now))
        return self._left.pop(0) if len(self._left) > 1 else self._left[0]


def talk(module: Any, answers: tuple[Any, ...], conversation: Callable[[Any], Any]) -> Any:
    """What came of a conversation, and what was asked when on the simulated clock."""
    clock = SimulatedClock(NOW)
    vendor = InTurn(answers)
    wire = Wire(vendor, clock, 0.2)
    wire.recorder = Recorder(clock.now, {})
    with clock.frozen(), routed(wire):
        try:
            returned = conversation(module)
            ending = ("returned", plain(returned))
        except Exception as error:
            kept = {k: type(v).__name__ for k, v in sorted(vars(error).items())}
            ending = ("raised", type(error).__name__, str(error), kept)
    return ending, vendor.asked


CALLS: dict[str, tuple[tuple[Any, ...], dict[str, Any], dict[str, Any]]] = {
    "json": ((said(200, '{"a": [1]}'),), {}, {}),
    "text": ((said(200, "plain"),), {}, {"resp_type": "text"}),
    "content": ((said(200, "plain"),), {}, {"resp_type": "content"}),
    "response": ((said(200, "plain"),), {}, {"resp_type": "RESPONSE"}),
    "xml": ((said(200, "<a/>"),), {}, {"resp_type": "xml"}),
    "bad-xml": ((said(200, "<a"),), {}, {"resp_type": "xml"}),
    "no-json": ((said(200, "oops"),), {}, {}),
    "no-type": ((said(200),), {}, {"resp_type": None}),
    "empty": ((said(204, ""),), {}, {}),
    "empty-wanted": ((said(204, ""),), {}, {"return_empty_response": True}),
    "empty-202": (
        (said(202, ""),),
        {},
        {"return_empty_response": True, "empty_valid_codes": [202]},
    ),
    "400": ((said(400, '{"error": "\\u00e9"}'),), {}, {}),
    "404-text": ((said(404, "gone"),), {}, {}),
    "418-no-reason": ((said(499, ""),), {}, {}),
    "ok-codes": ((said(404),), {}, {"ok_codes": (404,)}),
    "200-not-ok": ((said(200),), {}, {"ok_codes": (404,)}),
    "client-ok-codes": ((said(404),), {"ok_codes": [404]}, {}),
    "error-handler": ((said(404, '{"e": 1}'),), {}, {"error_handler": lambda response: 5}),
    "retries": ((said(500),), {}, {"retries": 3, "status_list_to_retry": [500]}),
    "retries-then-ok": (
        (said(500), said(500), said(200)),
        {},
        {"retries": 3, "status_list_to_retry": (500,), "backoff_factor": 2},
    ),
    "retries-raise": (
        (said(500),),
        {},
        {"retries": 2, "status_list_to_retry": [500], "raise_on_status": True},
    ),
    "retries-http": (
        (said(500), said(200)),
        {"base_url": "http://probe.example.com"},
        {"retries": 3, "status_list_to_retry": [500]},
    ),
    "retries-unverified": (
        (said(500), said(200)),
        {"verify": False},
        {"retries": 3, "status_list_to_retry": [500]},
    ),
    "retries-delete": (
        (said(500), said(200)),
        {},
        {"method": "DELETE", "retries": 3, "status_list_to_retry": [500]},
    ),
    "retries-post": (
        (said(500), said(200)),
        {},
        {"method": "POST", "json_data": {"a": 1}, "retries": 1, "status_list_to_retry": [500]},
    ),
    "retry-after": (
        (said(429, **{"Retry-After": "30"}), said(200)),
        {},
        {"retries": 2, "status_list_to_retry": [429]},
    ),
    "redirect-raise": (
        (said(302, Location="/y"), said(200)),
        {},
        {"retries": 1, "raise_on_redirect": True},
    ),
    "refused": ((Failure("refused"),), {}, {}),
    "refused-retried": ((Failure("refused"),), {}, {"retries": 2}),
    "reset": ((Failure("reset"),), {}, {}),
    "timeout": ((Failure("timeout"),), {}, {}),
    "timeout-retried": ((Failure("timeout"),), {"timeout": 7}, {"retries": 2}),
    "timeout-short": ((Failure("timeout"),), {}, {"timeout": 3}),
    "no-scheme": ((said(200),), {"base_url": "probe.example.com"}, {}),
    "no-base": ((said(200),), {"base_url": None}, {}),
    "full-url": ((said(200),), {}, {"full_url": "https://other.example.com/z", "url_suffix": "q"}),
    "everything": (
        (said(200),),
        {"headers": {"c": "1"}, "auth": ("a", "b"), "proxy": True},
        {
            "method": "PUT",
            "url_suffix": "/x/y",
            "params": {"q": [1, 2], "n": None},
            "data": {"k": "v"},
            "allow_redirects": False,
        },
    ),
    "call-wins": (
        (said(200),),
        {"headers": {"c": "1"}, "auth": ("a", "b")},
        {"headers": {"d": "2"}, "auth": ("e", "f")},
    ),
    "unknown-keyword": ((said(200),), {}, {"bogus": 1}),
}


@pytest.mark.parametrize("name", CALLS)
def test_http_request(modules: Pair, name: str) -> None:
    answers, client, call = CALLS[name]

    def conversation(module: Any) -> Any:
        options = {"base_url": "https://probe.example.com/api/", **client}
        return module.BaseClient(**options)._http_request(**{"method": "GET", **call})

    real = talk(modules.real, answers, conversation)
    assert talk(modules.ours, answers, conversation) == real


@pytest.mark.parametrize("verify", [True, False])
@pytest.mark.parametrize(
    "kind",
    [
        "ConnectTimeout",
        "ReadTimeout",
        "Timeout",
        "SSLError",
        "ProxyError",
        "ConnectionError",
        "RetryError",
        "InvalidHeader",
        "HTTPError",
        "TooManyRedirects",
        "ChunkedEncodingError",
    ],
)
@pytest.mark.parametrize("args", [(), ("told",), (5, "strange"), (OSError(3, "no"),)])
def test_errors_of_requests(
    modules: Pair, monkeypatch: pytest.MonkeyPatch, verify: bool, kind: str, args: Any
) -> None:
    import requests

    def fail(*_: Any, **__: Any) -> Any:
        raise getattr(requests.exceptions, kind)(*args)

    def conversation(module: Any) -> Any:
        client = module.BaseClient("https://probe.example.com", verify=verify)
        return client._http_request("GET", "x")

    monkeypatch.setattr(requests.Session, "request", fail)
    real = talk(modules.real, (said(200),), conversation)
    assert talk(modules.ours, (said(200),), conversation) == real


PROXIES = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")
BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "no_proxy")


@pytest.mark.parametrize("options", [{}, {"verify": False}, {"proxy": True}, {"verify": ""}])
@pytest.mark.parametrize("value", ["host:8080", "socks5://h:1", "", None])
def test_the_environment_after_a_client(
    modules: Pair, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], value: Any
) -> None:
    import os

    def after(module: Any) -> dict[str, str]:
        for name in (*PROXIES, *BUNDLES):
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)
        module.BaseClient("https://probe.example.com", **options)
        return {name: os.environ[name] for name in (*PROXIES, *BUNDLES) if name in os.environ}

    assert after(modules.ours) == after(modules.real)


@pytest.mark.parametrize("own", ["9", "", None])
@pytest.mark.parametrize("common", ["7", "", None, "x"])
@pytest.mark.parametrize("given", [5, 0, "x", None])
def test_where_the_timeout_comes_from(
    modules: Pair, monkeypatch: pytest.MonkeyPatch, own: Any, common: Any, given: Any
) -> None:
    for name, value in (("REQUESTS_TIMEOUT.Probe", own), ("REQUESTS_TIMEOUT", common)):
        if value is not None:
            monkeypatch.setenv(name, value)

    def timeout(module: Any) -> Any:
        try:
            return module.BaseClient("https://probe.example.com", timeout=given).timeout
        except Exception as error:
            return type(error).__name__, str(error)

    modules.real_server.reset()
    modules.ours_server.reset()
    assert timeout(modules.ours) == timeout(modules.real)


EXCEPTIONS = [("m",), (None,), ({"a": 1},), (b"x",), ("m", 1, 2, 3, 4), ("m", ValueError("e"))]


@pytest.mark.parametrize("args", EXCEPTIONS, ids=repr)
def test_demisto_exception(modules: Pair, args: Any) -> None:
    def shown(module: Any) -> Any:
        error = module.DemistoException(*args)
        return str(error), repr(error), plain(vars(error)), plain(error.args)

    assert shown(modules.ours) == shown(modules.real)
