"""Requests are compared without what differs from run to run."""

from __future__ import annotations

import pytest

from xfetch.emulator.recording.timeless import shape_of, timeless


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-01",
        "2024-01-01T00:00:00Z",
        "2024-01-01T00:00:00.123456789+02:00",
        "2024-01-01 00:00:00",
        "20240101T000000Z",
        "2024/01/01",
        "1704067200",
        "1704067200000",
        "1704067200.5",
        "2024-01-01-00:00:31",
        "2022-03-10T1201",
    ],
)
def test_a_time_is_replaced_whole(text: str) -> None:
    assert timeless(text) == "<time>"
    assert timeless(f"created gt '{text}' and x eq 1") == "created gt '<time>' and x eq 1"


@pytest.mark.parametrize(
    "text", ["10", "alert-17", "123456", "v2024", "45671231", "3 days", "91704067200"]
)
def test_what_is_no_time_stays(text: str) -> None:
    assert timeless(text) == text


def mismatch(recorded: str, asked: str) -> str:
    method, url = recorded.split()
    asked_method, asked_url = asked.split()
    return shape_of(method, url, "").mismatch(shape_of(asked_method, asked_url, ""))


@pytest.mark.parametrize(
    ("recorded", "asked", "why"),
    [
        ("GET https://a.example/x?a=1&b=2", "GET http://b.example:8/x?b=2&a=1", ""),
        ("GET http://a/x?since=1704067200", "GET http://a/x?since=1704067260", ""),
        ("GET http://a/x?key=********", "GET http://a/x?key=anything", ""),
        ("GET http://a/x/********/y", "GET http://a/x/any/y", ""),
        ("GET http://a/x?nonce=1", "GET http://a/x?nonce=2", ""),
        ("GET http://a/x", "POST http://a/x", "the method differs (the request is a POST)"),
        ("GET http://a/x", "GET http://a/y", "the path differs"),
        ("GET http://a/x?a=1", "GET http://a/x", "the query differs: a was not asked"),
        ("GET http://a/x", "GET http://a/x?a=1", "the query differs: a was not recorded"),
        ("GET http://a/x?a=1", "GET http://a/x?a=2", "the query differs: a was recorded as 1"),
    ],
)
def test_a_mismatch_says_why(recorded: str, asked: str, why: str) -> None:
    assert mismatch(recorded, asked) == why


def test_bodies_are_alike_whatever_the_order_and_the_time() -> None:
    shapes = [
        shape_of("POST", "http://a/x", '{"from": "2024-01-01T00:00:00Z", "size": 5}'),
        shape_of("POST", "http://a/x", '{"size": 5, "from": "2024-02-01T00:00:00Z"}'),
        shape_of("POST", "http://a/x", '{"size": 6, "from": "2024-02-01T00:00:00Z"}'),
    ]
    assert shapes[0].same_body(shapes[1])
    assert not shapes[0].same_body(shapes[2])
    form = shape_of("POST", "http://a/x", "b=2&a=1704067200")
    assert form.same_body(shape_of("POST", "http://a/x", "a=1704067201&b=2"))
