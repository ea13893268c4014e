"""The forms of saved values, and where they change."""

from __future__ import annotations

import pytest

from xfetch.emulator.judging.value_form import changed_forms, form_of
from xfetch.emulator.record.entries import Json

ISO = "2024-01-01T00:00:00"


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (1704067200, "int s"),
        (1704067200000, "int ms"),
        (1704067200000000, "int us"),
        (1704067200.5, "float s"),
        ("1704067200", "text s"),
        ("1704067200000", "text ms"),
        (ISO, "ISO naive"),
        (f"{ISO}.123", "ISO naive"),
        (f"{ISO}Z", "ISO zoned"),
        (f"{ISO}+02:00", "ISO zoned"),
        ("20240101000000", "ISO naive"),
        (7, "int"),
        ("7", "text"),
        ("a token", "text"),
        (True, ""),
        (None, ""),
        ([1], ""),
    ],
)
def test_the_form(value: Json, form: str) -> None:
    assert form_of(value) == form


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ({"t": "1704067200"}, {"t": 1704067260}, {"t": "int s"}),
        ({"t": 1704067200}, {"t": 1704067260000}, {"t": "int ms"}),
        ({"t": ISO}, {"t": f"{ISO}Z"}, {"t": "ISO zoned"}),
        ({"t": f"{ISO}Z"}, {"t": 1704067260}, {"t": "int s"}),
        ({"t": f"{ISO}Z"}, {"t": f"{ISO}+00:00"}, {}),
        ({"n": "1"}, {"n": 1}, {"n": "int"}),
        ({"n": 1}, {"n": 1.0}, {"n": "float"}),
        ({"a": {"t": ISO}}, {"a": {"t": 1704067260}}, {"a.t": "int s"}),
        (1704067200, "1704067260", {"": "text s"}),
        ({}, {"t": 1704067260}, {}),
        ({"t": ""}, {"t": 1704067260}, {}),
        ({"t": 1704067260}, {}, {}),
        (None, {"t": 1}, {}),
        ({"ids": [1, "2"]}, {"ids": ["1"]}, {}),
    ],
)
def test_a_change_of_form(before: Json, after: Json, changed: dict[str, str]) -> None:
    assert changed_forms(before, after) == changed
