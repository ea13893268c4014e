"""Arguments: the same lists, booleans, numbers and dates, and the same errors."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from hypothesis import strategies as st

from .arguments import (
    calls,
    date_texts,
    instants,
    iso_texts,
    number_texts,
    numbers,
    texts,
    words,
    wrong,
)
from .compare import agree
from .oracle import Pair

listed = st.lists(st.one_of(st.integers(-99, 99), words), max_size=5)
separated = st.lists(words, max_size=5).map(",".join)
json_lists = st.sampled_from(
    ["[]", "[1,2]", '["a", "b"]', '[{"a": 1}]', "[a]", "[1", "1]", '["x"] ', "[null]", "{}", "[]]"]
)
relative = st.builds(
    "{} {}".format, st.integers(0, 400), st.sampled_from(["days", "hours", "minutes ago", "months"])
)
epochs = st.one_of(
    st.integers(0, 4 * 10**12),
    st.sampled_from([0, 1_999_999_999, 2_000_000_000, 2_000_000_001, -1, 10**17]),
)
names = st.sampled_from([None, "", "limit", "first_fetch", "é"])


def test_arg_to_list(modules: Pair) -> None:
    given = st.one_of(separated, json_lists, listed, wrong)
    transforms = st.sampled_from([None, int, str, str.upper, len])
    separators = st.sampled_from([",", ";", " ", "", None, ", "])
    agree(modules, "argToList", calls(given, separator=separators, transform=transforms), 300)


def test_arg_to_boolean(modules: Pair) -> None:
    said = st.sampled_from(["true", "False", "YES", "no", "1", "0", "y", "on", " true", "Nope"])
    agree(modules, "argToBoolean", calls(st.one_of(said, st.booleans(), wrong)), 200)


def test_arg_to_number(modules: Pair) -> None:
    odd = st.sampled_from(
        ["nan", "inf", "-inf", "1e5", "1_0", "٣", "²", "0x1f", " 7 ", "1e999", "+5"]
    )
    given = st.one_of(numbers, number_texts, odd, texts, wrong)
    options = calls(given, arg_name=names, required=st.booleans())
    agree(modules, "arg_to_number", options, 300)


@pytest.mark.parametrize("tz", ["UTC", "America/New_York"])
def test_arg_to_datetime(modules: Pair, tz: str) -> None:
    settings = st.sampled_from(
        [None, {}, {"TIMEZONE": "EST"}, {"RETURN_AS_TIMEZONE_AWARE": True, "TIMEZONE": "UTC"}]
    )
    given = st.one_of(
        epochs, epochs.map(str), relative, iso_texts, date_texts, words, instants, wrong
    )
    options = calls(
        given,
        arg_name=names,
        is_utc=st.booleans(),
        required=st.booleans(),
        settings=settings,
    )
    agree(modules, "arg_to_datetime", options, 120, tz)


def test_assign_params(modules: Pair) -> None:
    ignored = st.sampled_from([None, [], ["a"], ("a", "b"), "ab", {"a": 1}, 5])
    agree(
        modules,
        "assign_params",
        calls(
            keys_to_ignore=ignored,
            values_to_ignore=st.one_of(st.none(), st.lists(st.integers(0, 3), max_size=2), wrong),
            a=wrong,
            b=wrong,
            c=st.integers(0, 3),
        ),
        200,
    )


def test_remove_duplicates_from_list_arg(modules: Pair) -> None:
    args = st.fixed_dictionaries({"ids": st.one_of(separated, listed, wrong)})
    agree(modules, "remove_duplicates_from_list_arg", calls(args, st.sampled_from(["ids", "x"])))


def test_examples(modules: Pair) -> None:
    modules.same("arg_to_datetime", datetime(2020, 1, 1, tzinfo=timezone.utc))
    modules.same("arg_to_number", "12345678901234567890")
    modules.same("argToList", '["a", ["b"]]', transform=str)
