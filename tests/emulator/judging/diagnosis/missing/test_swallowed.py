"""Errors that the code caught, and lost an event by."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.emulator.judging.diagnosis.scenes import AT, fetch, request
from tests.emulator.running.tracing.test_instrument import traced
from xfetch.emulator.judging.diagnosis.deciding import deciding_step
from xfetch.emulator.judging.diagnosis.missing.swallowed import swallowed
from xfetch.emulator.judging.diagnosis.scene import Scene
from xfetch.emulator.judging.identity import Identity
from xfetch.emulator.judging.verdict.passage import Passage
from xfetch.emulator.record.trace import Trace

ROWS = [{"id": f"A{number}", "level": level} for number, level in enumerate(("low", "odd", "low"))]
IDS = tuple(row["id"] for row in ROWS)
BUILD = """
LEVELS = {"low": 1}
def build(row):
    return {"rawJSON": row, "severity": LEVELS[row["level"]]}
out = []
"""
EACH = """
for row in rows:
    try:
        out.append(build(row))
    except KeyError as error:
        why = str(error)
"""
FALLBACK = """
for row in rows:
    try:
        level = LEVELS[row["level"]]
    except KeyError:
        level = 0
    if row["id"] != "A1":
        out.append({"rawJSON": row, "severity": level})
"""
AROUND = """
try:
    for row in rows:
        out.append(build(row))
except Exception as error:
    why = str(error)
"""
IN_A_HELPER = """
def safely(row):
    try:
        return build(row)
    except Exception:
        return None
out = [one for one in map(safely, rows) if one]
"""
BROKEN = """
for row in rows:
    if row["level"] == "odd":
        break
    out.append(build(row))
"""


def explained(
    text: str, event: str, created: tuple[str, ...], rows: list[dict[str, str]] = ROWS
) -> tuple[str, list[int]] | None:
    """Return the sentence and the lines of the cause, if an error that was caught lost the event."""
    steps = traced(BUILD + text, IDS, rows=rows)[1]
    run = fetch(1, request(1))
    incidents = tuple({"rawJSON": json.dumps({"id": one})} for one in created)
    object.__setattr__(run, "incidents", incidents)
    trace = Trace(1, tuple(steps))
    passage = Passage(1, AT, AT + timedelta(seconds=1), False, len(created), (), None, None)
    identity = Identity("id", True, False)
    scene = Scene(event, {}, identity, {1: run}, {1: passage}, {1: trace})
    cause = swallowed(scene, passage, None, deciding_step(trace, event, created), whole=False)
    return (cause.because, [one.line.number for one in cause.places]) if cause else None


@pytest.mark.parametrize("text", [EACH, IN_A_HELPER], ids=["loop", "helper"])
def test_an_error_about_the_event(text: str) -> None:
    found = explained(text, "A1", ("A0", "A2"))
    assert found is not None
    assert "got KeyError('odd') at event A1" in found[0]
    assert found[1][0] == 4
    assert explained(text, "A2", ("A0",)) is None


def test_an_error_that_ended_the_loop_lost_those_behind_it_too() -> None:
    found = explained(AROUND, "A2", ("A0",))
    assert found is not None
    assert "got KeyError('odd') before event A2 had its turn" in found[0]
    assert found[1] == [4, 10]
    own = explained(AROUND, "A1", ("A0",))
    assert own is not None
    assert "at event A1" in own[0]


def test_an_error_with_a_default_loses_nothing() -> None:
    rows = [dict(row, level="odd") for row in ROWS]
    assert explained(FALLBACK, "A1", ("A0", "A2"), rows) is None
    # It is the same error at the same lines where the event is lost by it.
    assert explained(EACH, "A1", (), rows) is not None


def test_a_loop_that_a_condition_ended_is_no_error() -> None:
    assert explained(BROKEN, "A2", ("A0",)) is None
