"""What a vendor file does costs no fetch before it, and has no more time and memory than a fetch."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.emulator import worlds
from tests.emulator.patience import patient_s
from xfetch.emulator.errors import LoadError
from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.running.process import watch
from xfetch.emulator.settings.isolation import Isolation

VENDOR = """
import os
class Odd(Exception):
    def __str__(self): 1 / 0
class Base(BaseException): pass
class Vendor:
    count = 0
    def handle(self, request, now):
        self.count += 1
        if self.count == 3: {body}
        return []
    def state(self):
        return (lambda: 0) if self.count == 3 and {lost} else self.count
    def restore(self, count):
        self.count = count
"""
ASKS = "import requests\nrequests.get('https://probe.example.com')\ndemisto.incidents([])"
BREAKS = {
    "an error": "1 / 0",
    "an error whose str raises": "raise Odd",
    "BaseException": "raise Base('base')",
    "KeyboardInterrupt": "raise KeyboardInterrupt",
    "an exit": "raise SystemExit(3)",
    "no answer": "return object()",
    "half an answer": "return {'status': 'x'}",
}


def run(folder: Path, body: str, lost: bool = False, **isolation: object) -> Outcome:
    home = worlds.write(folder, ASKS)
    vendor = worlds.vendor(folder, VENDOR.format(body=body, lost=lost))
    isolated = Isolation(**isolation)  # type: ignore[arg-type]
    return worlds.run(home, 4, vendor_file=vendor, isolation=isolated, interval_s=600)


@pytest.mark.parametrize("name", BREAKS)
def test_a_vendor_that_breaks_in_the_third_fetch(name: str, tmp_path: Path) -> None:
    outcome = run(tmp_path, BREAKS[name])
    assert [run.status for run in outcome.runs] == ["ok", "ok"]
    assert outcome.stop.startswith("vendor.py")
    assert outcome.exit_code() == 1


@pytest.mark.parametrize(("body", "lost"), [("1 / 0", False), ("pass", True)])
def test_a_vendor_that_breaks_in_the_child(body: str, lost: bool, tmp_path: Path) -> None:
    outcome = run(tmp_path, body, lost, kind="process")
    assert [run.status for run in outcome.runs] == ["ok", "ok"]
    assert outcome.stop.startswith("vendor.py")


@pytest.mark.parametrize(
    ("body", "status"), [("os._exit(1)", "crashed"), ("\n            while True: pass", "timeout")]
)
def test_a_vendor_that_does_not_come_back(body: str, status: str, tmp_path: Path) -> None:
    outcome = run(tmp_path, body, kind="process", real_timeout_s=patient_s(1))
    assert [run.status for run in outcome.runs][:3] == ["ok", "ok", status]


ENDLESS = """
class Vendor:
    def handle(self, request, now): return []
    def events(self):
        number = 0
        while True:
            number += 1
            yield {"id": number, "created": 1704067200 + number}
"""


@pytest.mark.parametrize(
    ("isolation", "says"),
    [
        (Isolation("process", real_timeout_s=0.5), "not ready within 0.5s of real time"),
        (Isolation("process", memory_bytes=30 << 20), "more than 30M of memory"),
    ],
)
def test_events_without_an_end(
    isolation: Isolation, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "LEAST_START_S", 0.5)
    home, vendor = worlds.write(tmp_path, ASKS), worlds.vendor(tmp_path, ENDLESS)
    with pytest.raises(LoadError, match=says) as caught:
        worlds.run(home, 2, vendor_file=vendor, isolation=isolation)
    assert caught.value.where == vendor.name


def test_an_import_without_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "LEAST_START_S", 0.5)
    (tmp_path / "endless_import.py").write_text("while True: pass\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    home = worlds.write(tmp_path, "import endless_import")
    vendor = worlds.vendor(tmp_path, "class Vendor:\n    def handle(self, request, now): return []")
    with pytest.raises(LoadError, match="not ready within") as caught:
        worlds.run(home, 2, vendor_file=vendor, isolation=Isolation("process", real_timeout_s=0.5))
    assert caught.value.where == home.name
