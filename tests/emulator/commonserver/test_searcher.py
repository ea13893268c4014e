"""IndicatorsSearcher: which pages it asks for, and when it stops."""

from __future__ import annotations

from typing import Any

import pytest

PAGES = (
    {"iocs": [{"id": "1"}, {"id": "2"}], "total": 3, "searchAfter": ["2"]},
    {"iocs": [{"id": "3"}], "total": 3, "searchAfter": None},
)


@pytest.fixture
def asked(platform: Any) -> list[dict[str, Any]]:
    """What the server was asked for; it has two pages."""
    asked: list[dict[str, Any]] = []

    def search(**query: Any) -> Any:
        asked.append(query)
        return PAGES[len(asked) - 1] if len(asked) <= len(PAGES) else {"iocs": []}

    platform.searchIndicators = search
    return asked


def test_it_searches_after_what_it_has(csp: Any, asked: list[dict[str, Any]]) -> None:
    search = csp.IndicatorsSearcher(query="type:IP", size=2, filter_fields="id")
    assert [len(page["iocs"]) for page in search] == [2, 1]
    first = {"query": "type:IP", "size": 2, "populateFields": "id"}
    assert asked == [first, {**first, "searchAfter": ["2"]}]
    assert (search.total, search.page, search.is_search_done()) == (3, 2, True)


def test_an_old_server_is_asked_by_page(
    csp: Any, asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csp, "is_demisto_version_ge", lambda version, build_number="": False)
    assert len(list(csp.IndicatorsSearcher(size=2))) == 2
    assert asked == [{"size": 2, "page": 0}, {"size": 2, "page": 1}]


def test_a_limit_ends_it(csp: Any, asked: list[dict[str, Any]]) -> None:
    assert len(list(csp.IndicatorsSearcher(size=2, limit=2))) == 1
    assert len(asked) == 1
    assert list(csp.IndicatorsSearcher(limit=0)) == []
