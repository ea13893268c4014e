"""A section that is too large, too deep or contains itself is refused, not swallowed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
import yaml

from xfetch.emulator.product.declared.api import parse_api
from xfetch.emulator.settings.section import SectionError


def refused(section: Any) -> str:
    with pytest.raises(SectionError) as caught:
        parse_api(section)
    return caught.value.message


def test_a_cycle() -> None:
    section = yaml.safe_load("routes: &r [{get: /a, answer: {json: *r}}]")
    assert refused(section) == "the api section contains itself here, by a YAML alias"


def test_aliases_of_aliases() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in ("ab", "bc", "cd", "de", "ef")]
    section = {"routes": [{"get": "/a", "answer": {"json": yaml.safe_load("\n".join(lines))}}]}
    assert "more than 20000 values" in refused(section)


def test_depth_and_length() -> None:
    deep: Any = "x"
    for _ in range(60):
        deep = [deep]
    assert "deeper than" in refused({"routes": [{"get": "/a", "answer": {"json": deep}}]})
    assert "longer than" in refused({"routes": [{"get": "/" + "a" * 200_000}]})


def test_values_that_are_none() -> None:
    assert "cannot hold a value of type object" in refused({"routes": [{"get": object()}]})
    assert "a key of the api section must be text" in refused(
        {"routes": [{"get": "/a", "answer": {"json": {None: 1}}}]}
    )
    assert refused([]) == refused(())
    assert re.match("must be a mapping", refused([]))


def test_a_date_is_its_text_again() -> None:
    api = parse_api({"routes": [{"get": "/a", "filter": {"created": {"ge": date(2024, 1, 1)}}}]})
    assert api.routes[0].filters[0].operand == "2024-01-01"


def test_there_must_be_a_route() -> None:
    assert "the api has no route" in refused({})
    assert "the api has no route" in refused({"routes": []})
