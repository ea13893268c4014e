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


NOTED = """
import requests
last = demisto.getLastRun().get("last", "")
found = requests.get("https://p.example.com/all", params={"after": last}).json()
newest = found[-1]["created"] if found else last
ids, waiting = [%s], []
demisto.incidents(waiting)
demisto.setLastRun({"last": newest, "ids": ids})
"""
TWO_AT_ONCE = VENDOR.replace("00:0{n}:30", "00:01:{30 + n // 2}").replace("range(3)", "range(4)")


@pytest.mark.parametrize(
    ("noted", "vendor"),
    [
        ('item["id"] for item in found if item["created"] == newest', VENDOR),
        ('item["id"] for item in found if item["created"] == newest', TWO_AT_ONCE),
        ('item["id"] for item in found if not item["created"] == newest', TWO_AT_ONCE),
    ],
    ids=["it is noted", "others are noted", "those before are noted"],
)
def test_a_condition_for_what_is_noted_leaves_nothing_out(
    noted: str, vendor: str, tmp_path: Path
) -> None:
    assert because(tmp_path, NOTED % noted, vendor).code == "never-taken-up"


UNTIL_KNOWN = """
import requests
last, new = demisto.getLastRun().get("last", ""), []
for item in requests.get("https://p.example.com/all").json():
    if item["created"] <= last:
        break
    new.append(item)
demisto.incidents([{"rawJSON": json.dumps(item)} for item in new])
demisto.setLastRun({"last": new[0]["created"] if new else last})
"""
SHOWN_LATER = """
EVENTS = [{"id": name, "created": f"2024-01-01T00:00:{n}Z"} for name, n in (("c", 30), ("b", 30), ("a", 10))]
class Vendor:
    def handle(self, request, now):
        minutes = now.minute
        return EVENTS if minutes > 1 else EVENTS[1:] if minutes else []
    def events(self):
        return EVENTS
"""


def test_a_loop_that_ends_at_the_second_of_the_position_does_not_take_the_newest_first(
    tmp_path: Path,
) -> None:
    cause = because(tmp_path, UNTIL_KNOWN, SHOWN_LATER)
    assert (cause.code, cause.places[0].text) == ("boundary-excluded", 'item["created"] <= last')
