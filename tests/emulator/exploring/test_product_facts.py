"""What a scenario tells of its product."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from xfetch.emulator.exploring.product_facts import ids_of, kinds_of, precision_of
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


@pytest.mark.parametrize(
    ("code", "precision_s"),
    [
        ("at = datetime.strptime(alert.get('at'), '%Y-%m-%dT%H:%M:%S.000Z')", 1.0),
        ('at = date_to_timestamp(\n    date=alert["at"],\n    form="%Y-%m-%dT%H:%M:%S.0Z")', 1.0),
        ("at = datetime.strptime(alert['at'], '%Y-%m-%dT%H:%M:%S.%fZ')", 0.001),
        ("at = datetime.strptime(last_run['at'], '%Y-%m-%dT%H:%M:%S.000Z')", 0.001),
        ("query['from'] = since.strftime('%Y-%m-%dT%H:%M:%S.000Z')", 0.001),
        ("", 0.001),
    ],
)
def test_code_that_reads_no_fraction_of_an_event_says_that_there_is_none(
    code: str, precision_s: float
) -> None:
    api: Json = {"event": {"at": "@created iso.3"}}
    assert precision_of(api, None, guessed=True, code=code) == precision_s
    # A written API says itself how exact its times are.
    assert precision_of(api, None, code=code) == 0.001
