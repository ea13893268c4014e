"""Finds lines in the trace of a fetch: those that led to a request, and those that computed a value.

The way to a request is the list of statements on the call stack when it was sent, the innermost first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import takewhile

from ...record.entries import Exchange, Line
from ...record.trace import (
    ASSIGN,
    CAUGHT,
    JOIN,
    READ,
    SENT,
    TEST,
    TO_CALLER,
    TO_KEY,
    Spot,
    Step,
    Trace,
    shown_instant,
)
from ..window.sent_values import sent_values
from .answers import PAGE_NAME
from .deciding import WRITES

# A call of the whole fetch: what it calls is no helper of the fetch, but the fetch.
_WHOLE_FETCH = re.compile(r"(?:^|\W)\w*(?:main|fetch|command|run)\w*\(", re.I)
_ORDER_KEY = re.compile(r"sort|order|direction", re.I)
_NAMES_ONLY = re.compile(r"[A-Za-z_][\w.]*")
_READ_STATE = re.compile(r"get(LastRun|IntegrationContext|_last_run|_integration_context)\w*\(")


def way_to(trace: Trace | None, seq: int) -> tuple[Spot, ...]:
    """Return the way to a request or call: the statements on the call stack when it was sent, the
    innermost first. ``seq`` is its number in the record.
    """
    step = _sent(trace, seq)
    return step.way if step is not None else ()


def way_over(trace: Trace, line: Line) -> tuple[Spot, ...]:
    """Return the way to the first request or call that this line sent: the statements on the call stack,
    the innermost first.
    """
    sent = (one for one in trace.steps if one.kind == SENT and one.line == line)
    return next((one.way for one in sent), ())


def caller(way: tuple[Spot, ...], path: str = "") -> Spot | None:
    """Return the statement that decides what is requested: the one that called the helper function which
    sends requests. Without a helper it is the statement that sent the request.

    A helper may call another one: of these statements it is the innermost that writes the last part of the
    URL ``path``, as ``get("/v1/alerts", since=since)`` does. Where none does, it is the innermost.
    """
    callers = list(takewhile(lambda one: not _WHOLE_FETCH.search(one.text), way[1:]))
    name = path.rstrip("/").rpartition("/")[2]
    written = re.compile(rf"[\"'/]{re.escape(name)}[\"'/?]")
    named = (one for one in callers if name and written.search(one.text))
    return next(named, next(iter(callers or way), None))


def ordering(way: tuple[Spot, ...], exchange: Exchange | None) -> Spot | None:
    """Return the innermost statement on the way to a request that contains the sort order which the
    request asks for; None without one.
    """
    for sent in sent_values(exchange) if exchange is not None else ():
        if _ORDER_KEY.search(sent.key):
            return next((one for one in way if str(sent.value) in one.text), None)
    return None


def common(way: tuple[Spot, ...], other: tuple[Spot, ...]) -> Spot | None:
    """Return the innermost statement of ``way`` whose function also occurs on the way ``other``; None
    without one.
    """
    functions = {one.function for one in other}
    return next((one for one in way if one.function in functions), None)


def paging(way: tuple[Spot, ...], exchange: Exchange | None) -> Spot | None:
    """Return the innermost statement on the way to a request that names the parameter with which the request
    asks for a page, with a number: ``page=1``. None without one.
    """
    for sent in sent_values(exchange) if exchange is not None else ():
        name = sent.key.rpartition(".")[2]
        if PAGE_NAME.search(name):
            literal = re.compile(rf"\b{re.escape(name)}\b[\"']?\s*[=:]\s*\d")
            return next((one for one in way if literal.search(one.text)), None)
    return None


def looped(way: tuple[Spot, ...]) -> Spot | None:
    """Return the innermost statement of a way that is in a loop; None without one. For a ``while`` loop
    return the ``while`` itself, because its condition decides how often it runs.
    """
    for spot in way:
        if spot.loop is not None and spot.loop_text.startswith("while"):
            return Spot(spot.loop, spot.loop_text, spot.function)
        if spot.loop is not None:
            return spot
    return None


def read_from(trace: Trace | None, seq: int, ids: Collection[str]) -> Step | None:
    """Return the step that took a list of these events (``ids``) out of the answer to a request; None
    without one. ``seq`` is the request's number in the record.
    """
    steps = _after(trace, seq)
    return next((s for s in steps if s.kind == READ and ids and set(ids) >= set(s.events)), None)


def state_made(trace: Trace | None, seq: int) -> Step | None:
    """Return the step that assigned the object which a call then saved, such as ``next_run`` for
    ``setLastRun(next_run)``. ``seq`` is the call's number in the record.
    """
    saved = _sent(trace, seq)
    if trace is None or saved is None:
        return None
    names = set(re.findall(r"\w+", saved.text))
    found = [
        one
        for one in trace.steps[: trace.steps.index(saved)]
        if one.kind == ASSIGN
        and one.values[0].type == "dict"
        and one.outcome in names
        # A state that was read and changed in place was made by none of these lines.
        and not _READ_STATE.search(one.text)
        # What stands under a key is a part of the state only.
        and (one.then != TO_KEY and (one.text[0] != "{" or f"({one.outcome})" in saved.text))
    ]
    return found[-1] if found else None


def joined(trace: Trace | None, event: str) -> Step | None:
    """Return the step that made a list in which the event occurs twice; None without one."""
    steps = trace.steps if trace is not None else ()
    return next((one for one in steps if one.kind == JOIN and event in one.events), None)


def kept_out(trace: Trace | None, event: str, others: Collection[str]) -> Step | None:
    """Return the last condition whose result for the event differs from its results for all the
    ``others``; None without one.
    """
    steps = [s for s in trace.steps if s.kind == TEST] if trace is not None else []
    found = None
    for step in steps:
        if event in step.events:
            same = (s for s in steps if (s.line, s.text) == (step.line, step.text))
            came = {s.outcome for s in same if set(others).intersection(s.events)}
            if came and step.outcome not in came:
                found = step
    return found


def made(trace: Trace | None, value: str | datetime, *, returned: bool = False) -> Step | None:
    """Return the first step that computed a value; with ``returned`` the first one whose value a function
    returned. None without one.
    """
    steps = _computing(trace, value, 0)
    return next((one for one in steps if not returned or one.then == TO_CALLER), None)


def cut_to(trace: Trace | None, instant: datetime) -> Step | None:
    """Return the first step that computed exactly this time, which is one without a fraction of a second: the
    line that cut the fraction off. None without one.
    """
    for step in _computing(trace, instant, 0):
        shown = shown_instant(step.values[0].value)
        if shown == instant:
            return step
    return None


def made_before(trace: Trace | None, value: str | datetime, seq: int) -> Step | None:
    """Return the last step before a request that computed a value which the request contains; None without
    one. ``seq`` is the request's number in the record.
    """
    if trace is None:
        return None
    sent = _sent(trace, seq)
    if sent is None:
        return None
    found = list(_computing(trace, value, trace.steps.index(sent)))
    # An incident that is built has the same times under its keys.
    named = [one for one in found if one.then != TO_KEY] or found
    if isinstance(value, datetime):
        # A line that only writes a time in another form has not chosen it.
        named = [one for one in named if not WRITES.fullmatch(one.text)] or named
    return named[-1] if named else None


def assigned_before(trace: Trace | None, seq: int) -> list[Step]:
    """Return the assignments before a request; ``seq`` is its number in the record."""
    sent = _sent(trace, seq)
    steps = trace.steps[: trace.steps.index(sent)] if trace is not None and sent else ()
    return [one for one in steps if one.kind == ASSIGN]


def listed(trace: Trace | None, value: str) -> Step | None:
    """Return the last step that assigned a list which contains this value; None without one."""
    steps = trace.steps if trace is not None else ()
    found = [
        one
        for one in steps
        if one.kind == ASSIGN and one.values[0].type == "list" and value in one.values[0].value
    ]
    return found[-1] if found else None


def _computing(trace: Trace | None, value: str | datetime, end: int) -> Iterator[Step]:
    steps = trace.steps if trace is not None else ()
    for step in steps[:end] if end else steps:
        if (
            step.kind == ASSIGN
            and not _NAMES_ONLY.fullmatch(step.text)
            and is_value(step.values[0].value, value)
        ):
            yield step


def is_value(shown: str, value: str | datetime) -> bool:
    """Whether the text of a value in a trace stands for this text or time."""
    if isinstance(value, str):
        return shown.strip("'\"") == value
    instant = shown_instant(shown)
    return instant is not None and same_second(instant, value)


def _sent(trace: Trace | None, seq: int) -> Step | None:
    steps = trace.steps if trace is not None else ()
    return next((one for one in steps if one.kind == SENT and one.outcome == str(seq)), None)


def _after(trace: Trace | None, seq: int) -> tuple[Step, ...]:
    sent = _sent(trace, seq)
    return trace.steps[trace.steps.index(sent) :] if trace is not None and sent else ()


def same_second(one: datetime, other: datetime) -> bool:
    """Whether two times fall into the same second."""
    return one.replace(microsecond=0) == other.replace(microsecond=0)


def caught_after(trace: Trace | None, seq: int) -> Step | None:
    """Return the first exception that the code caught after a request or call; None without one. ``seq`` is
    the number of the request or call in the record.
    """
    return next((one for one in _after(trace, seq) if one.kind == CAUGHT), None)


def ended_by(trace: Trace | None) -> Step | None:
    """Return the first condition after the fetch's last request that ended a loop or a function; None without
    one.

    A condition also counts if the request was sent inside an expression such as ``get_a() or get_b()``, and
    the condition kept the rest of the expression from being evaluated.
    """
    found: Step | None = None
    way: tuple[Spot, ...] = ()
    for step in trace.steps if trace is not None else ():
        if step.kind == SENT and not step.text.startswith("demisto."):
            found, way = None, step.way
        elif step.kind == TEST and step.outcome == "true":
            ends = step.then in ("return", "break")
            takes = step.then in ("first", "or") and any(step.text in one.text for one in way)
            found = found or (step if ends or takes else None)
    return found
