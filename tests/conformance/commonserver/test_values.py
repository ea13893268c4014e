"""Dictionaries, lists, texts and spellings."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from .arguments import calls, json_values, keys, objects, texts, words, wrong
from .compare import agree
from .oracle import Pair

paths = st.lists(st.one_of(keys, st.integers(0, 3), wrong), max_size=3)
listed = st.lists(
    st.fixed_dictionaries({"id": st.integers(0, 4)}, optional={"a": words}), max_size=5
)


def test_batch(modules: Pair) -> None:
    given = st.one_of(st.lists(st.integers(), max_size=9), texts, wrong)
    agree(modules, "batch", calls(given, batch_size=st.integers(-2, 5)), 200)


def test_dict_safe_get(modules: Pair) -> None:
    options = calls(
        st.one_of(objects, json_values, wrong),
        st.one_of(paths, wrong),
        default_return_value=wrong,
        return_type=st.sampled_from([None, str, int, dict, (str, dict)]),
        raise_return_type=st.booleans(),
    )
    agree(modules, "dict_safe_get", options, 300)


@pytest.mark.parametrize(
    "name",
    [
        "remove_empty_elements",
        "remove_nulls_from_dictionary",
        "b64_encode",
        "encode_string_results",
        "camelize_string",
        "underscoreToCamelCase",
        "camel_case_to_underscore",
        "snakify",
        "pascalToSpace",
        "string_to_table_header",
        "string_to_context_key",
        "replace_in_keys",
        "stringEscape",
        "stringUnEscape",
        "hash_djb2",
        "camelize",
        "is_error",
        "isError",
        "get_error",
        "create_clickable_url",
        "flattenCell",
        "flattenRow",
        "flattenTable",
    ],
)
def test_one_argument(modules: Pair, name: str) -> None:
    given = st.one_of(objects, json_values, st.lists(objects, max_size=3), words, texts, wrong)
    agree(modules, name, calls(given), 300)


def test_camel_case_of_words(modules: Pair) -> None:
    camel = st.text("abAB1_ -é", max_size=12)
    for name in ("pascalToSpace", "camel_case_to_underscore", "string_to_table_header"):
        agree(modules, name, calls(camel), 300)
    agree(
        modules,
        "camelize_string",
        calls(camel, delim=st.sampled_from(["_", " ", "", "a"]), upper_camel=st.booleans()),
        200,
    )
    agree(
        modules,
        "camelize",
        calls(
            st.one_of(objects, st.lists(objects, max_size=2)),
            delim=st.sampled_from(["_", " ", "a"]),
            upper_camel=st.booleans(),
        ),
        200,
    )


def test_urljoin(modules: Pair) -> None:
    parts = st.text("ab/.:?", max_size=8)
    agree(modules, "urljoin", calls(st.one_of(parts, wrong), suffix=st.one_of(parts, wrong)), 300)


def test_safe_load_json(modules: Pair) -> None:
    given = st.one_of(
        json_values,
        objects,
        st.sampled_from(['{"a": 1}', "[1]", "{a}", "[a]", "{", "12@3", ' {"a": 1}', "{} "]),
        wrong,
    )
    agree(modules, "safe_load_json", calls(given), 200)


def test_merge_lists(modules: Pair) -> None:
    agree(modules, "merge_lists", calls(listed, listed, st.sampled_from(["id", "a"])), 200)


def test_shorten(modules: Pair) -> None:
    given = st.one_of(st.text("abcdef", max_size=80), st.none(), st.just(""))
    agree(modules, "shorten_string_for_printing", calls(given, max_length=st.integers(-2, 80)), 300)


def test_create_context(modules: Pair) -> None:
    given = st.one_of(objects, st.lists(objects, max_size=3), wrong)
    options = calls(
        given,
        id=st.one_of(st.none(), words),
        keyTransform=st.sampled_from([None, str.upper, str.title]),
        removeNull=st.booleans(),
    )
    agree(modules, "createContext", options, 300)
