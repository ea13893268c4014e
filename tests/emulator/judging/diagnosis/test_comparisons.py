"""What a condition's source looks for in which collection."""

from __future__ import annotations

import pytest

from xfetch.emulator.judging.diagnosis.comparisons import memberships

CONDITIONS = {
    'alert["id"] in seen': [('alert["id"]', "seen")],
    "uid not in self.known": [("uid", "self.known")],
    'a["t"] == last and a["id"] in ids': [('a["id"]', "ids")],
    "not (x and str(a.id) in set(ids))": [("str(a.id)", "set(ids)")],
    'last_run and last_run.get("min_id")': [],
    "a == b in c": [("b", "c")],
    "x > y # of the boundary and id in ids": [("id", "ids")],
}


@pytest.mark.parametrize("text", CONDITIONS)
def test_both_sides_of_each_in(text: str) -> None:
    assert list(memberships(text)) == CONDITIONS[text]
