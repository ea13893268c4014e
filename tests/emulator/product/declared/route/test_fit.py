"""What a request and the routes have in common, and what not."""

from __future__ import annotations

from tests.emulator.product.declared.worlds import client

API = """
auth: {query: key}
routes:
- get: /alerts
  filter: {created: {ge: query.newer_than}}
  page: {limit: query.max, offset: query.offset}
  answer: {json: {items: "@events", asked: "{{ query.trace }}"}}
- post: /search
  filter: {created: {ge: body.filter.from}}
- get: /health
"""


def fit(method: str, path: str, body: bytes = b"") -> tuple[str, ...]:
    return client(API).ask(method, path, body=body).fit


def test_both_sides_are_told() -> None:
    assert fit("GET", "/alerts?key=k&since=1&max=5") == (
        "GET /alerts",
        "-query.newer_than",
        "+query.since",
    )


def test_what_templates_credentials_and_later_pages_read_is_read() -> None:
    assert fit("GET", "/alerts?key=k&trace=1&offset=3&newer_than=2024-01-01&max=5") == (
        "GET /alerts",
    )


def test_a_body_is_read_by_its_outermost_names() -> None:
    assert fit("POST", "/search?key=k", b'{"filter": {"since": 1}, "size": 5}') == (
        "POST /search",
        "-body.filter.from",
        "+body.size",
    )


def test_a_route_that_reads_nothing_fits_everything() -> None:
    assert fit("GET", "/health?key=k&trace=1") == ()
    assert fit("GET", "/health?key=k&a=1") == ("GET /health", "+query.a")
