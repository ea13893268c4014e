"""What the requests of a killed fetch repeated."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from xfetch.emulator.judging.diagnosis.repeating import repeated
from xfetch.emulator.record.entries import Exchange

AT = datetime(2024, 1, 1, tzinfo=timezone.utc)


def exchanges(*asked: str) -> list[Exchange]:
    """Requests, each written as a path and, after a blank, its answer."""
    pairs = [one.partition(" ") for one in asked]
    return [
        Exchange(seq, AT, "GET", f"https://a.example/{path}", status=200, response_body=body)
        for seq, (path, _, body) in enumerate(pairs)
    ]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["a?page=0 x"], ""),
        (
            ["a?page=0 x", "a?page=1 y", "a?page=2 y"],
            "it sent GET a 3 times, with page from 0 to 2",
        ),
        (
            ["a?cursor= x", "a?cursor=k z", "a?cursor=k z"],
            "it sent the same request 2 times in a row, GET a, where cursor = k did not move",
        ),
        (["a?q=1 x", "b y", "a?q=1 y"], "it sent the same request 2 times in a row, GET a"),
        (["a?since=3 x", "a?since=5 y"], "it sent GET a 2 times, with since from 3 to 5"),
    ],
)
def test_the_words_say_what_moved_and_what_stood(asked: list[str], words: str) -> None:
    found = repeated(exchanges(*asked))
    assert found is not None
    assert found.words.partition(";")[0] == words


def test_equal_answers_are_counted() -> None:
    found = repeated(exchanges("a?page=0 x", "a?page=1 []", "a?page=2 []"))
    assert found is not None
    assert found.words.endswith("; the last 2 answers were the same")
    assert repeated([]) is None
