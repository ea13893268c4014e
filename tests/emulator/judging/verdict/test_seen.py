from __future__ import annotations

import pytest

from xfetch.emulator.judging.verdict.seen import ids_in

WANTED = {"1", "7", "A-9"}


@pytest.mark.parametrize(
    ("body", "leaf", "found"),
    [
        ('{"items": [{"id": 1, "severity": 7}]}', "id", {"1"}),
        ('{"items": [{"id": "A-9"}, {"id": "B"}]}', "id", {"A-9"}),
        ('{"ids": ["7", "A-9"]}', "id", {"7", "A-9"}),
        ('[{"key": "A-9", "n": 7}]', "id", {"7", "A-9"}),
        ('{"id": [1, 7]}', "id", {"1", "7"}),
        ('{"success": 1, "page": {"total": "7"}, "data": []}', "id", set()),
        ('{"alert": {"uuid": 7, "key": "A-9"}}', "id", {"7", "A-9"}),
        ("<a><id>A-9</id></a>", "id", {"A-9"}),
        ("id,severity\nA-9,high", "id", {"A-9"}),
        ("", "id", set()),
        ("[" * 100_000, "id", set()),
    ],
)
def test_ids_in_an_answer(body: str, leaf: str, found: set[str]) -> None:
    assert ids_in(body, WANTED, leaf) == found
