"""Generated events at moments that the scenario lists."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from xfetch.emulator.settings.section import SectionError
from xfetch.emulator.timeline.timeline import parse_timeline

START = datetime(2024, 1, 1, tzinfo=timezone.utc)


def test_an_event_at_each_moment() -> None:
    given = {"generate": {"at": ["-90s", "+5s", "+5s"], "first": 7, "late": {"by": "2s"}}}
    events = parse_timeline(given, Path()).events(START)
    assert [event.id for event in events] == ["7", "8", "9"]
    assert [(event.created - START).total_seconds() for event in events] == [-90, 5, 5]
    assert {event.visible - event.created for event in events} == {timedelta(seconds=2)}


@pytest.mark.parametrize("other", ["count", "every", "ties", "from"])
def test_nothing_else_says_when(other: str) -> None:
    values = {"count": 2, "every": "3s", "ties": 2, "from": "+1s"}
    with pytest.raises(SectionError, match=f"'at' and '{other}' exclude each other"):
        parse_timeline({"generate": {"at": ["+5s"], other: values[other]}}, Path())
