"""How the next page was asked for, and what only looks like it."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest

from xfetch.emulator.recording.answered import Answered
from xfetch.emulator.starter.next_page import NextPage, next_page
from xfetch.emulator.starter.seen import seen_of

AT = datetime(2024, 1, 1, tzinfo=timezone.utc)


def found(*pairs: tuple[str, Any], headers: tuple[tuple[str, str], ...] = ()) -> NextPage | None:
    """Of GET requests with these queries, and their answers."""
    answered = [
        Answered(
            AT,
            "GET",
            f"https://a.example/x{query}",
            status=200,
            headers=headers,
            body=json.dumps(answer).encode(),
        )
        for query, answer in pairs
    ]
    (seen,) = seen_of(answered).values()
    return next_page(seen)


def test_a_value_of_the_answer_in_the_next_request() -> None:
    page = found(("?n=5", {"meta": {"next": "abcdef"}}), ("?n=5&t=abcdef", {}))
    assert page == NextPage("cursor", "query.t", ("meta", "next"))


def test_links_whole_relative_and_in_a_header() -> None:
    whole = {"next": "https://a.example/x?n=5&page=2"}
    assert found(("?n=5", whole), ("?page=2&n=5", {})) == NextPage(
        "number", "query.page", ("next",), link=True
    )
    relative = {"links": {"next": "/x?n=5&after=zzz"}}
    assert found(("?n=5", relative), ("?n=5&after=zzz", {})) == NextPage(
        "cursor", "query.after", ("links", "next"), link=True
    )
    header = (("Link", '<https://a.example/x?b=1>; rel="prev", </x?offset=5>; rel="next"'),)
    assert found(("?offset=0", []), ("?offset=5", []), headers=header) == NextPage(
        "offset", "query.offset", header="Link", link=True
    )


def test_a_header_with_the_next_token() -> None:
    page = found(("", []), ("?cursor=abcdef", []), headers=(("X-Next-Cursor", "abcdef"),))
    assert page == NextPage("cursor", "query.cursor", header="X-Next-Cursor")


@pytest.mark.parametrize(
    "pairs",
    [
        # A count that is the same as some parameter, by chance.
        (("?size=4", {"count": 5}), ("?size=5", {})),
        # What was asked before already.
        (("?account=abcdef", {"account": "abcdef"}), ("?account=abcdef", {})),
        # The time from which the next run asks is a filter.
        (
            ("?since=2023-12-31T23:00:00Z", {"newest": "2023-12-31T23:30:00Z"}),
            ("?since=2023-12-31T23:30:00Z", {}),
        ),
        # A link that nobody followed.
        (("?n=5", {"next": "/x?n=5&page=2"}), ("?n=6", {})),
        (("?n=5", {"next": None, "more": False}), ("?n=5", {})),
    ],
)
def test_what_is_no_paging(pairs: tuple[tuple[str, Any], ...]) -> None:
    assert found(*pairs) is None


def test_what_most_requests_did_counts() -> None:
    page = found(
        ("?since=a1b2c3d4", {"token": "t-000001", "seen": "a1b2c3d5"}),
        ("?since=a1b2c3d5&token=t-000001", {"token": "t-000002"}),
        ("?since=a1b2c3d5&token=t-000002", {"token": "t-000003"}),
        ("?since=a1b2c3d5&token=t-000003", {}),
    )
    assert page == NextPage("cursor", "query.token", ("token",))
