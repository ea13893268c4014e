"""Finds a saved position that the code never reads: each fetch asks as one without a last run does. It then
creates the same events again, or misses those that a limit cuts off.
"""

from __future__ import annotations

from datetime import timedelta

from ....record.json_path import text_of
from ....record.times import as_instant
from ....record.trace import SENT, TEST, Trace, shown_instant
from ...cause import DECIDED, Cause, Place, present
from ...value_words import time_words
from ...verdict.asked import Asked
from ...verdict.last_run_cursor import state_values
from ...verdict.passage import Passage
from ..scene import Scene, mentions, near

# Requests before it may delay the one that asks; a saved position moves a window by more.
_DELAY = timedelta(seconds=5)
# A shorter value may stand in a trace by chance, or be a flag.
_TELLING_CHARS = 8


def position_unread(scene: Scene, cycle: int, first: Passage | None) -> Cause | None:
    """Return the cause where a fetch got a last run and used no value of it: it asked from as long before its
    own time as ``first``, a fetch without a last run. None where that is not so, or where no trace shows it.
    """
    run, passage, trace = scene.runs[cycle], scene.passages[cycle], scene.trace(cycle)
    call = next(iter(run.record.named("getLastRun")), None)
    # Code that never gets its last run has a window of its own.
    if call is None or trace is None or trace.cut or first is None or first.cycle >= cycle:
        return None
    before = text_of(run.last_run.before)
    saved = {key: str(value) for key, value in state_values(run.last_run.before)}
    # Ids are compared, and not read as a position; a text may hold a whole state.
    if "[" in before or '"{' in before or not any(map(_tells, saved.values())):
        return None
    asked = _asked_alike(passage, first)
    if asked is None or any(mentions(before, one) for one in scene.truth):
        return None
    if any(mentions(one.whole, value) for one in passage.asks for value in saved.values()):
        return None
    if any(_is_used(trace, asked, value) for value in saved.values()):
        return None
    key, value = next((key, value) for key, value in saved.items() if _tells(value))
    read = Place(DECIDED, call.line, call.name, cycle=cycle) if call.line else None
    start = asked.window.start if asked.window is not None else asked.at
    return Cause(
        "own-state-unreadable",
        f"cycle {cycle} got `{key}` = {value!r} in its last run, and no line used it; it asked from"
        f" {time_words(start, asked.at)}, as long before its own time as cycle {first.cycle}",
        present((read, scene.asked(cycle, asked))),
        when="always",
    )


def _tells(value: str) -> bool:
    return len(value) > _TELLING_CHARS


def _asked_alike(passage: Passage, first: Passage) -> Asked | None:
    """Return a request of a fetch that asked a list from as long before its own time as the first one did;
    None without one.
    """
    for asked in passage.asks:
        for one in first.asks:
            if asked.window is None or one.window is None or asked.path != one.path:
                continue
            if near(asked.window.start - asked.at + one.at, one.window.start, _DELAY):
                return asked
    return None


def _is_used(trace: Trace, asked: Asked, value: str) -> bool:
    """Whether a step of the code holds a saved value, as it stands or as a time. After the request only
    conditions count: an event of the answer may have that time, and is then the new position.
    """
    instant = as_instant(int(value) if value.isdecimal() else value)
    sent = str(asked.sent.seq)
    answered = False
    for step in trace.steps:
        answered = answered or (step.kind == SENT and step.outcome == sent)
        for one in step.values if not answered or step.kind == TEST else ():
            shown = shown_instant(one.value) if instant is not None else None
            same = shown is not None and instant is not None and near(shown, instant)
            if same or one.value.strip("'\"") == value:
                return True
    return False
