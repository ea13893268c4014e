"""An event that was created comes again: which id the fetch saved."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.emulator.judging.diagnosis.scenes import AT, call, fetch, request
from xfetch.emulator.judging.diagnosis.duplicated import duplicated
from xfetch.emulator.judging.diagnosis.scene import Scene
from xfetch.emulator.judging.identity import Identity
from xfetch.emulator.judging.verdict.asked import Asked
from xfetch.emulator.judging.verdict.last_run_cursor import Cursor
from xfetch.emulator.judging.verdict.passage import Passage
from xfetch.emulator.record.product_event import VendorEvent


@pytest.mark.parametrize(
    ("saved", "code"),
    [("3", "order-not-guaranteed"), ("4", "asked-again"), ("2", "asked-again")],
    ids=["another one's, below it", "its own", "none that it created"],
)
def test_a_fetch_that_saved_a_smaller_id_than_it_created(saved: str, code: str) -> None:
    """Fetch 1 creates events 4 and 3, in this order; fetch 2 gets event 4 again."""
    incidents = tuple({"rawJSON": json.dumps({"id": one})} for one in ("4", "3"))
    sent = fetch(1, call(7, "setLastRun"), saved={"id": saved})
    runs = {1: replace(sent, incidents=incidents), 2: fetch(2)}
    cursor = Cursor("id", None, saved, None)
    asked = Asked(request(1), AT, frozenset("34"), cursor)
    later = Asked(request(1), AT, frozenset("4"), replace(cursor, before=saved))
    passages = {
        1: Passage(1, AT, AT, False, 2, (asked,), asked, cursor),
        2: Passage(2, AT, AT, False, 1, (later,), later, later.cursor),
    }
    events = {one: VendorEvent(one, AT, AT) for one in "34"}
    scene = Scene("4", events, Identity("id", True, False), runs, passages, {})
    assert duplicated(scene, "asked-again", 1, 2).code == code
