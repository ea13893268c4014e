"""Builds small scenes: what fetches did, and what their code decided about one event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone

from xfetch.emulator.judging.diagnosis.scene import Scene
from xfetch.emulator.judging.identity import Identity
from xfetch.emulator.record.entries import Call, Entry, Exchange, Json, Line, Log
from xfetch.emulator.record.fetch_run import FetchRun, LastRunChange, Record
from xfetch.emulator.record.trace import TEST, Shown, Step, Trace

AT = datetime(2024, 1, 1, tzinfo=timezone.utc)
FILE = "a.py"


def call(seq: int, name: str, error: str = "") -> Call:
    return Call(seq, AT, name, {}, error=error, line=Line(FILE, seq))


def request(seq: int, status: int = 200) -> Exchange:
    return Exchange(seq, AT, "GET", "https://a.example/x", status=status, line=Line(FILE, seq))


def log(seq: int, level: str) -> Log:
    return Log(seq, AT, level, "words", Line(FILE, seq))


def fetch(cycle: int, *entries: Entry, saved: Json = None) -> FetchRun:
    was_set = saved is not None
    change = LastRunChange({}, asked=saved, after=saved, was_set=was_set, saved=was_set)
    return FetchRun(cycle, AT, AT, "ok", "", change, record=Record(tuple(entries)))


def condition(line: int, text: str, *values: tuple[str, str], event: str, frame: int = 1) -> Step:
    """A condition that was false, with the values of its names and their types."""
    names = text.split(" in ")
    shown = tuple(
        Shown(name, value, kind) for name, (value, kind) in zip(names, values, strict=True)
    )
    return Step(Line(FILE, line), TEST, text, "false", "", shown, (event,), frame=frame)


def scene(event: str, runs: Mapping[int, FetchRun], steps: Mapping[int, tuple[Step, ...]]) -> Scene:
    """A scene of fetches that were run again; their code did these steps."""
    traces = {cycle: Trace(cycle, found) for cycle, found in steps.items()}
    return Scene(event, {}, Identity("id", True, False), runs, {}, traces)
