"""JsonTransformer: nested values as lines of markdown."""

from __future__ import annotations

from typing import Any

import pytest

NESTED = {"a": {"b": 1, "c": ["x", "y"]}, "d": None, "e": [{"f": 1, "g": 2}, {"f": 3}]}


def test_everything(csp: Any) -> None:
    assert csp.JsonTransformer().json_to_str(NESTED) == (
        "**a**:\n\t***b***: 1\n\t**c**:\n\t\t***values***: x, y\n"
        "***d***: null\n"
        "**e**:\n\t**-**\t***f***: 1\n\t\t***g***: 2\n\t**-**\t***f***: 3"
    )


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"keys": ["d"]}, "***d***: null"),
        ({"keys": ["b"]}, ""),
        (
            {"keys": ["g"], "is_nested": True},
            "**a**:\n\t**c**:\n\t\t***values***: x, y\n**e**:\n\t**-**\t***g***: 2",
        ),
        ({"func": lambda value: "+".join(value)}, "a+d+e"),
    ],
)
def test_what_is_chosen(csp: Any, options: dict[str, Any], told: str) -> None:
    assert csp.JsonTransformer(**options).json_to_str(NESTED) == told


def test_flat(csp: Any) -> None:
    flat = csp.JsonTransformer(flatten=True)
    assert flat.json_to_str({"a": 1, "b": ["x", "y"]}) == "a: 1\nb: x,\ny"
    assert flat.json_to_str(5) == "5"


def test_what_is_no_structure(csp: Any) -> None:
    transformer = csp.JsonTransformer()
    assert transformer.json_to_str("text") == "text"
    assert transformer.json_to_str(5) == ""
    assert transformer.json_to_str({}) == ""
    with pytest.raises(TypeError, match="expected str instance, int found"):
        transformer.json_to_str([1])


def test_a_path_that_became_shorter_has_one_tab(csp: Any) -> None:
    told = csp.JsonTransformer().json_to_str([[{"a": [], "b": None}]])
    assert told.splitlines()[-1] == "\t***b***: null"
