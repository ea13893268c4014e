"""What is kept of a search is read off explore's JSON document."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.explored import made, told

from .page import CHECKED, CHECKED_FIRST, CHECKED_LATER, FIRST, VERDICTS, checked, find_of
from .search import searched_in
from .sweep import FILE, load, save


def test_a_search_is_read_and_kept(tmp_path: Path) -> None:
    found = searched_in(json.loads(made("json", told())))
    (find,) = found.finds
    assert (find.kind, find.cause, find.line) == ("error", "limit-cuts-tie", "ties_dropped.py:42")
    assert (found.worlds, found.explored, find.events) == (3, True, 2)
    assert found.errors == found.finds
    file = tmp_path / "kept.json"
    save({"Acme": found}, file)
    assert load(file) == {"Acme": found}


def test_a_search_in_which_nothing_was_created_explored_nothing() -> None:
    document = json.loads(made("json", told()))
    document["tried"]["untested"] = document["tried"]["worlds"]
    found = searched_in(document)
    assert not found.explored
    assert found.says


@pytest.mark.parametrize(
    ("file", "results"), [(CHECKED_FIRST, FIRST), (CHECKED, FILE), (CHECKED_LATER, FILE)]
)
def test_what_was_checked_by_hand_was_found(file: Path, results: Path) -> None:
    found = load(results)
    for name, of in checked(file).items():
        for cause, (verdict, why) in of.items():
            assert verdict in VERDICTS
            assert find_of(found, name, cause), f"{name} {cause} is no find"
            assert bool(why) == (verdict != "right"), f"{name} {cause}"


def test_no_place_of_a_machine_is_kept() -> None:
    for file in (FIRST, FILE):
        for one in load(file).values():
            assert "/living-" not in one.says
