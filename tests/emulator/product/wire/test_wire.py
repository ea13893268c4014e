from __future__ import annotations

import gzip
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest

from xfetch.emulator.errors import KilledAtTimeout, VendorBroke
from xfetch.emulator.product.message import Failure, Headers, Request, Response
from xfetch.emulator.product.vendors.reply import parse_reply
from xfetch.emulator.product.vendors.reply_vendor import ReplyVendor
from xfetch.emulator.product.wire.transport import Wire

from ..worlds import START, Answering, FakeClock, always, record, wired

ASKED = Request("GET", "https://example.com/alerts?max=1", Headers({"A": "b"}), b"\xff{}")


def test_an_exchange_takes_the_latency_and_the_vendor_is_asked_half_way() -> None:
    seen: list[datetime] = []
    wire = wired(Answering(lambda request, now: seen.append(now) or [1]), latency_s=0.2)
    response = wire.exchange(ASKED)
    assert seen == [START + timedelta(seconds=0.1)]
    (exchange,) = record(wire).exchanges
    assert (exchange.at, exchange.duration_s) == (START, 0.2)
    assert (exchange.method, exchange.url) == (ASKED.method, ASKED.url)
    assert exchange.request_headers == (("A", "b"),)
    assert exchange.request_body == "\ufffd{}"
    assert (exchange.status, exchange.response_body) == (200, "[1]")
    assert isinstance(response, Response)
    assert exchange.response_headers == response.headers.pairs


def test_a_packed_body_is_recorded_as_text() -> None:
    packed = {"body": gzip.compress(b'{"a": 1}'), "headers": {"content-encoding": "gzip"}}
    wire = wired(always(packed))
    wire.exchange(ASKED)
    assert record(wire).exchanges[0].response_body == '{"a": 1}'


def test_no_vendor_is_an_attempt() -> None:
    wire = wired(None)
    assert wire.exchange(ASKED) == Failure("refused", "xfetch: nothing answers this request")
    (attempt,) = record(wire).attempts
    assert (attempt.kind, attempt.target, attempt.tried) == (
        "http",
        "GET https://example.com/alerts?max=1",
        (),
    )
    assert record(wire).exchanges == ()


def test_a_request_that_is_not_the_vendors_is_an_attempt_with_what_was_tried() -> None:
    wire = wired(always(None))
    wire.exchange(ASKED)
    assert record(wire).attempts[0].tried == ("worlds.py: handle() returned None",)
    from pathlib import Path

    wire = wired(ReplyVendor([parse_reply("POST /alerts=1", Path())]))
    wire.exchange(ASKED)
    tried = ("POST /alerts: the method differs (the request is a GET)",)
    assert record(wire).attempts[0].tried == tried


def test_attempts_before_any_fetch_are_kept() -> None:
    wire = Wire(None, FakeClock(), 0.2)
    wire.exchange(ASKED)
    wire.attempt("dns", "example.com")
    assert [(a.seq, a.kind) for a in wire.early] == [(0, "http"), (1, "dns")]


def test_a_failure_is_recorded_as_one() -> None:
    wire = wired(always(Failure("reset")))
    assert wire.exchange(ASKED) == Failure("reset")
    (exchange,) = record(wire).exchanges
    assert (exchange.failure, exchange.status, exchange.duration_s) == ("reset", None, 0.2)


@pytest.mark.parametrize(
    ("given", "latency_s", "timeout_s", "passed_s", "failure"),
    [
        (Failure("timeout"), 0.2, 30.0, 30.0, "timeout"),
        (Failure("timeout"), 0.2, None, 7 * 86400.0, "timeout"),
        ([], 60.0, 40.0, 40.0, "timeout"),
        ([], 60.0, None, 60.0, ""),
        ([], 60.0, 60.0, 60.0, ""),
        (Failure("reset"), 60.0, 40.0, 60.0, "reset"),
    ],
)
def test_the_clients_own_read_timeout(
    given: Any, latency_s: float, timeout_s: float | None, passed_s: float, failure: str
) -> None:
    wire = wired(always(given), latency_s)
    wire.exchange(ASKED, timeout_s)
    assert wire.clock.now() - START == timedelta(seconds=passed_s)
    assert record(wire).exchanges[0].failure == failure


def test_a_vendors_fault_breaks_the_wire_for_good() -> None:
    wire = wired(always("text"))
    for _ in range(2):
        with pytest.raises(VendorBroke) as caught:
            wire.exchange(ASKED)
        assert caught.value.error is wire.broken
    assert wire.broken is not None
    assert record(wire).entries == ()


def test_a_vendor_that_uses_the_wire_itself_is_at_fault() -> None:
    wire = wired(None)
    wire.vendor = Answering(lambda request, now: wire.exchange(ASKED))
    with pytest.raises(VendorBroke, match="sent an HTTP request"):
        wire.exchange(ASKED)


def test_an_exchange_that_the_kill_cuts_short_is_recorded() -> None:
    class Killing(FakeClock):
        def advance(self, seconds: float) -> None:
            super().advance(seconds)
            if self.passed_s > 0.15:
                raise KilledAtTimeout

    wire = wired(always([]))
    wire.clock = Killing()
    with pytest.raises(KilledAtTimeout):
        wire.exchange(ASKED)
    assert record(wire).exchanges[0].failure == "killed at the run's timeout"


def test_exchanges_of_several_threads_are_served_one_at_a_time() -> None:
    inside, most = [0], [0]

    def handle(request: Request, now: datetime) -> Any:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        threading.Event().wait(0.002)
        inside[0] -= 1
        return []

    wire = wired(Answering(handle))
    threads = [threading.Thread(target=wire.exchange, args=(ASKED,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]
    assert len(record(wire).exchanges) == 8
