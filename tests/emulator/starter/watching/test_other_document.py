"""A document that looks like an answer and is none gives way to another document."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

from xfetch.emulator.request.request import Request
from xfetch.emulator.settings.isolation import Isolation
from xfetch.emulator.starter.starter import starter

CODE = """
import json
import demistomock as demisto
import requests

since = demisto.getLastRun().get("since", "2023-12-31T23:00:00Z")
answer = requests.get("https://xfetch.example.com/alerts", params={"since": since}).json()
found = answer.get("alerts", [])
for alert in found:
    since = max(since, alert["created"])
demisto.incidents([{"name": one["title"], "occurred": one["created"], "rawJSON": json.dumps(one)}
                   for one in found])
demisto.setLastRun({"since": since})
"""
ALERT = {"id": 4711, "title": "Lost", "created": "2021-05-03T10:11:12Z", "grade": "B"}


def test_another_document_is_used_where_nothing_came_of_the_first(tmp_path: Path) -> None:
    test = f"""
    def test(requests_mock):
        requests_mock.get("https://acme.example.com/alerts", json={{"raw": {{"rows": [{ALERT}]}}}})
    """
    (tmp_path / "Acme.py").write_text(dedent(CODE), encoding="utf-8")
    (tmp_path / "Acme_test.py").write_text(dedent(test), encoding="utf-8")
    (tmp_path / "test_data").mkdir()
    plain = tmp_path / "test_data" / "plain.json"
    plain.write_text(json.dumps({"alerts": [ALERT]}), encoding="utf-8")
    request = Request(tmp_path, isolation=Isolation("inline"), stated=frozenset(("cycles",)))
    made = starter(request, tmp_path / "a.yml")
    assert made.created
    assert "seen: test_data/plain.json" in made.text
