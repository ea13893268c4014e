"""A fraction of a second that no answer shows cannot be saved: no one has cut it off."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.emulator import worlds

VENDOR = """\
    from datetime import datetime, timezone

    AT = datetime(2024, 1, 1, 0, 0, 0, 500000, tzinfo=timezone.utc)

    class Vendor:
        def handle(self, request, now):
            return [{"id": "a", "created": "SHOWN"}] if now >= AT else []

        def events(self):
            return [{"id": "a", "created": AT}]
"""
FETCH = """\
    import requests
    last = demisto.getLastRun()
    found = requests.get("https://probe.example.com/alerts", params=last).json()
    if found:
        last = {"since": found[-1]["created"][:19] + "Z"}
    demisto.setLastRun(last)
    demisto.incidents([{"name": "n", "rawJSON": json.dumps(one)} for one in found])
"""


@pytest.mark.parametrize(
    ("shown", "code"),
    [
        ("2024-01-01T00:00:00.500Z", "precision-cut"),
        ("2024-01-01T00:00:00Z", "boundary-repeated"),
    ],
)
def test_only_a_fraction_that_is_shown_was_cut_off(tmp_path: Path, shown: str, code: str) -> None:
    home = worlds.write(tmp_path, FETCH)
    file = worlds.vendor(tmp_path, VENDOR.replace("SHOWN", shown))
    (found,) = [
        one for one in worlds.run(home, 3, vendor_file=file).findings if one.rule == "XF101"
    ]
    assert found.cause is not None
    assert found.cause.code == code
