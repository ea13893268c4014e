"""A saved time of day without its date is a cause of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.emulator import worlds

VENDOR = """\
    from datetime import datetime, timezone

    AT = datetime(2024, 1, 1, tzinfo=timezone.utc)

    class Vendor:
        def handle(self, request, now):
            return [{"id": "a", "created": "2024-01-01T00:00:00Z"}]

        def events(self):
            return [{"id": "a", "created": AT}]
"""
FETCH = """\
    import requests
    from datetime import datetime
    asked = {"since": demisto.getLastRun().get("since", "")}
    found = requests.get("https://probe.example.com/alerts", params=asked).json()
    demisto.setLastRun({"since": datetime.utcnow().strftime("FORMAT")})
    demisto.incidents([{"name": "n", "rawJSON": json.dumps(one)} for one in found])
"""


@pytest.mark.parametrize(
    ("form", "without_date"), [("%H:%M:%S", True), ("%Y-%m-%dT%H:%M:%SZ", False)]
)
def test_a_time_of_day_without_its_date(tmp_path: Path, form: str, without_date: bool) -> None:
    home = worlds.write(tmp_path, FETCH.replace("FORMAT", form))
    outcome = worlds.run(home, 2, vendor_file=worlds.vendor(tmp_path, VENDOR))
    (found,) = [one for one in outcome.findings if one.rule == "XF101"]
    assert found.cause is not None
    assert ("without its date" in found.cause.because) is without_date
    assert (found.cause.code == "precision-cut") is without_date
