"""Which values of a draft are listed as guesses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone

import pytest

from xfetch.emulator.record.entries import Exchange, Json
from xfetch.emulator.settings.settings import RunSettings
from xfetch.emulator.starter.endpoint import endpoints_of
from xfetch.emulator.starter.guessed_draft import with_guesses
from xfetch.emulator.starter.starter_file import Draft

AT = datetime(2024, 1, 1, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("queries", "more", "unknown"),
    [
        (("token=b7", "token=c9"), {}, True),
        # Nothing else is asked for later, or a page; the rest is read.
        (("kind=x", "kind=x"), {}, False),
        (("page=1", "page=2"), {"page": {"number": "query.page", "default": 5}}, False),
        (
            ("since=2024-01-01", "since=2024-01-02"),
            {"filter": {"created": {"ge": "query.since"}}},
            False,
        ),
        (("token=b7", "token=c9"), {"page": {"cursor": "query.token"}}, False),
    ],
)
def test_a_filter_is_unknown_where_later_requests_ask_for_something_else(
    queries: tuple[str, ...], more: Mapping[str, Json], unknown: bool
) -> None:
    exchanges = [
        Exchange(number, AT, "GET", f"https://a.example/alerts?{query}")
        for number, query in enumerate(queries)
    ]
    (endpoint,) = endpoints_of(exchanges, AT).values()
    route: dict[str, Json] = {"get": "/alerts", **more, "answer": {"json": "@events"}}
    draft = Draft("", RunSettings(), [], {"id": "@id"}, ((route, endpoint),))
    found = with_guesses(draft, "Acme.py", "")
    assert (found.routes[0][0].get("filter") == {}) == unknown
    marked = [guess for guess in found.guesses if guess.is_no_filter]
    assert [guess.path for guess in marked] == (["api.routes[0].filter"] if unknown else [])
    assert [guess.why for guess in marked] == (
        ["unknown: what query.token asks for"] if unknown else []
    )
