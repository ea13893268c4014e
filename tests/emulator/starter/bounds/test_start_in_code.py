"""What the code of a fetch tells of the start of a window."""

from __future__ import annotations

import pytest

from xfetch.emulator.starter.bounds.start_in_code import next_id_asked, start_included

CODE = """
def fetch_incidents(client, last_run):
    last_id, start = last_run.get("id"), None
    seen = last_run.get("id", "")
    known = seen
    if last_run:
        start = last_run["time"]
    for alert in client.alerts(start):
        made = parse(alert["created_at"])
        if CONDITION:
            continue
        known = alert["id"]
        demisto.incidents([alert])
"""


@pytest.mark.parametrize(
    ("condition", "line"),
    [
        ("known == alert.get('id')", 10),
        ("start and made == start", 10),
        ("start == alert['created_at']", 10),
        # These tell nothing: such a check is right beside either comparison.
        ("made <= start", 0),
        ("alert['id'] in known", 0),
        ("known != alert['id']", 0),
        ("known == alert['id'] or made", 0),
        # Neither is about the event at the start.
        ("known == alert['state']", 0),
        ("alert['id'] == '1'", 0),
    ],
)
def test_a_fetch_that_skips_the_event_of_the_last_run(condition: str, line: int) -> None:
    found = start_included(CODE.replace("CONDITION", condition))
    assert found == (f"line {line} skips the event of the last run" if line else "")


@pytest.mark.parametrize(
    ("saved", "tells"),
    [
        ("alerts[-1]['alertID'] + 1", True),
        ("int(alert.get('id')) + 1", True),
        ("max(known, int(alert['id'])) + 1", True),
        ("alert['id']", False),
        ("alert['count'] + 1", False),
        ("last_run.get('id') + 1", False),
        ("alert['id'] + 2", False),
    ],
)
def test_a_fetch_that_goes_on_from_the_next_id(saved: str, tells: bool) -> None:
    code = f"def fetch_incidents(alerts, last_run):\n    return {{'id': {saved}}}\n"
    found = next_id_asked(code)
    assert found == ("line 2 goes on from the number after an event's id" if tells else "")
