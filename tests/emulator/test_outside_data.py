"""No reader of outside data fails with anything but a message for the user."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xfetch.emulator.errors import XfetchError
from xfetch.emulator.integration.manifest import manifest_facts, read_manifest
from xfetch.emulator.integration.parameters.param_input import read_params_file
from xfetch.emulator.product.message import Request
from xfetch.emulator.product.protocol import answer, ground_truth
from xfetch.emulator.recording.events_found import events_in
from xfetch.emulator.recording.read_recording import read_recording
from xfetch.emulator.request.from_recording import recorded_facts
from xfetch.emulator.request.scenario_file.read import read_scenario
from xfetch.emulator.timeline.timeline import parse_timeline

from .mutations import mutated

START = datetime(2024, 1, 1, tzinfo=timezone.utc)

SCENARIO: Any = {
    "about": "x",
    "params": {"url": "https://a.example.com", "max_fetch": 3},
    "start": "2024-01-01T00:00:00Z",
    "interval": "1m",
    "cycles": 5,
    "drain": {"cycles": 3, "quiet": 2},
    "tz": "UTC",
    "seed": 3,
    "last_run": {"a": "1"},
    "context": {"a": "1"},
    "id_field": "id",
    "command": "fetch-incidents",
    "latency": "200ms",
    "timeout": "5m",
    "events": [
        {"id": "z", "created": "+10s", "visible": "+20s", "removed": "+1h", "in_scope": True,
         "updates": [{"at": "+30s", "fields": {"severity": 3}}], "fields": {"severity": 2}},
        {"generate": {
            "count": 9, "every": "20s", "ties": 2, "precision": "1s", "id": "e-{n}", "first": 1,
            "late": {"share": 0.5, "by": ["5s", "90s"]}, "updated": {"share": 0.5, "after": "2m"},
            "removed": {"share": 0.1, "after": "3m"}, "out_of_scope": 0.1, "stream": "s",
            "bursts": {"every": "1m", "size": 3, "within": "5s"}, "from": "+0s",
            "fields": {"title": "Alert {n}", "severity": {"number": [1, 4]}}}},
    ],
    "faults": [
        {"cycle": 3, "status": 500, "times": 2, "on": "GET /alerts", "chance": 0.5},
        {"cycle": "4..5", "connection": "reset"},
        {"at": "+4m", "until": "+5m", "slow": "3s"},
    ],
    "expect": {"missed": 0, "duplicated": {"max": 2}, "failed": 0},
    "api": {
        "event": {"id": "@id", "created": "@created epoch_s", "**": "@fields"},
        "auth": {"bearer": True, "issued": True},
        "rate": {"limit": 100, "per": "1m"},
        "routes": [
            {
                "get": "/alerts",
                "filter": {"created": {"ge": "query.since", "format": "epoch_s"}},
                "order": {"by": "created"},
                "page": {"limit": "query.limit", "default": 5, "max": 50, "offset": "query.offset"},
                "answer": {"json": {"alerts": "@events", "total": "@total"}, "status": 200},
            },
            {"post": "/login", "auth": "none",
             "login": {"expect": {"form.id": {"present": True}}, "lifetime": "1h"}},
        ],
    },
}  # fmt: skip

HAR: Any = {
    "log": {
        "version": "1.2",
        "_xfetch": {"start": "2024-01-01T00:00:00Z", "interval_s": 60, "cycles": 3, "command": "c"},
        "entries": [
            {
                "startedDateTime": "2024-01-01T00:00:00.000Z",
                "time": 200,
                "request": {
                    "method": "POST", "url": "https://a.example.com/alerts?since=1",
                    "headers": [{"name": "A", "value": "b"}],
                    "queryString": [{"name": "since", "value": "1"}],
                    "postData": {"mimeType": "application/json", "text": "{}"},
                },
                "response": {
                    "status": 200, "statusText": "OK",
                    "headers": [{"name": "Content-Type", "value": "application/json"}],
                    "content": {"mimeType": "application/json", "size": 2, "encoding": "base64",
                                "text": "W3siaWQiOiAxLCAiY3JlYXRlZCI6ICIyMDI0LTAxLTAxIn1d"},
                },
            }
        ],
    }
}  # fmt: skip

CASSETTE: Any = {
    "version": 1,
    "interactions": [
        {
            "request": {"method": "GET", "uri": "https://a.example.com/alerts?x=1", "body": None,
                        "headers": {"Accept": ["*/*"]}},
            "response": {
                "status": {"code": 200, "message": "OK"},
                "headers": {"Date": ["Mon, 01 Jan 2024 00:00:00 GMT"]},
                "body": {"string": "[{\"id\": 1, \"created\": \"2024-01-01\"}]"},
            },
        }
    ],
}  # fmt: skip

MANIFEST: Any = {
    "commonfields": {"id": "Acme", "version": -1},
    "name": "Acme",
    "display": "Acme",
    "category": "x",
    "configuration": [
        {"name": "url", "display": "URL", "type": 0, "required": True, "defaultvalue": "x"},
        {"name": "credentials", "display": "Key", "type": 9, "hiddenusername": True},
        {"name": "kinds", "display": "Kinds", "type": 16, "options": ["a", "b"]},
    ],
    "script": {
        "script": "import demistomock", "type": "python", "subtype": "python3", "isfetch": True,
        "dockerimage": "demisto/python3:3.10", "commands": [{"name": "a-get", "arguments": []}],
    },
}  # fmt: skip

EVENTS: Any = [
    {"id": "a", "created": "2024-01-01T00:00:10Z", "visible": "+20s", "removed": 1704067300,
     "in_scope": "yes", "updates": [{"at": "+30s", "fields": {"x": 1}}], "fields": {"x": 2}},
    {"id": 2, "created": 1704067300},
]  # fmt: skip


def _text(value: Any) -> str:
    # YAML as a person would have it: lone surrogates and NUL bytes cannot stand in a file at all.
    return json.dumps(value, ensure_ascii=True)


def _write(path: Path, value: Any) -> Path:
    path.write_text(_text(value), encoding="utf-8")
    return path


def _scenario(folder: Path, value: Any) -> None:
    scenario = read_scenario(_write(folder / "s.yml", value))
    if scenario.product.timeline is not None:
        scenario.product.timeline.events(scenario.run.start or START)


def _events(folder: Path, value: Any) -> None:
    _write(folder / "e.json", value)
    parse_timeline("e.json", folder).events(START)


def _event_lines(folder: Path, value: Any) -> None:
    items = value if isinstance(value, list) else [value]
    (folder / "e.jsonl").write_text("\n".join(map(_text, items)), encoding="utf-8")
    parse_timeline("e.jsonl", folder).events(START)


def _cell(value: Any) -> str:
    text = value if isinstance(value, str) else _text(value)
    return text.encode("utf-8", "replace").decode()


def _event_table(folder: Path, value: Any) -> None:
    rows = [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
    rows = [{key: item for key, item in row.items() if key != "updates"} for row in rows]
    shown = io.StringIO()
    writer = csv.DictWriter(shown, sorted({str(key) for row in rows for key in row}))
    writer.writeheader()
    writer.writerows([{str(k): _cell(v) for k, v in row.items()} for row in rows])
    (folder / "e.csv").write_text(shown.getvalue(), encoding="utf-8")
    parse_timeline("e.csv", folder).events(START)


def _recording(name: str) -> Callable[[Path, Any], None]:
    def read(folder: Path, value: Any) -> None:
        recording = read_recording(_write(folder / name, value))
        events_in(recording.answered)
        with suppress(TypeError, ValueError):  # its caller tells these with the file's name
            recorded_facts(recording)

    return read


def _manifest(folder: Path, value: Any) -> None:
    manifest_facts(read_manifest(_write(folder / "Acme.yml", value)))


def _params(folder: Path, value: Any) -> None:
    read_params_file(_write(folder / "p.yml", value))
    read_params_file(_write(folder / "p.json", value))


READERS: dict[str, tuple[Any, Callable[[Path, Any], None]]] = {
    "scenario": (SCENARIO, _scenario),
    "events": (EVENTS, _events),
    "event lines": (EVENTS, _event_lines),
    "event table": (EVENTS, _event_table),
    "HAR": (HAR, _recording("r.har")),
    "cassette in JSON": (CASSETTE, _recording("r.json")),
    "cassette in YAML": (CASSETTE, _recording("r.yaml")),
    "manifest": (MANIFEST, _manifest),
    "params": ({"url": "x", "credentials": {"identifier": "a", "password": "b"}}, _params),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("outside")


@pytest.mark.parametrize("name", READERS)
def test_the_valid_one_is_read(name: str, folder: Path) -> None:
    valid, read = READERS[name]
    read(folder, valid)


@pytest.mark.parametrize("name", READERS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_mutation_ends_in_a_message(name: str, folder: Path, data: st.DataObject) -> None:
    valid, read = READERS[name]
    value = data.draw(mutated(valid))
    with suppress(XfetchError):
        read(folder, value)


class _Answers:
    def __init__(self, value: Any) -> None:
        self._value = value

    def handle(self, request: Request) -> Any:
        return self._value

    def events(self) -> Any:
        return self._value


@settings(max_examples=200, deadline=None)
@given(value=mutated({"status": 200, "json": [{"id": 1}], "headers": {"a": "b"}}) | mutated(EVENTS))
def test_what_a_vendor_returns_ends_in_a_message(value: Any) -> None:
    for ask in (
        lambda: answer(_Answers(value), Request("GET", "https://a.example.com/x"), START),
        lambda: ground_truth(_Answers(value)),
    ):
        with suppress(XfetchError):
            ask()


def test_yaml_is_what_the_mutations_write() -> None:
    assert yaml.safe_load(_text(HAR)) == HAR
