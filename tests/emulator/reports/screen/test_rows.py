"""Which rows of a long history a screen shows, and what it says of the others."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from xfetch.emulator.record.fetch_run import FetchRun, LastRunChange
from xfetch.emulator.reports.screen.rows import NO_CAUSE, Gap, Row, with_gaps, within

AT = datetime(2024, 1, 1, tzinfo=timezone.utc)


def rows(count: int) -> list[Row]:
    """Rows of a cycle each that created one event each."""
    kept = LastRunChange({}, None, {}, was_set=False, saved=False)
    runs = [
        FetchRun(n, AT + timedelta(minutes=n), AT + timedelta(minutes=n), "ok", "", kept)
        for n in range(1, count + 1)
    ]
    return [Row(n, run, run, 1, 0, 0, Gap(n, n, 0)) for n, run in enumerate(runs)]


def cycles(shown: list[Row], total: Gap) -> list[str]:
    return [
        f"+{one.cycles}" if isinstance(one, Gap) else one.label for one in with_gaps(shown, total)
    ]


@pytest.mark.parametrize(
    ("most_lines", "expected"),
    [
        (2, ["1", "+8"]),
        (3, ["1", "+7", "9"]),
        (4, ["1", "+3", "5", "+4"]),
        (5, ["1", "+3", "5", "+3", "9"]),
        (6, ["1", "2", "+2", "5", "+3", "9"]),
        (9, ["1", "2", "3", "4", "5", "6", "7", "8", "9"]),
    ],
)
def test_the_row_of_a_cause_comes_before_the_last(most_lines: int, expected: list[str]) -> None:
    shown = within(rows(9), lambda row: 1 if row.number == 4 else NO_CAUSE, most_lines)
    assert cycles(shown, Gap(9, 9, 0)) == expected
    assert len(expected) <= most_lines


def test_without_a_cause_the_last_row_stays() -> None:
    shown = within(rows(9), lambda row: NO_CAUSE, 3)
    assert cycles(shown, Gap(9, 9, 0)) == ["1", "+7", "9"]


def test_a_gap_at_the_end_counts_what_is_left() -> None:
    shown = within(rows(9), lambda row: 1 if row.number == 4 else NO_CAUSE, 4)
    *_, gap = with_gaps(shown, Gap(9, 12, 3))
    assert gap == Gap(4, 7, 3)
