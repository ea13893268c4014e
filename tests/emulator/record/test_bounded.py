"""What is too large keeps its shape, its beginning and a digest; all else stays the same object."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import pytest

from xfetch.emulator.masking import masked_fetch
from xfetch.emulator.masking.mask import Mask
from xfetch.emulator.masking.masked_fetch import masked_row
from xfetch.emulator.record import bounded as bounds
from xfetch.emulator.record.bounded import bounded_parts, bounded_text
from xfetch.emulator.record.entries import Call, Exchange, Line, Log, Record
from xfetch.emulator.record.fetch_run import Cut, FetchRun, LastRunChange
from xfetch.emulator.record.json_text import from_json, to_json
from xfetch.emulator.record.store import bounded_entries
from xfetch.emulator.record.store.stored_fetch import StoredRun

START = datetime(2024, 1, 1, tzinfo=timezone.utc)
# Small, so that the tests are fast.
LONG_CHARS, LARGE_CHARS = 10_000, 160_000
LONG = "x" * (LONG_CHARS + 1)
LINE = Line("Probe.py", 3)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (bounds, masked_fetch):
        monkeypatch.setattr(module, "LONG_CHARS", LONG_CHARS)
    for module in (bounds, bounded_entries):
        monkeypatch.setattr(module, "LARGE_CHARS", LARGE_CHARS)


def bounded(value: Any) -> Any:
    return from_json(bounded_text(to_json(value)))


def fetch(last_run: Any = None, incidents: tuple[Any, ...] = (), *entries: Any) -> FetchRun:
    change = LastRunChange({}, last_run, last_run, was_set=True, saved=True)
    return FetchRun(
        1, START, START, "ok", "", change, incidents=incidents, record=Record(tuple(entries))
    )


def kept(run: FetchRun, *secrets: str) -> StoredRun:
    return StoredRun(masked_row(run, Mask(secrets)))


@pytest.mark.parametrize(
    "value",
    [
        {"time": "2024", "blob": "x" * LONG_CHARS, "more": ["y" * LONG_CHARS] * 3},
        {"ids": [f"id-{number}" for number in range(2_000)]},
        {"rawJSON": json.dumps([{"id": number} for number in range(1_000)])},
    ],
    ids=["texts", "ids", "an event as text"],
)
def test_a_usual_value_stays_the_same_text(value: Any) -> None:
    text = to_json(value)
    assert len(text) > LONG_CHARS
    assert bounded_text(text) is text
    assert bounded_parts(text) is text


def test_a_long_text_keeps_its_head_its_size_and_the_keys_beside_it() -> None:
    cut = bounded({"time": "2024-01-01", "blob": LONG, "inner": {"blob": LONG}})
    assert cut["time"] == "2024-01-01"
    assert cut["blob"] == cut["inner"]["blob"]
    assert cut["blob"].startswith("x" * 1_000 + "… [10,001 bytes, the first 1,000 characters")


def test_a_difference_at_the_end_is_seen() -> None:
    assert bounded([LONG + "a"]) != bounded([LONG + "b"])
    ids = [f"an id of some length, number {number}" for number in range(5_000)]
    assert bounded(ids) == bounded(list(ids)) != bounded([*ids[:-1], "another"])


def test_what_holds_a_million_small_values_keeps_the_first() -> None:
    times = {f"an id of some length, number {number}": "2024-01-01" for number in range(4_000)}
    cut = bounded({"time": "2024-01-02", "times": times, "ids": list(times)})
    assert cut["time"] == "2024-01-02"
    assert len(cut["times"]) == len(cut["ids"]) == 1_001
    assert cut["times"]["…"].startswith("4,000 items in ")
    assert len(to_json(cut)) < 200_000
    # A list of objects stays one.
    listed = bounded([{"id": key} for key in times])
    assert all(isinstance(one, dict) for one in listed)


def test_what_is_many_lists_keeps_its_kind() -> None:
    deep = {str(one): {str(two): ["x" * 60] * 100 for two in range(60)} for one in range(60)}
    cut = bounded(deep)
    assert isinstance(cut, dict)
    assert len(to_json(cut)) < 10_000


def test_an_event_in_a_text_is_json_after_the_cut() -> None:
    cut = bounded({"rawJSON": json.dumps({"id": 7, "blob": LONG})})
    event = json.loads(cut["rawJSON"])
    assert event["id"] == 7
    assert len(cut["rawJSON"]) < 2_000


def test_a_row_keeps_every_incident_and_names_what_was_cut() -> None:
    incidents = tuple({"name": str(number), "rawJSON": LONG} for number in range(3))
    call = Call(0, START, "setLastRun", {"value": {"n": 1, "blob": LONG}}, line=LINE)
    run = kept(fetch({"n": 1, "blob": LONG}, incidents, call))
    assert [one["name"] for one in run.incidents] == ["0", "1", "2"]
    assert run.last_run.after["n"] == 1
    assert sum(map(len, run.row)) < 20_000
    (cut,) = run.cut
    assert (cut.what, cut.line) == ("setLastRun()", LINE)
    assert cut.size_bytes > LONG_CHARS


def test_a_usual_row_names_nothing() -> None:
    run = kept(fetch({"n": 1}, (), Log(0, START, "info", "x" * 1_000)))
    assert run.cut == ()
    assert '"cut"' not in run.row.head


def test_bodies_have_the_bound_of_whole_values() -> None:
    one, two = "y" * (LARGE_CHARS - 1_000), "y" * (LARGE_CHARS + 1)
    bodies = [
        kept(fetch(None, (), Exchange(0, START, "GET", "https://a", response_body=body)))
        .record.exchanges[0]
        .response_body
        for body in (one, two)
    ]
    assert bodies[0] == one
    assert len(bodies[1]) < 2_000


def test_no_half_of_a_secret_is_left_where_a_text_is_cut() -> None:
    secret = "S3cretKeyABCDEF"
    text = "x" * 992 + secret + LONG
    run = kept(fetch({"blob": text}), secret)
    assert "S3cret" not in "\n".join(run.row)


def test_many_log_lines_are_counted() -> None:
    line = "z" * (LONG_CHARS // 2)
    entries = [Log(number, START, "debug", line, LINE) for number in range(60)]
    run = kept(fetch(None, (), *entries))
    *first, last = run.record.logs
    assert len(first) < 40
    assert last.message.startswith(f"… [{60 - len(first)} more lines in ")
    assert run.cut == (Cut("the log of a cycle", run.cut[0].size_bytes, LINE),)


def test_the_words_of_a_failure_are_cut() -> None:
    failed = replace(fetch({}), message=LONG, lost_change={"a": LONG})
    run = kept(failed)
    assert len(run.row.head) < 5_000
    assert run.message.startswith("xxx")
