"""An event that changed and was created again, although the code remembers something of it."""

from __future__ import annotations

from pathlib import Path

from tests.emulator import worlds
from tests.emulator.judging.diagnosis import scenes
from xfetch.emulator.judging.diagnosis.changed import changing_key


def found(own: tuple[str, str], saved: object) -> str:
    held = ("['T3/10:01', 'T4/10:02']", "list")
    step = scenes.condition(7, "key in known", own, held, event="T2")
    runs = {1: scenes.fetch(1, saved={"known": saved}), 4: scenes.fetch(4)}
    cause = changing_key(scenes.scene("T2", runs, {4: (step,)}), 1, 4, ())
    return cause.because if cause is not None else ""


def test_a_key_with_the_time_of_the_change_is_named() -> None:
    because = found(("'T2/10:03'", "str"), ["T1/10:00", "T2/10:01"])
    assert because == (
        "`key in known`: key is 'T2/10:03', which changed with event T2 after cycle 1 had created it"
    )
    assert found(("('T2', '10:03')", "tuple"), [["T2", "10:01"]])


def test_a_key_that_was_saved_so_did_not_change() -> None:
    assert not found(("'task-T2'", "str"), ["task-T1", "task-T2"])
    assert not found(("('T2', 'task')", "tuple"), [["T2", "task"]])


def test_the_id_alone_does_not_change() -> None:
    assert not found(("'T2'", "str"), ["T2"])


CODE = """
import requests
since = demisto.getLastRun().get("since") or "2023-12-31T00:00:00Z"
found = requests.get("https://p.example.com/all", params={"since": since}).json()
demisto.incidents([{"rawJSON": json.dumps(item)} for item in found])
demisto.setLastRun({"since": found[-1]["created"] if found else since})
"""
VENDOR = """
CHANGE = {"at": "2024-01-01T00:01:20Z", "fields": {"state": "closed"}}
EVENTS = [{"id": "e1", "created": "2024-01-01T00:00:30Z", "updates": [CHANGE]}]
class Vendor:
    def handle(self, request, now):
        at = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        return [
            {"id": one["id"], "created": one["created"]}
            for one in EVENTS if request.query["since"] <= one["created"] <= at
        ]
    def events(self):
        return EVENTS
"""


def test_a_change_after_the_fetch_is_no_time_that_the_fetch_could_have_saved(
    tmp_path: Path,
) -> None:
    vendor = worlds.vendor(tmp_path, VENDOR)
    outcome = worlds.run(worlds.write(tmp_path, CODE), 4, vendor_file=vendor)
    (finding,) = [one for one in outcome.findings if one.rule == "XF101"]
    assert finding.cause is not None
    assert finding.cause.code == "boundary-repeated"
