"""The change of the last run: in words, and raw."""

from __future__ import annotations

import pytest

from tests.emulator.judging.verdict.worlds import at
from xfetch.emulator.record.entries import Json
from xfetch.emulator.record.fetch_run import LastRunChange
from xfetch.emulator.reports.last_run_words import change_words, cut_words, raw_change

TIME = 1704067200


def change(before: Json, after: Json) -> LastRunChange:
    return LastRunChange(before, after, after, was_set=True, saved=True)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (TIME, TIME + 60, "00:00:00 -> 00:01:00"),
        (TIME, (TIME + 60) * 1000, "00:00:00 -> 00:01:00 (now int ms)"),
        (str(TIME), TIME + 60, "00:00:00 -> 00:01:00 (now int s)"),
        ("2024-01-01T00:00:00", "2024-01-01T00:01:00Z", "00:00:00 -> 00:01:00 (now ISO zoned)"),
        (1, 1.0, "1 -> 1.0 (now float)"),
        (1, 1, "(unchanged)"),
    ],
)
def test_a_change_of_type_or_format_is_marked(before: Json, after: Json, words: str) -> None:
    assert change_words(change({"t": before}, {"t": after}), at(0), "t") == words


def test_the_mark_stands_beside_its_key() -> None:
    before, after = {"t": TIME, "n": 1}, {"t": str(TIME + 60), "n": 2}
    several = change_words(change(before, after), at(0), None)
    assert several == "t 00:00:00 -> 00:01:00 (now text s), n 1 -> 2"
    assert (
        cut_words(change(before, after), at(0), None, 44)
        == "t 00:00:00 -> 00:01:00 (now text s), n …"
    )
    # A mark is never cut away, nor is its key hidden behind others.
    before, after = {f"k{n}": 1 for n in range(9)}, {f"k{n}": 2 for n in range(9)}
    hidden = change({**before, "t": TIME}, {**after, "t": TIME * 1000})
    assert cut_words(hidden, at(0), None, 44) == "t 00:00:00 -> 00:00:00 (now int ms), +9 keys"
    long = change({"t": "x" * 40}, {"t": 5})
    assert cut_words(long, at(0), "t", 30) == f"{'x' * 14}… -> 5 (now int)"
    cursor = change({"c": "a" * 32}, {"c": "b" * 32})
    assert cut_words(cursor, at(0), "c", 48) == f"{'a' * 11}… -> {'b' * 32}"
    assert cut_words(cursor, at(0), "c", 34) == f"{'a' * 12}… -> {'b' * 16}…"
    inner = change({"a": {"t": TIME}}, {"a": {"t": TIME * 1000}})
    assert change_words(inner, at(0), "a").endswith("00:00:00 (now int ms)")


def test_raw_is_json_as_the_platform_keeps_it() -> None:
    raw = raw_change(change({"t": "1704067200", "é": [1, None]}, {"t": 1704067260000}))
    assert raw == (
        'last run {"t": "1704067200", "é": [1, null]} -> {"t": 1704067260000}'
        " (t: text s, now int ms)"
    )
    assert raw_change(change({}, {})) == "last run {} (unchanged)"


def test_raw_tells_what_a_failed_fetch_asked_to_save() -> None:
    kept = LastRunChange({"t": 1}, {"t": "2"}, {"t": 1}, was_set=True, saved=False)
    assert raw_change(kept) == 'last run {"t": 1} kept, asked to save {"t": "2"} (t: int, now text)'
