"""No answer held the event: the fetch did not ask for its page, or asked from a later id."""

from __future__ import annotations

from pathlib import Path

import pytest

from .test_cut import because

EVERY_OTHER_PAGE = """
import requests
known, new, number = demisto.getLastRun().get("known", ""), [], 1
while True:
    params = {"page": number, "size": 3}
    page = requests.get("https://p.example.com/all", params=params).json()
    new += [item for item in page if item["created"] > known]
    if not page:
        break
    number += 2
demisto.incidents([{"rawJSON": json.dumps(item)} for item in new])
demisto.setLastRun({"known": new[0]["created"] if new else known})
"""
NEWEST_FIRST = """
EVENTS = [{"id": str(n), "created": f"2024-01-01T00:00:0{n}Z"} for n in range(6)][::-1]
class Vendor:
    def handle(self, request, now):
        begin = 3 * (int(request.query["page"]) - 1)
        return EVENTS[begin:begin + 3] if now.minute else []
    def events(self):
        return EVENTS
"""


def test_a_page_between_two_that_were_asked_for_is_forgotten(tmp_path: Path) -> None:
    cause = because(tmp_path, EVERY_OTHER_PAGE, NEWEST_FIRST)
    assert cause.code == "page-forgotten"
    assert "asked for page 1, then for page 3, and for none between them" in cause.because


AFTER_AN_ID = """
import requests
last = demisto.getLastRun().get("last", -1) + 1
found = requests.get("https://p.example.com/all", params={"%s": last, "account_id": %d}).json()
demisto.incidents([{"rawJSON": json.dumps(item)} for item in found])
demisto.setLastRun({"last": found[-1]["id"] if found else last - 1})
"""
NUMBERED = """
EVENTS = [{"id": n, "created": f"2024-01-01T00:0{n}:30Z"} for n in range(1, 5)]
class Vendor:
    def handle(self, request, now):
        there = [event for event in EVENTS if event["created"] <= now.strftime("%Y-%m-%dT%H:%M:%SZ")]
        return [event for event in there if event["id"] > int(request.query["after_id"])]
    def events(self):
        return EVENTS
"""


@pytest.mark.parametrize(
    ("name", "account", "line"),
    [("after_id", 1, 'demisto.getLastRun().get("last", -1) + 1'), ("after", 9, "")],
    ids=["begins after", "of an account"],
)
def test_a_request_that_begins_after_a_number_which_no_answer_held(
    name: str, account: int, line: str, tmp_path: Path
) -> None:
    vendor = NUMBERED.replace("after_id", name)
    cause = because(tmp_path, AFTER_AN_ID % (name, account), vendor)
    assert (cause.code == "boundary-excluded") is bool(line)
    assert not line or cause.places[0].text == line
