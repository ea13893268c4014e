"""Two runs are compared by what they delivered."""

from __future__ import annotations

import pytest

from xfetch.emulator.exploring.replayed.delivered import Delivered, difference

CALM = Delivered({"1": 1, "2": 1, "3": 2})


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (Delivered({"3": 1, "2": 1, "1": 1}), None),
        (Delivered({"1": 1, "3": 1}), "1 of 3 events not created: 2"),
        (Delivered({"1": 2, "2": 1, "3": 2}), "1 event created again: 1"),
        (Delivered({"1": 1, "2": 1, "3": 1, "4": 1}), "1 event created besides: 4"),
        # A crash says more than what it left out.
        (Delivered({"1": 1}, failed=(4, "KeyError: 'a'")), "cycle 4 fails: KeyError: 'a'"),
    ],
)
def test_the_worst_difference_is_told(other: Delivered, words: str | None) -> None:
    found = difference(CALM, other)
    assert (found.words if found else None) == words


def test_a_run_that_failed_when_it_was_calm_too_is_compared_by_its_events() -> None:
    failed = Delivered(CALM.times, failed=(2, "busy"))
    assert difference(failed, failed) is None


def test_a_run_begins_like_one_that_ended_earlier() -> None:
    one, two, none = frozenset({"1"}), frozenset({"2"}), frozenset[str]()
    whole = Delivered({"1": 1, "2": 1}, (one, none, two))
    assert whole.begins_like(Delivered({"1": 1}, (one, none)))
    assert not whole.begins_like(Delivered({"2": 1}, (none, one)))
    assert not Delivered({"1": 1}, (one,)).begins_like(whole)
