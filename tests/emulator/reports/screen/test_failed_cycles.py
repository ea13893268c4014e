"""What the screen advises about failed cycles that no finding is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.emulator import worlds
from xfetch.emulator.reports.screen.causes import Cause, causes_of

VENDOR = """\
    from datetime import datetime, timezone

    AT = datetime(2024, 1, 1, tzinfo=timezone.utc)

    class Vendor:
        def handle(self, request, now):
            if request.path == "/down" and now.minute:
                return {"status": 503}
            return [] if now.minute else [{"id": "a", "created": "2024-01-01T00:00:00Z"}]

        def events(self):
            return [{"id": "a", "created": AT}]
"""
FETCH = """\
    import requests
    response = requests.get("https://probe.example.com/PATH")
    response.raise_for_status()
    found = response.json()
    newest = LINE
    demisto.setLastRun({"newest": newest})
    demisto.incidents([{"name": "n", "rawJSON": json.dumps(one)} for one in found])
"""


@pytest.mark.parametrize(
    ("path", "line", "why", "words"),
    [
        ("a", "max(one['id'] for one in found)", "crash-on-nothing-new", "keep the old position"),
        ("down", "1", "", "send the request again"),
        ("a", "open('/nowhere') if len(found) else 1", "", "make this line accept"),
    ],
)
def test_the_advice_fits_the_failure(
    tmp_path: Path, path: str, line: str, why: str, words: str
) -> None:
    home = worlds.write(tmp_path, FETCH.replace("PATH", path).replace("LINE", line))
    outcome = worlds.run(home, 2, vendor_file=worlds.vendor(tmp_path, VENDOR))
    failed: list[Cause] = [one for one in causes_of(outcome) if one.kind == "failed"]
    assert [(one.why, one.remedy.startswith(words)) for one in failed] == [(why, True)]
    assert failed[0].source
