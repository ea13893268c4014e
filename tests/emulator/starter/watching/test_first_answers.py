"""The first answers that are made up lead a fetch to its events."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from xfetch.emulator.request.request import Request
from xfetch.emulator.settings.isolation import Isolation
from xfetch.emulator.starter.starter import starter

OF_A_DETECTOR = """
import json
import demistomock as demisto
import requests
URL = "https://a.example"
detector = requests.get(f"{URL}/detectors").json()["DetectorIds"][0]
named = requests.post(f"{URL}/detectors/{detector}/findings", json={"state": "new"}).json()
named["FindingIds"].sort()
shown = requests.post(f"{URL}/detectors/{detector}/findings/get", json={"ids": named["FindingIds"]}).json()
found = shown["Findings"]
demisto.incidents([
    {"name": one["Title"], "occurred": one["CreatedAt"], "rawJSON": json.dumps(one)} for one in found
])
"""
OF_A_MESSAGE = """
import json
import demistomock as demisto
import requests
URL = "https://a.example"
incidents = []
since = demisto.getLastRun().get("since", "2023-12-31T00:00:00Z")
for event in requests.get(f"{URL}/events", params={"since": since}).json()["events"]:
    message = requests.get(f"{URL}/messages/{event['id']}").json()["message"]
    try:
        kinds = list(message["attack"].keys())
        incidents.append({"name": str(kinds), "rawJSON": json.dumps(message)})
    except Exception:
        demisto.debug("this message cannot be read")
demisto.incidents(incidents)
"""
WITHOUT_ERROR = """
import sys
import demistomock as demisto
import requests
since = demisto.getLastRun().get("since", "2023-12-31T00:00:00Z")
found = requests.get("https://a.example/events", params={"since": since}).json()
if "error" in found:
    demisto.error(f"fetch error: {found['error']}")
    sys.exit()
demisto.incidents([{"name": one["title"], "rawJSON": str(one)} for one in found["events"]])
"""


def first(code: str, folder: Path) -> tuple[str, str]:
    """What a starter says of its best run, and its text."""
    file = folder / "Acme.py"
    file.write_text(dedent(code), encoding="utf-8")
    made = starter(Request(file, isolation=Isolation("inline")), folder / "a.yml", longest_s=60.0)
    return made.summary, made.text


def test_the_list_of_what_holds_the_events_is_not_that_of_the_events(tmp_path: Path) -> None:
    summary, text = first(OF_A_DETECTOR, tmp_path)
    assert "incidents" in summary
    assert "no incident was created" not in summary
    assert '{json: {DetectorIds: ["9000001"]}}' in text
    assert 'post: "/detectors/9000001/findings"' in text


def test_what_has_keys_is_a_mapping(tmp_path: Path) -> None:
    summary, _ = first(OF_A_MESSAGE, tmp_path)
    assert "no incident was created" not in summary


def test_an_answer_lacks_the_key_with_which_the_fetch_ends(tmp_path: Path) -> None:
    summary, text = first(WITHOUT_ERROR, tmp_path)
    assert "no incident was created" not in summary
    assert "error:" not in text.partition("guesses:")[0].partition("api:")[2]
