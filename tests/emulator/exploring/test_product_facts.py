"""What a scenario tells of its product."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from xfetch.emulator.exploring.product_facts import ids_of, kinds_of
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


@pytest.mark.parametrize(
    ("template", "ids"),
    [
        (
            "01234567-0123-0123-0123-01234567{n}",
            ["01234567-0123-0123-0123-012345670009", "01234567-0123-0123-0123-012345670010"],
        ),
        ("0123456789ABCDEF0123{n}", ["0123456789ABCDEF01230009", "0123456789ABCDEF01230010"]),
        ("INC012{n}", ["INC0120009", "INC0120010"]),
        ("{n}", ["9", "10"]),
        ("A1000-{n}", ["A1000-9", "A1000-10"]),
        ("INC120{n}", ["INC1209", "INC12010"]),
        ("198.51.100.{n}", ["198.51.100.9", "198.51.100.10"]),
    ],
)
def test_ids_of_a_form_with_one_length_get_leading_zeros(template: str, ids: list[str]) -> None:
    id_of = ids_of(template)
    assert [id_of(9), id_of(10)] == ids
