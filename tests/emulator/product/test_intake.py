"""The platform's intake: what it takes, what it refuses, and what it tells of either."""

from __future__ import annotations

import gzip
import json
from datetime import datetime, timezone

import pytest

from xfetch.emulator.faults.fault import Fault, When
from xfetch.emulator.faults.faulty_vendor import FaultyVendor
from xfetch.emulator.faults.occasions import Occasions
from xfetch.emulator.product.intake import Intake
from xfetch.emulator.product.message import Failure, Request, Response
from xfetch.emulator.record.delivery import Delivery

NOW = datetime(2024, 1, 1, tzinfo=timezone.utc)
URL = "https://api-tenant.example.com/logs/v1/xsiam"


def post(*items: object, packed: bool = True, **headers: str) -> Request:
    body = "\n".join(map(json.dumps, items)).encode()
    sent = {
        "format": "json",
        "content-encoding": "gzip",
        "authorization": "the-token",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    return Request("POST", URL, sent, gzip.compress(body) if packed else body)


def told(*requests: Request, fault: Fault | None = None) -> tuple[list[Delivery], list[object]]:
    found: list[Delivery] = []
    intake = Intake(found.append)
    if fault is not None:
        intake.front = FaultyVendor(intake, ((0, fault),), Occasions(0, NOW))
    return found, [intake.serve(request, NOW) for request in requests]


def test_it_takes_a_chunk_of_events() -> None:
    request = post({"id": 1}, {"id": 2}, vendor="acme", product="log")
    assert Intake.is_for(request)
    (chunk,), (answer,) = told(request)
    assert (chunk.kind, chunk.items, chunk.refused) == ("events", ({"id": 1}, {"id": 2}), "")
    assert (chunk.size_bytes, chunk.sent_bytes) == (19, len(request.body))
    assert isinstance(answer, Response)
    assert json.loads(answer.body) == {"error": "false"}


def test_the_token_is_not_kept() -> None:
    (chunk,), _ = told(post({"id": 1}, vendor="acme"))
    assert chunk.headers == {"format": "json", "vendor": "acme"}


def test_a_batch_of_assets_declares_its_snapshot() -> None:
    request = post({"id": 1}, collector_type="assets", snapshot_id="17i", total_items_count="3")
    (batch,), _ = told(request)
    assert (batch.kind, batch.snapshot, batch.declared) == ("assets", "17i", 3)


def test_lines_of_another_format_stay_text() -> None:
    (chunk,), _ = told(post("CEF:0|a", format="cef"))
    assert chunk.items == ('"CEF:0|a"',)


def test_what_is_not_compressed_is_refused() -> None:
    (chunk,), (answer,) = told(post({"id": 1}, packed=False))
    assert isinstance(answer, Response)
    assert answer.status == 400
    assert chunk.refused.startswith("the intake answered 400")
    assert chunk.items == ()


@pytest.mark.parametrize(
    ("kind", "value", "more", "refused"),
    [
        ("status", 429, (), "the intake answered 429: "),
        ("status", 200, (("text", '{"error": "quota"}'),), 'the intake answered 200: {"error"'),
        ("connection", "reset", (), "the connection to the intake failed: reset"),
    ],
)
def test_a_fault_refuses_one_chunk_and_the_others_land(
    kind: str, value: object, more: tuple[tuple[str, str], ...], refused: str
) -> None:
    fault = Fault(kind, value, When(requests=((2, 2),)), more)
    found, answers = told(post({"id": 1}), post({"id": 2}), post({"id": 3}), fault=fault)
    assert [one.items for one in found] == [({"id": 1},), (), ({"id": 3},)]
    assert found[1].refused.startswith(refused)
    assert found[1].count == 1
    assert isinstance(answers[1], Response | Failure)


def test_a_slow_intake_takes_the_chunk_all_the_same() -> None:
    (chunk,), (answer,) = told(post({"id": 1}), fault=Fault("slow", 30.0))
    assert isinstance(answer, Response)
    assert answer.delay_s == 30.0
    assert chunk.refused == ""


@pytest.mark.parametrize(
    "request_",
    [
        Request("GET", URL),
        Request("POST", "https://acme.example/logs/v1/xsiam/more"),
        Request("POST", "https://acme.example/alerts"),
    ],
)
def test_other_requests_are_not_for_it(request_: Request) -> None:
    assert not Intake.is_for(request_)
