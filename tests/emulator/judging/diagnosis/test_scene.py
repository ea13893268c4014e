"""What a scene tells of a fetch."""

from __future__ import annotations

import pytest

from tests.emulator.judging.diagnosis import scenes
from tests.emulator.judging.diagnosis.scenes import call, log, request
from xfetch.emulator.record.entries import Entry


@pytest.mark.parametrize(
    ("entries", "line"),
    [
        ((call(1, "incidents"), request(2, 503)), 2),
        ((call(1, "incidents"), request(2), log(3, "error")), 3),
        ((call(1, "incidents"), call(2, "setLastRun", "no object")), 2),
        # What failed before did not keep the fetch from saving.
        ((request(1, 503), call(2, "incidents"), request(3), log(4, "info")), None),
        ((request(1, 503), log(2, "error")), None),
    ],
)
def test_what_failed_after_the_incidents_were_sent(
    entries: tuple[Entry, ...], line: int | None
) -> None:
    place = scenes.scene("a", {1: scenes.fetch(1, *entries)}, {}).stopped_after_sending(1)
    assert (place.line.number if place is not None else None) == line
