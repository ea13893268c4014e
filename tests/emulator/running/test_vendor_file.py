"""Which vendor files can be given the events of a world."""

from __future__ import annotations

from pathlib import Path

import pytest

from xfetch.emulator.running.vendor_file import takes_events


@pytest.mark.parametrize(
    ("code", "takes"),
    [
        ("class Vendor:\n    def __init__(self, events): pass\n", True),
        ("class Vendor:\n    def __init__(self, *, events=()): pass\n", True),
        ("class Vendor:\n    def __init__(self, alerts=()): pass\n", False),
        ("class Vendor:\n    def handle(self, request, now): pass\n", False),
        ("class Other:\n    def __init__(self, events): pass\n", False),
        ("class Vendor(:\n", False),
    ],
)
def test_a_vendor_takes_events_by_the_name_of_its_parameter(
    tmp_path: Path, code: str, takes: bool
) -> None:
    (tmp_path / "vendor.py").write_text(code)
    assert takes_events(tmp_path / "vendor.py") == takes
    assert not takes_events(tmp_path / "none.py")
