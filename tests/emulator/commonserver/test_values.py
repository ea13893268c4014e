"""Dictionaries, lists and texts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.emulator.commonserver.platform import Platform, common_server

CSP = common_server(Platform())


@given(st.lists(st.integers()), st.integers(1, 7))
def test_batches_are_whole_and_no_longer_than_asked(items: list[int], size: int) -> None:
    parts = list(CSP.batch(items, size))
    assert [item for part in parts for item in part] == items
    assert all(len(part) == size for part in parts[:-1])


def test_a_path_into_nested_data(csp: Any) -> None:
    data = {"a": {"b": [10, {"c": "deep"}]}}
    assert csp.dict_safe_get(data, ["a", "b", 1, "c"]) == "deep"
    assert csp.dict_safe_get(data, ["a", "x", "y"], "default") == "default"
    assert csp.dict_safe_get(None, ["a"]) is None
    assert csp.dict_safe_get(data, ["a"], [], list, raise_return_type=False) == []
    with pytest.raises(
        TypeError, match=r"Excepted return type <class 'str'>.*(.|\n)*Query: \['a'\]"
    ):
        csp.dict_safe_get(data, ["a"], return_type=str)


def test_empty_elements_go_at_any_depth_and_texts_stay(csp: Any) -> None:
    data = {"a": None, "b": {"c": [], "d": ""}, "e": [None, {}, 0, False], "f": {"g": {}}}
    assert csp.remove_empty_elements(data) == {"b": {"d": ""}, "e": [0, False]}


def test_nulls_are_taken_out_of_the_dictionary_itself(csp: Any) -> None:
    data = {"a": None, "b": "", "c": [], "d": {}, "e": (), "f": 0, "g": False}
    assert csp.remove_nulls_from_dictionary(data) is None
    assert data == {"f": 0, "g": False}


@pytest.mark.parametrize(
    ("url", "suffix", "expected"),
    [
        ("https://x.example", "a", "https://x.example/a"),
        ("https://x.example/", "/a", "https://x.example/a"),
        ("https://x.example", "", "https://x.example/"),
        ("https://x.example/v1/", "a/", "https://x.example/v1/a/"),
    ],
)
def test_one_slash_between_url_and_suffix(csp: Any, url: str, suffix: str, expected: str) -> None:
    assert csp.urljoin(url, suffix) == expected


def test_json_from_text_and_from_a_file_entry(csp: Any, platform: Platform, tmp_path: Any) -> None:
    assert csp.safe_load_json('{"a": [1]}') == {"a": [1]}
    assert csp.safe_load_json({"a": 1}) == {"a": 1}
    file = tmp_path / "entry.json"
    file.write_text("[2]")
    platform.getFilePath = lambda entry: {"path": str(file)}  # type: ignore[attr-defined]
    assert csp.safe_load_json("12@3") == [2]
    file.write_text("{")
    with pytest.raises(Exception, match=r"Unable to parse JSON file\. Please verify the JSON"):
        csp.safe_load_json("12@3")


def test_base64_shortening_and_merging(csp: Any) -> None:
    assert csp.b64_encode("user:pass") == "dXNlcjpwYXNz"
    assert csp.b64_encode(None) == ""
    assert csp.encode_string_results("é") == "é"
    assert csp.shorten_string_for_printing("0123456789", 7) == "01...89"
    assert csp.merge_lists([{"id": 1, "a": 1}, {"id": 2}], [{"id": 1, "b": 2}], "id") == [
        {"id": 1, "b": 2},
        {"id": 2},
    ]
