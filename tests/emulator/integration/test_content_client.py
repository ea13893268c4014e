"""ContentClientApiModule in a real run of a lone file, and other ApiModules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.emulator import worlds
from xfetch.emulator.errors import LoadError
from xfetch.emulator.judging.outcome import Outcome

COLLECTOR = """
    from ContentClientApiModule import *

    client = ContentClient("https://acme.example.com", retry_policy=RetryPolicy(jitter=0.0))
    events = client._http_request("GET", "/events")
    send_events_to_xsiam(events, vendor="acme", product="log")
    demisto.setLastRun({"at": events[-1]["id"]})
"""
PRODUCT = """
    class Vendor:
        def __init__(self, events=()):
            self.asked = 0

        def handle(self, request, now):
            self.asked += 1
            if self.asked % 2:
                return {"status": 503, "body": b"busy"}
            return {"status": 200, "json": [{"id": self.asked, "_time": 1}]}
"""


def ran(folder: Path, code: str, **changes: object) -> Outcome:
    home = worlds.write_raw(folder, code)
    product = worlds.vendor(folder, PRODUCT)
    return worlds.run(home, 2, command="fetch-events", vendor_file=product, **changes)


@pytest.mark.parametrize("merged", [False, True])
def test_a_lone_file_has_the_client_and_waits_on_the_simulated_clock(
    tmp_path: Path, merged: bool
) -> None:
    outcome = ran(tmp_path, COLLECTOR, merged=merged)
    assert [run.status for run in outcome.runs] == ["ok", "ok"]
    assert [one["id"] for run in outcome.runs for one in run.incidents] == [2, 4]
    first = outcome.runs[0]
    assert [exchange.status for exchange in first.record.exchanges] == [503, 200]
    # Two answers of 0.2 s each, and the second between two attempts.
    assert (first.pulled_at - first.at).total_seconds() == pytest.approx(1.4, abs=0.01)
    line = first.record.exchanges[0].line
    assert line is not None
    assert line.number == 5
    label = outcome.dossier.setting.common_server
    assert label == "embedded, as of 2026-11; ContentClientApiModule xfetch's own"


def test_another_api_module_is_refused_with_both_ways_out(tmp_path: Path) -> None:
    code = COLLECTOR.replace("ContentClientApiModule", "AcmeApiModule")
    with pytest.raises(LoadError) as refused:
        ran(tmp_path, code)
    assert "the integration needs AcmeApiModule" in str(refused.value)
    advice = " ".join(refused.value.advice)
    assert "--content DIR" in advice
    assert "--module AcmeApiModule=FILE" in advice


@pytest.mark.parametrize("merged", [False, True])
def test_a_file_of_the_users_own_stands_for_an_api_module(tmp_path: Path, merged: bool) -> None:
    (tmp_path / "mine.py").write_text("from ContentClientApiModule import *\n", encoding="utf-8")
    code = COLLECTOR.replace("ContentClientApiModule", "AcmeApiModule")
    modules = (f"AcmeApiModule={tmp_path / 'mine.py'}",)
    outcome = ran(tmp_path, code, merged=merged, modules=modules)
    assert [one["id"] for run in outcome.runs for one in run.incidents] == [2, 4]


def test_the_checkouts_own_comes_first(tmp_path: Path) -> None:
    home = tmp_path / "content" / "Packs"
    for pack, name, text in (
        ("Base", "CommonServerPython", "class SmartGetDict(dict):\n    pass\n"),
        ("ApiModules", "ContentClientApiModule", "THEIRS = 'theirs'\n"),
    ):
        folder = home / pack / "Scripts" / name
        folder.mkdir(parents=True)
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    code = """
        import demistomock as demisto
        from ContentClientApiModule import *
        demisto.incidents([{"name": THEIRS}])
    """
    outcome = worlds.run(worlds.write_raw(tmp_path, code), content=str(home.parent))
    assert json.dumps(outcome.runs[0].incidents[0]["name"]) == '"theirs"'
    assert outcome.dossier.setting.common_server == "the checkout's"
