"""How exact a time is, as a request writes it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from xfetch.emulator.judging.diagnosis.written import as_text, floored, written_step
from xfetch.emulator.record.entries import Line
from xfetch.emulator.record.trace import TEST, Shown, Step

AT = datetime(2024, 1, 31, 12, 5, 9, 640_000, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("2024-01-31T12:05Z", timedelta(minutes=1)),
        ("2024-01-31T12:05:09Z", timedelta(seconds=1)),
        ("2024-01-31 12:05:09.64+00:00", timedelta(milliseconds=10)),
        ("2024-01-31T12:05:09.6400000Z", timedelta(microseconds=1)),
        ("1706702709", timedelta(seconds=1)),
        ("1706702709640", timedelta(milliseconds=1)),
        ("42", None),
        ("2024-01-31", None),
        ("next-page", None),
    ],
)
def test_a_text_says_how_exact_its_time_is(text: str, step: timedelta | None) -> None:
    assert written_step(text) == step


def test_a_time_is_cut_to_whole_seconds_and_minutes() -> None:
    assert floored(AT, timedelta(seconds=1)) == AT.replace(microsecond=0)
    assert floored(AT, timedelta(minutes=1)) == AT.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    ("text", "one", "two", "type_", "found"),
    [
        ("number > last", "'10'", "'9'", "str", True),
        ("number > last", "'10'", "'09'", "str", False),
        ("number > last", "10", "9", "int", False),
        ("number > last", "'AL-10'", "'AL-9'", "str", True),
        ("number > last", "'AL-10'", "'BL-9'", "str", False),
        ("number > last", "'v1.10'", "'v1.9'", "str", False),
        ("number not in last", "'10'", "'9'", "str", False),
        ("time <= last", "'2024-01-31T12:05:09.640Z'", "'2024-01-31T12:05:09Z'", "str", True),
        ("time <= last", "'2024-01-31T12:05:09.640Z'", "'2024-01-31T12:05:09.700Z'", "str", False),
        ("time < last", "'2024-01-31T12:05:09Z'", "'2024-01-31T12:05:09Z'", "str", False),
        ("name < last", "'b'", "'a'", "str", False),
    ],
)
def test_texts_that_sort_otherwise_than_what_they_stand_for(
    text: str, one: str, two: str, type_: str, found: bool
) -> None:
    values = (Shown("one", one, type_), Shown("two", two, type_))
    step = Step(Line("a.py", 3), TEST, text, "false", values=values)
    cause = as_text(step, "words", 4, ())
    assert (cause.code if cause else None) == ("compared-as-text" if found else None)


def test_texts_are_compared_where_a_name_stands_twice_in_the_condition() -> None:
    last, number = Shown("last", "'9'", "str"), Shown("number", "'10'", "str")
    text = "not last or number > last"
    step = Step(Line("a.py", 3), TEST, text, "false", values=(last, number, last))
    cause = as_text(step, "words", 4, ())
    assert cause is not None
    assert cause.code == "compared-as-text"
