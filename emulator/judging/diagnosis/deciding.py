"""Finds the step of a trace at which the way of an event left that of events that were created."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ...record.trace import ASSIGN, CUT, LOOP, TEST, Step, Trace

# A variable or an attribute: it only passes a value on.
_NAMES_ONLY = re.compile(r"[A-Za-z_][\w.]*")
# A value this long is found by itself; a short number may be another one.
_TELLING_CHARS = 8


def deciding_step(trace: Trace, event: str, created: Collection[str]) -> Step | None:
    """Return the step that kept the event from being created; None where the trace does not show it.

    ``created`` are the ids of events that this fetch, or one like it, created. A condition decides if it
    came out for the event as for none of them. A cut or an early end of a loop decides if it left the event
    out. The last such step counts after which nothing else happens to the event.
    """
    outcomes = _outcomes(trace, created)
    candidates = [
        (number, step) for number, step in enumerate(trace.steps) if _decides(step, event, outcomes)
    ]
    last_seen = max((n for n, step in enumerate(trace.steps) if event in step.events), default=-1)
    if not candidates:
        return None
    # The event goes on if a later step still has it.
    final = next((item for item in candidates if item[0] >= last_seen), candidates[-1])
    number, step = _inner(candidates, final)
    return _of_loop(trace, number, step)


def _inner(candidates: list[tuple[int, Step]], final: tuple[int, Step]) -> tuple[int, Step]:
    """Return the condition inside a helper function that made the condition around its call come out so."""
    while final[1].kind == TEST and "(" in final[1].text:
        before = [item for item in candidates if item[0] < final[0]]
        if not before or before[-1][0] != final[0] - 1 or before[-1][1].frame == final[1].frame:
            break
        final = before[-1]
    return final


def last_assignment(trace: Trace, value: str, name: str = "") -> Step | None:
    """Return the last step that assigned this value, as text; prefer one to the target ``name``."""
    found = [step for step in _assignments(trace) if _same(step, value)]
    named = [step for step in found if step.outcome == name]
    chosen = named or found
    return chosen[-1] if chosen else None


def last_to(trace: Trace, name: str) -> Step | None:
    """Return the last assignment to a variable or under a key of this name."""
    return next((step for step in reversed(trace.steps) if _is_to(step, name)), None)


def _is_to(step: Step, name: str) -> bool:
    return step.kind == ASSIGN and step.outcome == name


def computed(trace: Trace, step: Step) -> Step:
    """Follow an assignment of a plain variable back to the line that computed its value.

    ``{"last_fetch": newest}`` leads to the last ``newest = ...`` before it, in the same function, that
    assigned this very value.
    """
    while _NAMES_ONLY.fullmatch(step.text):
        value, place = step.values[0].value, trace.steps.index(step)
        name = step.text.rpartition(".")[2]
        same = [one for one in _assignments(trace, place) if one.values[0].value == value]
        # An attribute may be set by another function; a variable only by its own.
        named = [
            one
            for one in same
            if one.outcome == name and ("." in step.text or one.frame == step.frame)
        ]
        if not named and len(value) > _TELLING_CHARS:
            # A function returned it: the value itself leads to the line.
            named = [one for one in same if not _NAMES_ONLY.fullmatch(one.text)]
        if not named:
            break
        step = named[-1]
    return step


def _assignments(trace: Trace, before: int | None = None) -> Iterator[Step]:
    return (step for step in trace.steps[:before] if step.kind == ASSIGN)


def _same(step: Step, value: str) -> bool:
    shown = step.values[0].value if step.values else ""
    return shown == value or shown.strip("'\"") == value


def _outcomes(trace: Trace, created: Collection[str]) -> dict[tuple[str, str], set[str]]:
    """How each condition came out for the events that were created, by line and text."""
    found: dict[tuple[str, str], set[str]] = {}
    wanted = set(created)
    for step in trace.steps:
        if step.kind == TEST and wanted.intersection(step.events):
            found.setdefault(_place(step), set()).add(step.outcome)
    return found


def _place(step: Step) -> tuple[str, str]:
    return str(step.line), step.text


def _decides(step: Step, event: str, outcomes: dict[tuple[str, str], set[str]]) -> bool:
    if step.kind in (CUT, LOOP):
        return event in step.lost
    if step.kind != TEST or event not in step.events:
        return False
    return step.outcome not in outcomes.get(_place(step), set())


def _of_loop(trace: Trace, number: int, step: Step) -> Step:
    """A loop that ended early was ended by the condition before it in the same function."""
    if step.kind != LOOP:
        return step
    for before in reversed(trace.steps[:number]):
        if before.kind == TEST and before.frame == step.frame:
            ends = before.then in ("break", "return", "raise") and before.outcome == "true"
            otherwise = before.then.startswith("else ") and before.outcome == "false"
            return before if ends or otherwise else step
    return step
