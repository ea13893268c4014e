from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xfetch.emulator.product.message import Failure, Headers, Request, Response

REQUEST = Request(
    "POST",
    "https://api.example.com:8443/v1/a%20b?x=1&y=&x=2#f",
    Headers([("X-Api-Key", "k"), ("Accept", "a"), ("accept", "b")]),
    b'{"a": [1]}',
)


def test_a_request_offers_what_vendor_authors_want() -> None:
    assert REQUEST.path == "/v1/a b"
    assert REQUEST.raw_path == "/v1/a%20b"
    assert REQUEST.host == "api.example.com"
    assert REQUEST.query == {"x": "2", "y": ""}
    assert REQUEST.query_list("x") == ["1", "2"]
    assert REQUEST.query_list("z") == []
    assert REQUEST.json() == {"a": [1]}
    assert REQUEST.text == '{"a": [1]}'
    assert Request("POST", "http://h/", body=b"a=1&a=2&b=x+y").form() == {"a": "2", "b": "x y"}
    assert Request("GET", "http://h").path == "/"


def test_headers_are_found_whatever_their_case() -> None:
    assert REQUEST.header("x-api-key") == "k"
    assert REQUEST.headers["ACCEPT"] == "b"
    assert REQUEST.header("nope", "default") == "default"
    assert REQUEST.header("nope") == ""
    assert len(REQUEST.headers) == 2
    assert "X-API-KEY" in REQUEST.headers
    assert REQUEST.headers.without("accept") == Headers({"X-Api-Key": "k"})


def test_a_request_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        REQUEST.method = "GET"  # type: ignore[misc]


def test_a_list_as_value_repeats_a_header() -> None:
    assert Headers({"Set-Cookie": ["a=1", "b=2"], "X-Left": 3}).pairs == (
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
        ("X-Left", "3"),
    )


@pytest.mark.parametrize(
    "given", [{"a\r\nb": "c"}, {"a": "b\r\nc: d"}, {"a": None}, {"a": True}, [("a",)], {1: "a"}]
)
def test_what_cannot_be_a_header_is_refused(given: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        Headers(given)  # type: ignore[arg-type]


def test_a_json_response_says_so() -> None:
    response = Response.of({"a": 1}, headers={"X-A": "b"})
    assert response.body == b'{"a": 1}'
    assert response.headers.pairs == (("X-A", "b"), ("Content-Type", "application/json"))
    own = Response.of([], headers={"content-type": "application/vnd.x+json"})
    assert own.headers.pairs == (("content-type", "application/vnd.x+json"),)


def test_headers_copied_from_elsewhere_do_not_misdescribe_a_json_body() -> None:
    copied = {"Content-Encoding": "gzip", "Transfer-Encoding": "chunked", "Content-Length": "9"}
    assert [name for name, _ in Response.of([], headers=copied).headers.pairs] == ["Content-Type"]


@pytest.mark.parametrize("status", [199, 600, "200", True, None, 20.0])
def test_a_status_is_a_number_from_200_to_599(status: object) -> None:
    with pytest.raises(ValueError, match="the status of a response must be"):
        Response(status)  # type: ignore[arg-type]


def test_a_body_is_bytes() -> None:
    with pytest.raises(ValueError, match="the body of a response is bytes, not str"):
        Response(body="text")  # type: ignore[arg-type]


def test_what_json_does_not_know_is_named() -> None:
    with pytest.raises(ValueError, match="set is not JSON serializable"):
        Response.of({"a": {1}})


def test_a_failure_is_one_of_three() -> None:
    assert Failure("reset").kind == "reset"
    with pytest.raises(ValueError, match="refused, reset, timeout, not 'rest'"):
        Failure("rest")


@settings(max_examples=50)
@given(st.dictionaries(st.text(st.characters(codec="utf-8"), min_size=1), st.text(), max_size=4))
def test_a_query_comes_out_as_it_went_in(query: dict[str, str]) -> None:
    from urllib.parse import urlencode

    assert Request("GET", f"http://h/p?{urlencode(query)}").query == query
