"""How saved states differ in form."""

from __future__ import annotations

from typing import Any

import pytest

from xfetch.emulator.upgrading.state_change import reading_line, state_changes


@pytest.mark.parametrize(
    ("left", "own", "words"),
    [
        ({"last_fetch": "2024-01-01"}, {"since": "2024-01-02"}, "`last_fetch` became `since`"),
        ({"since": "x"}, {"since": "y", "ids": ["a"]}, "`ids` is missing from what was saved"),
        (
            {"since": 1704067200},
            {"since": 1704067260000},
            "`since` was saved as a time in seconds, and is read as a time in milliseconds",
        ),
        (
            {"since": "1704067200"},
            {"since": 1704067200},
            "`since` was saved as a text with a time in seconds, and is read as a time in seconds",
        ),
        (
            {"ids": [1, 2]},
            {"ids": ["1"]},
            "`ids` was saved as a list of numbers, and is read as a list of texts",
        ),
        (
            {"page": 3},
            {"page": "3"},
            "`page` was saved as a number, and is read as a text of digits",
        ),
        (
            {"at": {"a": 1}},
            {"at": "2024"},
            "`at` was saved as an object, and is read as a text of digits",
        ),
    ],
)
def test_a_difference_in_form_has_words(
    left: dict[str, Any], own: dict[str, Any], words: str
) -> None:
    assert [one.words for one in state_changes(left, own)] == [words]


@pytest.mark.parametrize(
    ("left", "own"),
    [
        ({"since": "2024-01-01T00:00:00Z"}, {"since": "2024-01-01T00:05:00Z"}),
        ({"since": 1704067200}, {"since": 1704067999}),
        ({"ids": []}, {"ids": ["a"]}),
        ({"ids": ["a"]}, {"ids": []}),
        ({"cursor": None}, {"cursor": "abc"}),
        # The other version saves less: that harms nobody who reads it.
        ({"since": "a", "ids": ["b"]}, {"since": "c"}),
        ({}, {}),
    ],
)
def test_other_values_of_one_form_are_no_difference(
    left: dict[str, Any], own: dict[str, Any]
) -> None:
    assert state_changes(left, own) == ()


def test_two_keys_that_may_be_the_new_name_are_both_missing() -> None:
    changes = state_changes({"last": "a"}, {"since": "b", "until": "c"})
    assert [one.words for one in changes] == [
        "`since` is missing from what was saved",
        "`until` is missing from what was saved",
    ]


def test_the_line_that_reads_the_state_comes_before_others_with_the_key() -> None:
    code = 'since = event["since"]\nlast_run["since"] = 1\nsince = last_run.get("since")\n'
    assert reading_line(code, ["since"]) == 3
    assert reading_line(code, ["ids"]) is None
    assert reading_line('a = thing["ids"]\n', ["ids"]) == 1
