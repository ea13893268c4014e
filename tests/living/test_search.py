"""What is kept of a search is read off explore's JSON document."""

from __future__ import annotations

import json
from pathlib import Path

from tests.explored import made, told

from .search import searched_in
from .sweep import load, save


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
