"""Wrapped lines."""

from __future__ import annotations

import pytest

from xfetch.emulator.reports.screen.styled import plain, wrapped

PLACE = f"Packs/{'Acme/' * 20}Acme.py:7"


def lines(text: str, place: str, width: int = 60) -> list[str]:
    return [plain(one) for one in wrapped(text, width, "    ", first="", place=place)]


@pytest.mark.parametrize("text", ["short", "w" * 59, "several words " * 20])
def test_a_place_is_in_one_piece(text: str) -> None:
    assert lines(text, PLACE)[-1] == f"    {PLACE}"


def test_a_place_stands_on_the_last_line_where_it_fits() -> None:
    assert lines("short", "Acme.py:7") == ["short   Acme.py:7"]
    assert lines("w" * 48, "Acme.py:7") == [f"{'w' * 48}   Acme.py:7"]
    assert lines("w" * 49, "Acme.py:7") == ["w" * 49, "    Acme.py:7"]
    assert lines("short", "") == ["short"]
