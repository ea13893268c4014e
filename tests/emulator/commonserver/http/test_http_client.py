"""BaseClient on a vendor of the test's own, on the simulated clock."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timezone
from typing import Any

import pytest

from tests.emulator.product.worlds import Answering, always, in_turn
from xfetch.emulator.clock.simulated import SimulatedClock
from xfetch.emulator.product.message import Failure, Request, Response
from xfetch.emulator.product.wire.transport import routed
from xfetch.emulator.product.wire.wire import Wire
from xfetch.emulator.record.recorder import Recorder

URL = "https://api.example.com/v1/"
Online = Callable[[Any], AbstractContextManager[None]]


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(datetime(2024, 5, 1, tzinfo=timezone.utc))


@pytest.fixture
def ask(csp: Any, clock: SimulatedClock) -> Any:
    """One request through a client of ``options``, answered by ``vendor``."""

    def asked(vendor: Answering, client: dict[str, Any] | None = None, **call: Any) -> Any:
        wire = Wire(vendor, clock, 0.0)
        wire.recorder = Recorder(clock.now, {})
        with clock.frozen(), routed(wire):
            made = csp.BaseClient(**{"base_url": URL, **(client or {})})
            return made._http_request(**{"method": "GET", "url_suffix": "alerts", **call})

    return asked


def test_the_answer_comes_in_the_form_asked_for(ask: Any) -> None:
    vendor = always({"json": {"alerts": [1]}})
    assert ask(vendor) == {"alerts": [1]}
    assert ask(vendor, resp_type="text") == '{"alerts": [1]}'
    assert ask(vendor, resp_type="content") == b'{"alerts": [1]}'
    assert ask(vendor, resp_type="response").status_code == 200


def test_the_request_is_put_together_from_client_and_call(ask: Any) -> None:
    vendor = always({"json": {}})
    client = {"headers": {"X-Client": "1"}, "auth": ("user", "secret")}
    ask(vendor, client, method="POST", params={"page": 2}, json_data={"q": "x"})
    ask(vendor, client, headers={"X-Call": "2"}, full_url="https://other.example.com/z")
    first, second = vendor.asked
    assert (first.method, first.url) == ("POST", URL + "alerts?page=2")
    assert first.json() == {"q": "x"}
    assert first.header("X-Client") == "1"
    assert first.header("Authorization").startswith("Basic ")
    assert second.url == "https://other.example.com/z"
    assert (second.header("X-Call"), second.header("X-Client")) == ("2", "")


@pytest.mark.parametrize(
    ("body", "told"), [(b'{"why": "no"}', '{"why": "no"}'), (b"plain", "plain"), (b"", "")]
)
def test_a_status_that_is_not_valid(csp: Any, ask: Any, body: bytes, told: str) -> None:
    with pytest.raises(csp.DemistoException) as caught:
        ask(always(Response(403, {"Content-Type": "text/plain"}, body)))
    assert str(caught.value) == f"Error in API call [403] - Forbidden\n{told}"
    assert caught.value.res.status_code == 403


def test_which_statuses_are_valid(csp: Any, ask: Any) -> None:
    teapot = always(Response(418, {}, b"{}"))
    assert ask(teapot, ok_codes=(418,)) == {}
    assert ask(teapot, {"ok_codes": (418,)}) == {}
    with pytest.raises(csp.DemistoException, match=r"Error in API call \[418\]"):
        ask(teapot, {"ok_codes": (418,)}, ok_codes=(200,))


def test_an_error_handler_is_asked_and_may_raise(ask: Any) -> None:
    seen = []
    assert ask(always(Response(404, {}, b'{"a": 1}')), error_handler=seen.append) == {"a": 1}
    assert [response.status_code for response in seen] == [404]

    def refuse(response: Any) -> None:
        raise KeyError(response.status_code)

    with pytest.raises(KeyError):
        ask(always(Response(404, {}, b"{}")), error_handler=refuse)


def test_an_empty_answer(csp: Any, ask: Any) -> None:
    nothing = always(Response(204, {}, b""))
    with pytest.raises(
        csp.DemistoException, match="Failed to parse json object from response: b''"
    ):
        ask(nothing)
    assert ask(nothing, return_empty_response=True).status_code == 204
    accepted = always(Response(202, {}, b""))
    answer = ask(accepted, return_empty_response=True, empty_valid_codes=[200, 202])
    assert answer.status_code == 202


def moments(vendor: Answering, start: datetime) -> list[float]:
    """When each request came, in seconds."""
    return [round((at - start).total_seconds(), 1) for at in vendor.moments]  # type: ignore[attr-defined]


def timed(*answers: Any) -> Answering:
    """Like ``in_turn``; keeps the moments too."""
    vendor = in_turn(*answers)
    answer, times = vendor._handle, []

    def handle(request: Request, now: datetime) -> Any:
        times.append(now)
        return answer(request, now)

    vendor._handle = handle
    vendor.moments = times  # type: ignore[attr-defined]
    return vendor


BUSY = Response(503, {}, b"{}")
FINE = Response(200, {}, b"{}")


def test_retries_wait_on_the_simulated_clock(ask: Any, clock: SimulatedClock) -> None:
    start, vendor = clock.now(), timed(BUSY, BUSY, BUSY, FINE)
    assert ask(vendor, retries=3, status_list_to_retry=[503]) == {}
    assert moments(vendor, start) == [0.0, 0.0, 10.0, 30.0]


def test_a_retry_after_is_waited_for(ask: Any, clock: SimulatedClock) -> None:
    start, vendor = clock.now(), timed(Response(429, {"Retry-After": "42"}, b"{}"), FINE)
    assert ask(vendor, retries=1, status_list_to_retry=[429]) == {}
    assert moments(vendor, start) == [0.0, 42.0]


@pytest.mark.parametrize(
    ("client", "call"),
    [
        ({}, {"status_list_to_retry": [503]}),
        ({"base_url": "http://api.example.com"}, {"retries": 3, "status_list_to_retry": [503]}),
        ({}, {"retries": 3, "status_list_to_retry": [503], "method": "DELETE"}),
    ],
)
def test_what_is_not_retried(csp: Any, ask: Any, client: Any, call: Any) -> None:
    vendor = timed(BUSY, FINE)
    with pytest.raises(csp.DemistoException, match="503"):
        ask(vendor, client, **call)
    assert len(vendor.asked) == 1


def test_retries_that_are_used_up(csp: Any, ask: Any) -> None:
    call = {"retries": 2, "status_list_to_retry": [503]}
    with pytest.raises(csp.DemistoException, match=r"Error in API call \[503\]"):
        ask(timed(BUSY), **call)
    with pytest.raises(csp.DemistoException) as caught:
        ask(timed(BUSY), **call, raise_on_status=True)
    assert str(caught.value) == (
        "Max Retries Error- Request attempts with 2 retries failed. \n"
        "Reason: too many 503 error responses"
    )


def test_no_connection(csp: Any, ask: Any) -> None:
    for kind in ("refused", "reset"):
        with pytest.raises(csp.DemistoException) as caught:
            ask(always(Failure(kind)))
        assert str(caught.value).startswith("Verify that the server URL parameter is correct")
        assert "Error Type: <requests.exceptions.ConnectionError>" in str(caught.value)
        assert type(caught.value.exception).__name__ == "ConnectionError"


def test_a_read_timeout_stays_what_it_is(ask: Any, clock: SimulatedClock) -> None:
    import requests

    start = clock.now()
    with pytest.raises(requests.exceptions.ReadTimeout):
        ask(always(Failure("timeout")), {"timeout": 20})
    assert (clock.now() - start).total_seconds() == pytest.approx(20)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("ConnectTimeout", "Connection Timeout Error - potential reasons"),
        ("SSLError", "SSL Certificate Verification Failed - try selecting"),
        ("ProxyError", "Proxy Error - if the 'Use system proxy' checkbox"),
    ],
)
def test_what_else_requests_may_meet(
    csp: Any, monkeypatch: pytest.MonkeyPatch, kind: str, told: str
) -> None:
    import requests

    def fail(*_: Any, **__: Any) -> Any:
        raise getattr(requests.exceptions, kind)("met")

    monkeypatch.setattr(requests.Session, "request", fail)
    with pytest.raises(csp.DemistoException) as caught:
        csp.BaseClient(URL)._http_request("GET")
    assert str(caught.value).startswith(told)
    if kind == "SSLError":
        with pytest.raises(requests.exceptions.SSLError):
            csp.BaseClient(URL, verify=False)._http_request("GET")


def test_the_timeout_of_the_environment_wins(csp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert csp.BaseClient(URL).timeout == 60.0
    monkeypatch.setenv("REQUESTS_TIMEOUT", "30")
    assert csp.BaseClient(URL, timeout=5).timeout == 30.0
    monkeypatch.setenv("REQUESTS_TIMEOUT.Probe", "12")
    assert csp.BaseClient(URL).timeout == 12.0


def test_the_environment_follows_the_checkboxes(csp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    monkeypatch.setenv("HTTPS_PROXY", "proxy:3128")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/ca.pem")
    csp.BaseClient(URL, proxy=True)
    assert os.environ["HTTPS_PROXY"] == "http://proxy:3128"
    csp.BaseClient(URL, verify=False)
    assert "HTTPS_PROXY" not in os.environ
    assert "REQUESTS_CA_BUNDLE" not in os.environ


def test_an_unverified_client_offers_old_ciphers(csp: Any) -> None:
    adapter = csp.BaseClient(URL, verify=False)._session.adapters["https://"]
    assert isinstance(adapter, csp.SSLAdapter)
    context = adapter.poolmanager.connection_pool_kw["ssl_context"]
    assert context is not csp.SSLAdapter().poolmanager.connection_pool_kw["ssl_context"]


def test_a_client_that_was_never_made_ends_quietly(csp: Any) -> None:
    csp.BaseClient.__new__(csp.BaseClient).__del__()


def test_demisto_exception(csp: Any) -> None:
    error = csp.DemistoException("told", ValueError("cause"), res="response", error_type="kind")
    assert (str(error), error.message, error.res, error.error_type) == (
        "told",
        "told",
        "response",
        "kind",
    )
    assert error.args == ("told", error.exception, "kind")


def test_the_headers_that_tell_who_asks(csp: Any, platform: Any) -> None:
    platform.getLicenseID = lambda: "licence"
    assert csp.get_x_content_info_headers() == {
        "X-Content-Version": "0.0.0",
        "X-Content-Name": "Probe",
        "X-Content-LicenseID": "licence",
        "X-Content-Branch": "master",
        "X-Content-Server-Version": "6.13.0-0",
    }
