from __future__ import annotations

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xfetch.emulator.record.json_value import round_trip

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(JSON)
def test_a_json_value_arrives_as_it_was_sent_and_as_a_copy(value: object) -> None:
    arrived = round_trip(value, "last run")
    assert arrived == json.loads(json.dumps(value))
    if isinstance(value, (dict, list)) and value:
        assert arrived is not value


def test_keys_become_strings_and_tuples_lists() -> None:
    assert round_trip({1: (1, 2)}, "last run") == {"1": [1, 2]}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"ids": {1, 2}}, "Object of type set is not JSON serializable (last run, key 'ids')"),
        (
            {"a": [{"when": datetime(2024, 1, 1)}]},
            "Object of type datetime is not JSON serializable (last run, key 'a[0].when')",
        ),
        (b"x", "Object of type bytes is not JSON serializable (last run)"),
    ],
)
def test_what_json_cannot_say_is_named_with_its_key(value: object, text: str) -> None:
    with pytest.raises(TypeError) as caught:
        round_trip(value, "last run")
    assert str(caught.value) == text


def test_a_cycle_is_a_value_error_as_in_production() -> None:
    value: dict[str, object] = {}
    value["self"] = value
    with pytest.raises(ValueError, match="Circular"):
        round_trip(value, "last run")


def test_an_integer_that_python_does_not_write_fails_as_in_production() -> None:
    assert round_trip({"n": 10**4000}, "last run") == {"n": 10**4000}
    with pytest.raises(ValueError, match="digits"):
        json.dumps(10**5000)
    with pytest.raises(ValueError, match="digits"):
        round_trip({"n": [10**5000]}, "last run")


def test_numbers_that_json_does_not_have_arrive_and_are_named() -> None:
    places: list[str] = []
    value = {"a": [1.5, float("inf")], "b": {"c": -float("inf")}, "d": "NaN"}
    assert round_trip(value, "last run", places) == value
    assert places == ["Infinity at key 'a[1]'", "-Infinity at key 'b.c'"]
    round_trip(float("nan"), "last run", places)
    assert places[2:] == ["NaN"]
