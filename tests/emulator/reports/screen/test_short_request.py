"""A request that is too long keeps the parameter that says from where it asks."""

from __future__ import annotations

import pytest

from xfetch.emulator.reports.screen.short_request import short_request, short_words

LONG = "GET /api/v2/tenants/acme/alerts?limit=50&sort=asc&since=2024-01-01T00:00:00Z&view=all"


@pytest.mark.parametrize(
    ("asked", "room", "shown"),
    [
        (LONG, 100, LONG),
        (LONG, 70, "GET /api/v2/tenants/acme/alerts?since=2024-01-01T00:00:00Z&view=all&…"),
        (LONG, 60, "GET /api/v2/tenants/acme/alerts?since=2024-01-01T00:00:00Z&…"),
        (LONG, 50, "GET …ants/acme/alerts?since=2024-01-01T00:00:00Z&…"),
        ("GET /events?size=100&cursor=b2Zmc2V0PTEw", 34, "GET /events?cursor=b2Zmc2V0PTEw&…"),
        ("GET /events?page_size=100&page=7", 25, "GET /events?page=7&…"),
    ],
)
def test_dull_parameters_go_first_then_the_front_of_the_path(
    asked: str, room: int, shown: str
) -> None:
    assert short_request(asked, room) == shown
    assert len(shown) <= room


def test_a_long_body_keeps_its_first_time() -> None:
    body = '{"filters": [{"field": "creation_time", "operator": "gte", "value": 1704067200000}]}'
    short = short_request(f"POST /public_api/v1/incidents {body}", 60)
    assert "1704067200000" in short
    assert short.startswith("POST /public_api/v1/incidents ")


def test_a_url_in_a_sentence_keeps_its_value() -> None:
    text = "cycle 2 asked GET /api/events?from=2023-12-31T23:59:35Z&limit=50: and got none"
    assert "from=2023-12-31T23:59:35Z" in short_words(text, 26, 44)


def test_other_long_words_are_cut_at_their_end() -> None:
    assert short_words("a " + "b" * 40, 10, 20) == "a " + "b" * 9 + "…"
