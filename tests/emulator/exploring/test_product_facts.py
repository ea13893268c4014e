"""What a scenario tells of its product."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from xfetch.emulator.exploring.product_facts import kinds_of
from xfetch.emulator.record.entries import Json
from xfetch.emulator.timeline.timeline import parse_timeline

START = datetime(2024, 1, 1, tzinfo=timezone.utc)
FIELDS = {"uid": "A7", "seen": {"at": "2023-12-31T23:50:00Z"}, "tags": ["A7", "b"], "size": 7}


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        (
            {"**": "@fields"},
            {**FIELDS, "uid": "{id}", "seen": {"at": "{created}"}, "tags": ["{id}", "b"]},
        ),
        ({"uid": "@id", "**": "@fields"}, FIELDS),
    ],
)
def test_an_event_that_was_read_off_an_answer_gives_its_id_and_time_to_no_other(
    event: Json, fields: Json
) -> None:
    listed = [{"id": "A7", "created": "-10m", "fields": FIELDS}]
    timeline = parse_timeline(listed, Path(), 0)
    (kind,) = kinds_of(timeline, START, 0.0, {"event": event})
    assert kind.fields == fields
