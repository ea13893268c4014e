"""A section says where a value is wrong, what it must be, and which keys there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from xfetch.emulator.settings.section import Section, SectionError, alternatives, dotted

VALUE = {"at": "soon", "n": 3, "half": 0.5, "name": [1], "span": ["2s", "1s"], "on": "yes"}


@pytest.mark.parametrize(
    ("read", "told"),
    [
        (lambda own: own.text("name"), "api.rate.name: must be text, not a list"),
        (lambda own: own.flag("on"), "api.rate.on: must be true or false, not the text 'yes'"),
        (lambda own: own.integer("half", 0), "must be a whole number, not the number 0.5"),
        (lambda own: own.integer("n", 0, most=2), "api.rate.n: must be from 0 to 2, not 3"),
        (lambda own: own.share("n"), "api.rate.n: must be a number from 0 to 1"),
        (lambda own: own.moment("at"), "api.rate.at: 'soon' is not a time"),
        (lambda own: own.span_s("at"), "api.rate.at: 'soon' is not a duration"),
        (lambda own: own.range_s("span", (0, 0)), "a range is [shortest, longest]"),
        (lambda own: own.choice("on", ("yep", "no"), "no"), "did you mean 'yep'? known: no, yep"),
        (lambda own: own.inner("n"), "api.rate.n: must be a mapping, not the number 3"),
        (lambda own: own.mapping("name"), "api.rate.name: must be a mapping, not a list"),
    ],
)
def test_a_wrong_value_has_its_path(read: Callable[[Section], Any], told: str) -> None:
    with pytest.raises(SectionError) as caught:
        read(Section(VALUE, ("api", "rate")))
    assert told in str(caught.value)


def test_an_unknown_key_has_its_path_and_the_nearest_known_one() -> None:
    with pytest.raises(SectionError) as caught:
        Section({"limt": 3}, ("api", "routes", 0), ("per", "limit"))
    assert caught.value.path == ("api", "routes", 0, "limt")
    told = "api.routes[0].limt: unknown key; did you mean 'limit'? known: limit, per"
    assert str(caught.value) == told


def test_a_value_that_is_no_mapping_is_refused_with_the_known_keys() -> None:
    with pytest.raises(SectionError, match="must be a mapping with limit, per, not nothing"):
        Section(None, (), ("per", "limit"))


def test_an_absent_key_has_its_default() -> None:
    own = Section({})
    assert (own.text("a", "x"), own.flag("a", True), own.integer("a", 7)) == ("x", True, 7)
    assert (own.moment("a"), own.span_us("a"), own.items("a")) == (None, None, [])
    assert own.range_s("a", (1.0, 2.0)) == (1.0, 2.0)


def test_lengths_of_time_and_items() -> None:
    own = Section({"a": "90s", "b": ["1s", "2s"], "c": 0.5}, ("p",))
    assert (own.span_s("a"), own.span_us("c"), own.range_s("a", (0, 0))) == (90, 500_000, (90, 90))
    assert own.range_s("b", (0, 0)) == (1, 2)
    assert own.items("a") == [(("p", "a"), "90s")]
    assert own.items("b") == [(("p", "b", 0), "1s"), (("p", "b", 1), "2s")]


def test_paths_and_guesses() -> None:
    assert dotted(("api", "routes", 0, "filter")) == "api.routes[0].filter"
    assert alternatives("gte", ("ge", "le")) == "; did you mean 'ge'? known: ge, le"
    assert alternatives("xyz", ("ge", "le")) == "; known: ge, le"
