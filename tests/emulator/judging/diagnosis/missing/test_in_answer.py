"""An answer held the event, and no incident came of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from .test_cut import because

FETCH = """
import requests
last, out = demisto.getLastRun().get("last", ""), []
found = requests.get("https://p.example.com/all", params={"after": last}).json()
demisto.setLastRun({"last": found[-1]["created"] if found else last})
try:
    %s
except ValueError as error:
    demisto.error(str(error))
demisto.incidents(out)
"""
VENDOR = """
EVENTS = [{"id": str(n), "created": f"2024-01-01T00:0{n}:30Z"} for n in range(3)]
class Vendor:
    def handle(self, request, now):
        until = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        return [event for event in EVENTS if request.query["after"] < event["created"] <= until]
    def events(self):
        return EVENTS
"""


@pytest.mark.parametrize(
    ("between", "code"),
    [("raise ValueError('no severity')", "saved-before-sent"), ("pass", "never-taken-up")],
)
def test_a_fetch_saves_before_it_sends_only_if_something_fails_between(
    between: str, code: str, tmp_path: Path
) -> None:
    assert because(tmp_path, FETCH % between, VENDOR).code == code


def test_an_error_that_was_caught_before_the_fetch_saved_did_not_come_between(
    tmp_path: Path,
) -> None:
    early = """
import requests
def check():
    raise ValueError("not ready")
last, out = demisto.getLastRun().get("last", ""), []
found = requests.get("https://p.example.com/all", params={"after": last}).json()
try:
    check()
    out = [{"name": item["id"], "rawJSON": json.dumps(item)} for item in found]
except ValueError as error:
    demisto.error(str(error))
demisto.setLastRun({"last": found[-1]["created"] if found else last})
demisto.incidents(out)
"""
    assert because(tmp_path, early, VENDOR).code == "error-swallowed"


SEEN = """
import requests
last = demisto.getLastRun().get("last", "")
found = requests.get("https://p.example.com/all", params={"after": last}).json()
seen, out, lost = %s, [], []
for item in found:
    if item["id"] not in seen:
        lost.append(item)
demisto.incidents(out)
demisto.setLastRun({"last": found[-1]["created"] if found else last})
"""


@pytest.mark.parametrize(
    ("seen", "code"), [("[]", "never-taken-up"), ('["0"]', "remembered-not-created")]
)
def test_a_condition_that_let_the_event_in_did_not_leave_it_out(
    seen: str, code: str, tmp_path: Path
) -> None:
    assert because(tmp_path, SEEN % seen, VENDOR).code == code
