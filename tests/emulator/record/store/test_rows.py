"""A fetch survives the way through its row, whatever it holds."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta, timezone
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from xfetch.emulator.record.entries import Attempt, Call, Exchange, Line, Log, Record
from xfetch.emulator.record.fetch_run import Cut, Failure, FetchRun, LastRunChange
from xfetch.emulator.record.store.row import row_of, unpack
from xfetch.emulator.record.store.stored_fetch import StoredRun
from xfetch.emulator.record.trace import Shown

START = datetime(2024, 1, 1, tzinfo=timezone.utc)
texts = st.text(max_size=20)
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | numbers | texts
json_values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3)
)
objects = st.dictionaries(texts, json_values, max_size=3)
instants = st.integers(0, 10**12).map(lambda n: START + timedelta(microseconds=n))
lines = st.none() | st.builds(Line, texts, st.integers(1, 10**6))
seqs = st.integers(0, 10**6)
pairs = st.lists(st.tuples(texts, texts), max_size=3).map(tuple)
several = st.lists(texts, max_size=3).map(tuple)
seconds = st.floats(0, 1e6)


def every(noun: type, **drawn: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draws each field of the noun, so that a field which the row forgets fails the test."""
    assert set(drawn) == {field.name for field in fields(noun)}, noun
    return st.builds(noun, **drawn)


calls = every(
    Call,
    seq=seqs,
    at=instants,
    name=texts,
    args=objects,
    answer=json_values,
    error=texts,
    line=lines,
    no_numbers=several,
)
logs = every(Log, seq=seqs, at=instants, level=texts, message=texts, line=lines)
attempts = every(
    Attempt, seq=seqs, at=instants, kind=texts, target=texts, tried=several, line=lines
)
exchanges = every(
    Exchange,
    seq=seqs,
    at=instants,
    method=texts,
    url=texts,
    request_headers=pairs,
    request_body=texts,
    status=st.none() | st.integers(100, 599),
    response_headers=pairs,
    response_body=texts,
    failure=texts,
    duration_s=seconds,
    line=lines,
    tried=several,
    fit=several,
)
entries = calls | logs | attempts | exchanges
records = every(
    Record,
    entries=st.lists(entries, max_size=6, unique_by=lambda entry: entry.seq).map(
        lambda found: tuple(sorted(found, key=lambda entry: entry.seq))
    ),
)
shown = every(Shown, name=texts, value=texts, type=texts)
failures = every(
    Failure,
    message=texts,
    error_type=texts,
    line=lines,
    trace=texts,
    on_purpose=st.booleans(),
    cause=texts,
    cause_line=lines,
    values=st.lists(shown, max_size=2).map(tuple),
    objects=st.lists(objects, max_size=2).map(tuple),
    loop=lines,
    led=st.lists(lines.filter(bool), max_size=2).map(tuple),
)
changes = every(
    LastRunChange,
    before=json_values,
    asked=json_values,
    after=json_values,
    was_set=st.booleans(),
    saved=st.booleans(),
)
cuts = every(Cut, what=texts, size_bytes=st.integers(0, 10**9), line=lines)
incidents = st.lists(objects, max_size=3).map(tuple)
runs = every(
    FetchRun,
    cycle=st.integers(1, 10**6),
    at=instants,
    pulled_at=instants,
    status=st.sampled_from(["ok", "error", "timeout", "crashed", "skipped"]),
    message=texts,
    last_run=changes,
    incidents=incidents,
    dropped=incidents,
    failure=st.none() | failures,
    record=records,
    slept_s=seconds,
    context_changed=st.booleans(),
    lost_change=json_values,
    command=texts,
    cut=st.lists(cuts, max_size=2).map(tuple),
)


def parts(run: FetchRun) -> dict[str, Any]:
    """All that a fetch holds, by value."""
    found = {field.name: getattr(run, field.name) for field in fields(FetchRun)}
    found["record"] = run.record.entries
    by_kind = (run.record.calls, run.record.logs, run.record.exchanges, run.record.attempts)
    return {**found, "by_kind": by_kind, "failed": run.failed, "first": run.first_run}


@given(runs)
def test_what_comes_back_is_what_went_in(run: FetchRun) -> None:
    packed = row_of(run).pack()
    back = StoredRun(unpack(packed))
    assert parts(back) == parts(run)
    assert row_of(back).pack() == packed


def test_a_lone_surrogate_survives() -> None:
    change = LastRunChange({"a": "\ud800"}, None, {}, was_set=False, saved=False)
    run = FetchRun(1, START, START, "ok", "\udfff", change)
    assert parts(StoredRun(unpack(row_of(run).pack()))) == parts(run)
