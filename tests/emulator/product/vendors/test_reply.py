from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xfetch.emulator.errors import UsageError
from xfetch.emulator.product.message import Request
from xfetch.emulator.product.vendors.reply import parse_reply
from xfetch.emulator.product.vendors.reply_vendor import Reply, ReplyVendor

from ..worlds import START

HERE = Path()


def _asked(
    method: str = "GET", url: str = "https://api.example.com/api/v1/get_alerts?max=1"
) -> Request:
    return Request(method, url)


def _vendor(*texts: str) -> ReplyVendor:
    return ReplyVendor([parse_reply(text, HERE) for text in texts])


def _body(vendor: ReplyVendor, request: Request) -> bytes | None:
    response = vendor.handle(request, START)
    return response.body if response else None


@pytest.mark.parametrize(
    ("text", "method", "glob", "status", "content_type", "body"),
    [
        ("GET /a={}", "GET", "/a", 200, "application/json", b"{}"),
        ("/a=x=y", "", "/a", 200, "text/plain; charset=utf-8", b"x=y"),
        ("post /a/* 404=gone", "POST", "/a/*", 404, "text/plain; charset=utf-8", b"gone"),
        ("* 500=", "", "*", 500, "text/plain; charset=utf-8", b""),
        ('https://h/a={ "é": 1}', "", "https://h/a", 200, "application/json", '{ "é": 1}'.encode()),
    ],
)
def test_the_grammar(
    text: str, method: str, glob: str, status: int, content_type: str, body: bytes
) -> None:
    reply = parse_reply(text, HERE)
    assert (reply.method, reply.glob) == (method, glob)
    assert reply.response.status == status
    assert reply.response.headers["content-type"] == content_type
    assert reply.response.body == body


def test_json_too_deep_to_be_parsed_is_sent_as_it_is() -> None:
    assert parse_reply("/a=" + "[" * 100_000, HERE).response.body == b"[" * 100_000


def test_a_204_has_no_content_type() -> None:
    assert parse_reply("/a 204=", HERE).response.headers.pairs == ()


def test_files_are_sent_byte_for_byte(tmp_path: Path) -> None:
    content = b'{"a":  1.0,\r\n "\xc3\xa9": [] }\n'
    (tmp_path / "alerts.json").write_bytes(content)
    (tmp_path / "page.xml").write_bytes(b"<a/>")
    (tmp_path / "x.unknown9").write_bytes(b"\x00")
    packed = gzip.compress(content)
    (tmp_path / "a.json.gz").write_bytes(packed)

    def of(name: str) -> tuple[str, bytes]:
        response = parse_reply(f"/a=@{name}", tmp_path).response
        return response.headers["content-type"], response.body

    assert of("alerts.json") == ("application/json", content)
    assert of("page.xml") == ("text/xml; charset=utf-8", b"<a/>")
    assert of("x.unknown9") == ("application/octet-stream", b"\x00")
    assert of("a.json.gz") == ("application/json", packed)
    assert parse_reply("/a=@a.json.gz", tmp_path).response.headers["content-encoding"] == "gzip"
    assert of(str(tmp_path / "page.xml"))[1] == b"<a/>"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("GET /a", "has no '='"),
        ("={}", "names no path"),
        ("GET get_alerts={}", "names no path"),
        ("GETT /a={}", "'GETT' is not an HTTP method"),
        ("GET POST /a={}", "too many words"),
        ("/a 200 x={}", "too many words"),
        ("/a 42={}", "'42' is not a status"),
        ("/a 600={}", "'600' is not a status"),
        ("/a ok={}", "'ok' is not a status"),
        ("/a?max=10=@x.json", "holds a query"),
        ("/a=@nope.json", "file does not exist: nope.json"),
        ("/a=@", "file does not exist"),
        ("/a=@.", "file does not exist"),
    ],
)
def test_bad_replies_are_usage_errors_with_an_example(text: str, named: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_reply(text, HERE)
    assert named in caught.value.what
    assert caught.value.where == "--reply"
    assert any("get_alerts" in line for line in caught.value.advice)


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        ("/get_alerts", "/api/v1/get_alerts", True),
        ("/get_alerts", "/get_alerts", True),
        ("/get_alerts", "/api/forget_alerts", False),
        ("/get_alerts", "/get_alerts/1", False),
        ("/v1/*", "/api/v1/get_alerts/7", True),
        ("*", "/anything", True),
        ("*alerts", "/x/forget_alerts", True),
        ("/a%20b", "/a%20b", True),
        ("https://h.example/x", "/x", True),
        ("https://other.example/x", "/x", False),
        ("https://h.example/*", "/x/y", True),
        ("https://*/x", "/x", True),
        ("/Get", "/get", False),
    ],
)
def test_globs(glob: str, path: str, matches: bool) -> None:
    request = Request("GET", f"https://h.example{path}?q=1")
    assert (_body(_vendor(f"{glob}=x"), request) == b"x") is matches


def test_the_same_method_and_glob_again_is_what_comes_next() -> None:
    vendor = _vendor("/get_alerts=1", "/other=o", "/get_alerts 500=2", "GET /get_alerts=never")
    given = [vendor.handle(_asked(), START) for _ in range(3)]
    assert [(r.status, r.body) for r in given if r] == [(200, b"1"), (500, b"2"), (500, b"2")]
    assert _body(vendor, _asked(url="https://h/other")) == b"o"


def test_the_first_that_matches_wins() -> None:
    vendor = _vendor("POST /get_alerts=post", "* 404=all", "GET /get_alerts=late")
    assert _body(vendor, _asked()) == b"all"
    assert _body(vendor, _asked("POST")) == b"post"


def test_each_reply_says_why_it_did_not_match() -> None:
    vendor = _vendor("POST /get_alerts=1", "/login=2", "http://h/a=3")
    assert vendor.handle(_asked(), START) is None
    assert vendor.explain(_asked()) == (
        "POST /get_alerts: the method differs (the request is a GET)",
        "/login: the path differs",
        "http://h/a: the URL differs",
    )


@settings(max_examples=60)
@given(st.lists(st.text("abc_-.", min_size=1), min_size=1, max_size=4), st.integers(0, 3))
def test_every_tail_at_a_slash_matches_and_nothing_shorter(parts: list[str], cut: int) -> None:
    request = Request("GET", "https://h/" + "/".join(parts))
    tail = "/" + "/".join(parts[min(cut, len(parts) - 1) :])
    assert Reply("", tail, parse_reply("/=", HERE).response).mismatch(request) == ""
    longer = Reply("", "/x" + tail, parse_reply("/=", HERE).response)
    assert (longer.mismatch(request) == "") is request.path.endswith("/x" + tail)


@pytest.mark.parametrize("value", ['[{"id": 1,]', "{'id': 1}", " {", '{"a": 1} {"b": 2}'])
def test_broken_json_is_told_with_its_place(tmp_path: Path, value: str) -> None:
    with pytest.raises(
        UsageError, match=r"^--reply: the JSON of the reply .* is broken: .* at character"
    ):
        parse_reply(f"GET /x={value}", tmp_path)


def test_a_files_name_without_its_sign_is_told(tmp_path: Path) -> None:
    (tmp_path / "alerts.json").write_text("[]")
    with pytest.raises(UsageError, match="without an @ before it") as caught:
        parse_reply("GET /x=alerts.json", tmp_path)
    assert "=@alerts.json" in str(caught.value)


@pytest.mark.parametrize("text", ["alerts.json", "busy", "a {b", "<html>", "no: [x", ""])
def test_a_text_that_merely_looks_odd_is_taken(tmp_path: Path, text: str) -> None:
    assert parse_reply(f"GET /x={text}", tmp_path).response.body == text.encode()


def test_a_broken_body_is_taken_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "broken.txt").write_text('{"id": 1')
    assert parse_reply("GET /x=@broken.txt", tmp_path).response.body == b'{"id": 1'
