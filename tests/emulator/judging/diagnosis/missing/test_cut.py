"""What a limit left out: whether the position passed it, or it only waits."""

from __future__ import annotations

from pathlib import Path

from tests.emulator import worlds
from xfetch.emulator.judging.cause import Cause

TWO_LISTS = """
import requests
state, out = demisto.getLastRun() or {"hosts": 0, "users": 0}, []
for name in ("hosts", "users"):
    most = 1
    if name == "users":
        most = 1 // 2
    found = requests.get("https://p.example.com/" + name, params={"above": state[name]}).json()
    created = 0
    for item in found:
        if created >= most:
            break
        created += 1
        state[name] = item["number"]
        out.append({"rawJSON": json.dumps(item)})
demisto.incidents(out)
demisto.setLastRun(state)
"""
LISTS = """
EVENTS = [
    {"id": f"{name}{n}", "stream": name, "number": n, "created": f"2024-01-01T00:00:{10 * n:02}Z"}
    for name in ("hosts", "users")
    for n in range(1, 6)
]
class Vendor:
    def handle(self, request, now):
        return [
            event for event in EVENTS
            if request.path == "/" + event["stream"] and event["number"] > int(request.query["above"])
            and event["created"] <= now.strftime("%Y-%m-%dT%H:%M:%SZ")
        ]
    def events(self):
        return EVENTS
"""
ONE_SECOND = """
import requests
last = demisto.getLastRun().get("last", "")
found = requests.get("https://p.example.com/all").json()
out = []
for item in found:
    if item["created"] <= last:
        continue
    if len(out) >= 1:
        break
    out.append(item)
demisto.incidents([{"rawJSON": json.dumps(item)} for item in out])
demisto.setLastRun({"last": out[-1]["created"] if out else last})
"""
WAITS = """
SECONDS = {"1": 30, "2": 40, "3": 40}
EVENTS = [{"id": name, "created": f"2024-01-01T00:00:{n}Z"} for name, n in SECONDS.items()]
class Vendor:
    def handle(self, request, now):
        return [event for event in EVENTS if event["created"] <= now.strftime("%Y-%m-%dT%H:%M:%SZ")]
    def events(self):
        return EVENTS
"""

NEWEST_FIRST = """
import requests
last = demisto.getLastRun().get("last", "")
found = requests.get("https://p.example.com/all").json()
new = sorted((item for item in found if item["created"] > last), key=lambda item: item["created"])
demisto.incidents([{"rawJSON": json.dumps(item)} for item in new[:1]])
demisto.setLastRun({"last": new[-1]["created"] if new else last})
"""
TURNED = WAITS.replace(
    "return [event for event in EVENTS", "return [event for event in EVENTS[::-1]"
)


def because(folder: Path, code: str, vendor: str, rule: str = "XF102") -> Cause:
    """Return the cause of the finding of ``rule``."""
    path = worlds.vendor(folder, vendor)
    outcome = worlds.run(worlds.write(folder, code), 12, vendor_file=path)
    (finding,) = [one for one in outcome.findings if one.rule == rule]
    assert finding.cause is not None
    return finding.cause


def test_a_list_without_room_starves_at_the_line_that_computed_its_limit(tmp_path: Path) -> None:
    cause = because(tmp_path, TWO_LISTS, LISTS)
    assert (cause.code, cause.places[0].text, cause.places[1].text) == (
        "stream-starves",
        "1 // 2",
        "created >= most",
    )


def test_the_fetch_that_passed_an_event_decides_and_not_the_one_that_let_it_wait(
    tmp_path: Path,
) -> None:
    cause = because(tmp_path, ONE_SECOND, WAITS)
    assert (cause.code, cause.places[0].text) == ("limit-cuts-tie", "len(out) >= 1")
    assert "left it out of cycle 3" in cause.because


def test_code_that_sorts_an_answer_does_not_cut_the_newest_first(tmp_path: Path) -> None:
    cause = because(tmp_path, NEWEST_FIRST, TURNED)
    assert (cause.code, cause.places[0].text) == (
        "cut-and-passed",
        'new[-1]["created"] if new else last',
    )
