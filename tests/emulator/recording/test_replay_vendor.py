"""A recorded product, asked again."""

from __future__ import annotations

from datetime import datetime, timezone

from xfetch.emulator.product.message import Failure, Request, Response
from xfetch.emulator.recording.answered import Answered, Recording
from xfetch.emulator.recording.replay_vendor import ReplayVendor

AT = datetime(2024, 1, 1, tzinfo=timezone.utc)


def one(body: str, url: str = "https://a.example/x", sent: str = "", failure: str = "") -> Answered:
    status = 0 if failure else 200
    method = "POST" if sent else "GET"
    headers = (("Content-Encoding", "gzip"), ("X-A", "1"))
    return Answered(AT, method, url, sent, status, headers, body.encode(), failure)


def bodies(vendor: ReplayVendor, *requests: Request) -> list[str]:
    answers = [vendor.handle(request, AT) for request in requests]
    return [one.body.decode() if isinstance(one, Response) else repr(one) for one in answers]


def test_answers_come_in_order_and_the_last_repeats() -> None:
    vendor = ReplayVendor(Recording((one("a"), one("b"))))
    asked = Request("GET", "https://b.example/x")
    assert bodies(vendor, asked) == ["a"]
    state = vendor.state()
    assert bodies(vendor, asked, asked) == ["b", "b"]
    vendor.restore(dict.fromkeys(state, 0))
    assert bodies(vendor, asked) == ["a"]


def test_the_same_body_comes_first_and_any_other_is_taken() -> None:
    vendor = ReplayVendor(Recording((one("a", sent='{"p": 1}'), one("b", sent='{"p": 2}'))))
    asked = [Request("POST", "https://a.example/x", body=body) for body in (b'{"p":2}', b'{"p":3}')]
    assert bodies(vendor, *asked) == ["b", "a"]


def test_what_describes_the_wire_is_left_out() -> None:
    answer = ReplayVendor(Recording((one("a"),))).handle(Request("GET", "https://a/x"), AT)
    assert isinstance(answer, Response)
    assert answer.headers.pairs == (("X-A", "1"),)


def test_what_broke_breaks_again() -> None:
    failures = (
        "ReadTimeoutError: Read timed out.",
        "ConnectionResetError: reset",
        "NewConnectionError",
    )
    vendor = ReplayVendor(Recording(tuple(one("", failure=text) for text in failures)))
    asked = Request("GET", "https://a.example/x")
    given = [vendor.handle(asked, AT) for _ in failures]
    assert [one.kind for one in given if isinstance(one, Failure)] == [
        "timeout",
        "reset",
        "refused",
    ]


def test_nothing_recorded_is_explained() -> None:
    vendor = ReplayVendor(
        Recording((one("", "https://a.example/y"), one("", "https://a.example/x?a=1")))
    )
    asked = Request("GET", "https://a.example/x")
    assert vendor.handle(asked, AT) is None
    assert vendor.explain(asked) == (
        "GET /x?a=1: the query differs: a was not asked",
        "GET /y: the path differs",
    )
