"""Guessed values: where they stand, what stands in their place, and when they are confirmed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xfetch.emulator.settings.guess import (
    Guess,
    instead_words,
    is_confirmed,
    path_of,
    place_of,
    value_at,
    with_value,
)

DOCUMENT: Any = {"api": {"routes": [{"order": "created"}, {"a.b": [1]}]}}
keys = st.text(min_size=1, max_size=5).filter(lambda text: "'" not in text and text.isprintable())


@given(st.lists(keys | st.integers(0, 9), min_size=1, max_size=4))
def test_a_place_is_read_back_from_its_path(steps: list[str | int]) -> None:
    if any(isinstance(step, str) and "\\" in step for step in steps):
        return
    assert place_of(path_of(tuple(steps))) == tuple(steps)


@pytest.mark.parametrize("path", ["", "a..b", "a[", "a[x]", "[1]x]"])
def test_no_path(path: str) -> None:
    with pytest.raises(ValueError, match="is no path such as"):
        place_of(path)


def test_a_value_is_replaced_in_a_copy() -> None:
    place = place_of("api.routes[1]['a.b'][0]")
    changed = with_value(DOCUMENT, place, {"x": 1})
    assert value_at(changed, place) == {"x": 1}
    assert value_at(DOCUMENT, place) == 1
    with pytest.raises(LookupError):
        with_value(DOCUMENT, place_of("api.routes[2].order"), 1)
    with pytest.raises(LookupError):
        with_value(DOCUMENT, place_of("api.routes.order"), 1)


@pytest.mark.parametrize(
    ("path", "value", "confirmed"),
    [
        ("api.routes[0].order", "created", False),
        ("api.routes[0].order", "-created", True),
        ("api.routes[0].page", {}, True),
        ("api.routes[7].order", "created", True),
    ],
)
def test_another_value_or_none_confirms(path: str, value: Any, confirmed: bool) -> None:
    assert is_confirmed(Guess(path, value), DOCUMENT) is confirmed


@pytest.mark.parametrize(
    ("value", "other", "words"),
    [
        ({"gt": "query.a", "format": "any"}, {"ge": "query.a", "format": "any"}, ("ge", "gt")),
        ("created", "-created", ("-created", "created")),
        ({"number": "q", "first": 1}, {"number": "q", "first": 0}, ("first: 0", "first: 1")),
        ({"a": "@created epoch_s", "b": "@created epoch_s"},
         {"a": "@created epoch_ms", "b": "@created epoch_ms"},
         ("@created epoch_ms", "@created epoch_s")),
        ([], [{"cycle": 3, "on": True}], ("[{cycle: 3, on: true}]", "[]")),
    ],
)  # fmt: skip
def test_what_differs_in_words(value: Any, other: Any, words: tuple[str, str]) -> None:
    assert instead_words(value, other) == words
