"""Pages that are full of known events."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.emulator import worlds

CODE = """
import requests
state = demisto.getLastRun() or {{"since": "2023-12-31T00:00:00Z"}}
since = state["since"]
found = requests.get("https://p.example.com/all", params={{"since": since, "limit": 2}}).json()
new = [item for item in found if {wanted}]
demisto.incidents([{{"rawJSON": json.dumps(item)}} for item in new])
demisto.setLastRun({{"since": found[-1]["created"] if found else since}})
"""
VENDOR = """
EVENTS = [{"id": f"e{n}", "created": "2024-01-01T00:00:30Z"} for n in range(3)]
class Vendor:
    def handle(self, request, now):
        since, limit = request.query["since"], int(request.query["limit"])
        there = [event for event in EVENTS if event["created"] <= now.strftime("%Y-%m-%dT%H:%M:%SZ")]
        return [event for event in there if event["created"] >= since][:limit]
    def events(self):
        return EVENTS
"""


@pytest.mark.parametrize(
    ("wanted", "said"),
    [("True", "known-fill-the-page"), ('item["created"] > since', "limit-cuts-tie")],
    ids=["created again", "left out by their time"],
)
def test_a_second_that_is_asked_for_again(tmp_path: Path, wanted: str, said: str) -> None:
    """Where the code would leave out the rest of the second too, the cut is what lost it."""
    vendor = worlds.vendor(tmp_path, VENDOR)
    home = worlds.write(tmp_path, CODE.format(wanted=wanted))
    outcome = worlds.run(home, 6, vendor_file=vendor)
    (finding,) = [one for one in outcome.findings if one.rule == "XF102"]
    assert finding.cause is not None
    assert finding.cause.code == said


def test_a_page_that_is_full_of_the_saved_second_hides_what_is_newer(tmp_path: Path) -> None:
    """The code leaves the second out by its time: the position never moves again."""
    newer = VENDOR.replace(
        "\nclass", "[:2] + [{'id': 'e9', 'created': '2024-01-01T00:01:30Z'}]\nclass"
    )
    vendor = worlds.vendor(tmp_path, newer)
    home = worlds.write(tmp_path, CODE.format(wanted='item["created"] > since'))
    outcome = worlds.run(home, 6, vendor_file=vendor)
    (finding,) = [one for one in outcome.findings if one.rule == "XF102"]
    assert finding.events == ("e9",)
    assert finding.cause is not None
    assert finding.cause.code == "known-fill-the-page"


STEP_PAST = """
import requests
from datetime import datetime, timedelta
FORMAT = "%Y-%m-%dT%H:%M:%SZ"
since = demisto.getLastRun().get("since") or "2023-12-31T00:00:00Z"
found = requests.get("https://p.example.com/all", params={"since": since, "limit": 2}).json()
demisto.incidents([{"rawJSON": json.dumps(item)} for item in found])
if found:
    newest = datetime.strptime(found[-1]["created"], FORMAT)
    since = (newest + timedelta(seconds=1)).strftime(FORMAT)
demisto.setLastRun({"since": since})
"""


def test_a_position_that_is_a_step_past_the_second_cuts_it_too(tmp_path: Path) -> None:
    vendor = worlds.vendor(tmp_path, VENDOR)
    outcome = worlds.run(worlds.write(tmp_path, STEP_PAST), 6, vendor_file=vendor)
    (finding,) = [one for one in outcome.findings if one.rule == "XF102"]
    assert finding.cause is not None
    said = (finding.cause.code, finding.cause.places[0].text)
    assert said == ("limit-cuts-tie", "(newest + timedelta(seconds=1)).strftime(FORMAT)")


LATER = """
from datetime import datetime
EVENTS = [{"id": f"e{n}", "created": "2024-01-01T00:01:00Z"} for n in range(3)]
class Vendor:
    def handle(self, request, now):
        since = request.query["from"]
        there = EVENTS if now > datetime(2024, 1, 1, 0, 1, 30, tzinfo=now.tzinfo) else EVENTS[:2]
        there = there if now >= datetime(2024, 1, 1, 0, 1, tzinfo=now.tzinfo) else []
        found = [event for event in there if event["created"] >= since][:LIMIT]
        return {"json": {"total_pages": PAGES, "all": found}}
    def events(self):
        return EVENTS
"""


@pytest.mark.parametrize(
    ("limit", "pages", "said"),
    [(9, 1, "boundary-excluded"), (2, 3, "limit-cuts-tie")],
    ids=["not full", "full"],
)
def test_a_step_past_the_second_decides_whether_there_are_more_pages_or_not(
    tmp_path: Path, limit: int, pages: int, said: str
) -> None:
    """A start named ``from`` is a time, and no place of a page."""
    code = STEP_PAST.replace('"since": since, "limit": 2}', f'"from": since, "limit": {limit}}}')
    vendor = worlds.vendor(
        tmp_path, LATER.replace("LIMIT", str(limit)).replace("PAGES", str(pages))
    )
    home = worlds.write(tmp_path, code.replace(".json()", '.json()["all"]'))
    outcome = worlds.run(home, 6, vendor_file=vendor)
    (finding,) = [one for one in outcome.findings if one.rule == "XF102"]
    assert finding.cause is not None
    assert finding.cause.code == said


FROM_AN_ID = """
import requests
last = demisto.getLastRun().get("last", 1)
params = {"from_id": last, "limit": 1}
found = requests.get("https://p.example.com/all", params=params).json()
demisto.incidents([{"rawJSON": json.dumps(item)} for item in found if item["id"] > last])
demisto.setLastRun({"last": max([last, *(item["id"] for item in found)])})
"""
BY_ID = """
EVENTS = [{"id": n, "created": "2024-01-01T00:00:30Z"} for n in (5, 6)]
class Vendor:
    def handle(self, request, now):
        least, limit = int(request.query["from_id"]), int(request.query["limit"])
        there = [event for event in EVENTS if event["created"] <= now.strftime("%Y-%m-%dT%H:%M:%SZ")]
        return [event for event in there if event["id"] >= least][:limit]
    def events(self):
        return EVENTS
"""


def test_an_id_that_is_asked_for_again_fills_the_page(tmp_path: Path) -> None:
    vendor = worlds.vendor(tmp_path, BY_ID)
    outcome = worlds.run(worlds.write(tmp_path, FROM_AN_ID), 6, vendor_file=vendor)
    (finding,) = [one for one in outcome.findings if one.rule == "XF102"]
    assert finding.cause is not None
    assert finding.cause.code == "known-fill-the-page"


TURNED_AROUND = """
import requests
state = demisto.getLastRun() or {"since": "2023-12-31T00:00:00Z", "ids": []}
params = {"since": state["since"]}
found = requests.get("https://p.example.com/all", params=params).json()
incidents, since, ids = [], state["since"], []
for item in found[::-1]:
    if item["id"] not in state["ids"]:
        incidents.append({"rawJSON": json.dumps(item)})
        since, ids = item["created"], [item["id"]]
    if len(incidents) >= 1:
        break
demisto.incidents(incidents)
demisto.setLastRun({"since": since, "ids": ids or state["ids"]})
"""
NEWEST_FIRST = """
EVENTS = [{"id": f"e{n}", "created": f"2024-01-01T00:0{m}:30Z"} for n, m in ((1, 0), (2, 0), (3, 1))]
class Vendor:
    def handle(self, request, now):
        there = [event for event in EVENTS if event["created"] <= now.strftime("%Y-%m-%dT%H:%M:%SZ")]
        return [event for event in there[::-1] if event["created"] >= request.query["since"]]
    def events(self):
        return EVENTS
"""


def test_a_list_that_the_code_turns_around_is_not_cut_at_its_old_end(tmp_path: Path) -> None:
    """e1 and e2 forget each other's id and come again in turns, so that e3 is never reached."""
    vendor = worlds.vendor(tmp_path, NEWEST_FIRST)
    outcome = worlds.run(worlds.write(tmp_path, TURNED_AROUND), 8, vendor_file=vendor)
    (finding,) = [one for one in outcome.findings if one.rule == "XF102"]
    assert finding.events == ("e3",)
    assert finding.cause is not None
    assert finding.cause.code == "known-fill-the-page"


FROM_A_PLACE = """
import requests
state = demisto.getLastRun() or {"count": 0}
params = {"since": "2024-01-01T00:00:00Z", "offset": state["count"], "limit": 1}
found = requests.get("https://p.example.com/all", params=params).json()
state["count"] += len(found)
demisto.incidents([{"rawJSON": json.dumps(item)} for item in found])
demisto.setLastRun(state)
"""
IN_BETWEEN = """
EVENTS = [{"id": f"e{n}", "created": f"2024-01-01T00:0{n}:30Z", "visible": seen}
          for n, seen in ((0, "00:30"), (1, "05:50"), (2, "02:30"), (3, "03:30"))]
class Vendor:
    def handle(self, request, now):
        at, place = now.strftime("%M:%S"), int(request.query["offset"])
        return [event for event in EVENTS if event["visible"] <= at][place:place + 1]
    def events(self):
        return [{**one, "visible": f"2024-01-01T00:{one['visible']}Z"} for one in EVENTS]
"""


def test_a_list_that_is_asked_for_from_a_place_on_has_no_room_for_what_comes_before_it(
    tmp_path: Path,
) -> None:
    """e1 appears before the saved place: it is never asked for, and e3 is asked for again."""
    vendor = worlds.vendor(tmp_path, IN_BETWEEN)
    home = worlds.write(tmp_path, FROM_A_PLACE)
    outcome = worlds.run(home, 9, vendor_file=vendor)
    found = {one.rule: one for one in outcome.findings if one.rule in ("XF101", "XF102")}
    causes = {rule: one.cause.code for rule, one in found.items() if one.cause is not None}
    assert causes == {"XF101": "late-visibility", "XF102": "late-visibility"}
    assert {str(one.line) for one in found.values()} == {"Probe.py:10"}
