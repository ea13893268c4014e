"""What version 0.1 saved is still read: runs as JSON, stores, recordings."""

from __future__ import annotations

import json
import shutil
import sqlite3
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from tests.emulator import worlds
from xfetch.emulator.record.entries import Exchange, Line
from xfetch.emulator.record.fetch_run import FetchRun
from xfetch.emulator.record.store.row import Row
from xfetch.emulator.record.store.stored_fetch import StoredRun
from xfetch.emulator.reports import REPORTS, render
from xfetch.emulator.reports.saved_run import read_run

SAVED = Path(__file__).parents[1] / "data" / "saved_0_1"
NAMES = ("busy", "unanswered")
SINCE = "2023-12-31T23:59:30Z"


def database(name: str, folder: Path) -> sqlite3.Connection:
    """A copy: SQLite may write beside what it reads."""
    copied = shutil.copy(SAVED / f"{name}.sqlite", folder)
    return sqlite3.connect(copied)


def stored_runs(name: str, folder: Path) -> list[FetchRun]:
    columns = ", ".join(Row._fields)
    rows = database(name, folder).execute(f"SELECT {columns} FROM cycle ORDER BY cycle")
    return [StoredRun(Row._make(row)) for row in rows]


def kept(before: Any, after: Any) -> bool:
    """Whether all that stood there stands there still; a later version may say more."""
    if isinstance(before, dict):
        return isinstance(after, dict) and all(
            key in after and kept(value, after[key]) for key, value in before.items()
        )
    if isinstance(before, list):
        return (
            isinstance(after, list) and len(before) == len(after) and all(map(kept, before, after))
        )
    return bool(before == after)


@pytest.mark.parametrize("name", NAMES)
def test_a_saved_run_is_read_and_says_the_same(name: str) -> None:
    path = SAVED / f"{name}.json"
    outcome = read_run(path, {})
    for name in REPORTS:
        assert "".join(render(name, outcome))
    before = json.loads(path.read_text(encoding="utf-8"))
    after = json.loads("".join(render("json", outcome)))
    for key in ("schema", "integration", "clock", "stop", "cycles", "filled"):
        assert kept(before[key], after[key]), key
    for key, value in before["record"].items():
        if key != "source":
            assert kept(value, after["record"][key]), key


def check_busy(runs: list[FetchRun]) -> None:
    """What the six fetches were, whichever way they were kept."""
    assert [run.status for run in runs] == ["ok"] * 3 + ["error"] * 3
    first, second, third, fourth, *_ = runs
    assert first.at == datetime(2024, 1, 1, tzinfo=timezone.utc)
    assert first.first_run
    assert first.duration_s == 0.2
    assert first.last_run.before == {}
    assert first.last_run.asked == first.last_run.after == {"since": SINCE, "é": [1.5, None, True]}
    assert first.last_run.was_set
    assert not second.last_run.was_set
    assert [run.source_ids for run in (first, third)] == [("a1",), ("a1", "a2", "a4")]
    assert first.context_changed
    assert [entry.seq for entry in first.record.entries] == list(range(11))
    assert [call.name for call in first.record.calls][-2:] == ["setLastRun", "incidents"]
    assert first.record.logs[-1].message == "an emoji \U0001f600 and a half of one \ud83d"
    (exchange,) = first.record.exchanges
    assert isinstance(exchange, Exchange)
    assert exchange.fit == ("GET /alerts", "-query.state", "+query.unread")
    assert ("Authorization", "Bearer ********") in exchange.request_headers
    assert exchange.status == 200
    assert exchange.line == Line("busy.py", 19)
    failure = fourth.failure
    assert failure is not None
    assert (failure.error_type, failure.line) == ("ValueError", Line("busy.py", 49))
    assert (failure.cause, failure.cause_line) == ("KeyError: 'title'", Line("busy.py", 47))
    assert [incident["dbotMirrorId"] for incident in fourth.dropped] == ["a4", "a5", "a6"]
    assert fourth.slept_s == 3.0


def test_the_fetches_of_a_saved_run() -> None:
    runs = list(read_run(SAVED / "busy.json", {}).runs)
    check_busy(runs)
    assert runs[1].lost_change == {"since": "2024-01-01T00:00:10Z", "é": [1.5, None, True]}


def test_the_fetches_of_a_store(tmp_path: Path) -> None:
    check_busy(stored_runs("busy", tmp_path))


def test_what_was_not_answered(tmp_path: Path) -> None:
    outcome = read_run(SAVED / "unanswered.json", {})
    (stored,) = stored_runs("unanswered", tmp_path)
    for attempts in (outcome.dossier.attempts, stored.record.attempts):
        (attempt,) = attempts
        assert attempt.kind == "http"
        assert attempt.target.startswith("GET https://busy.example.com/alerts?since=")
        assert attempt.tried == ("GET /other: the path differs",)


def test_the_views_of_a_store(tmp_path: Path) -> None:
    query = database("busy", tmp_path).execute
    runs = query("SELECT cycle, status, incidents, requests, line FROM fetch_run").fetchall()
    assert runs[0] == (1, "ok", 1, 1, None)
    assert runs[3] == (4, "error", 0, 1, "busy.py:49")
    assert query("SELECT created, count(*) FROM incident GROUP BY 1").fetchall() == [(0, 8), (1, 6)]
    assert query("SELECT DISTINCT name FROM call WHERE cycle = 1 ORDER BY seq").fetchall()[0] == (
        "params",
    )
    assert query("SELECT count(*), max(status) FROM request").fetchone() == (6, 200)
    assert query("SELECT level FROM log WHERE cycle = 1").fetchall() == [
        ("debug",),
        ("info",),
        ("print",),
    ]
    assert ("command", '"fetch-incidents"') in query("SELECT * FROM fact").fetchall()
    assert ("XF101", 2) in query("SELECT rule, cycle FROM finding").fetchall()


def test_a_recording_answers_again(tmp_path: Path) -> None:
    for name in ("busy.py", "busy.yml", "busy.har"):
        shutil.copy(SAVED / name, tmp_path)
    outcome = worlds.run(
        tmp_path / "busy.py",
        6,
        vendor_file=tmp_path / "busy.har",
        params={"url": "https://busy.example.com", "apikey": "another"},
    )
    assert [run.status for run in outcome.runs] == ["ok"] * 3 + ["error"] * 3
    assert [len(run.incidents) for run in outcome.runs] == [1, 2, 3, 0, 0, 0]
