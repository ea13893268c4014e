"""Finds why an event that changed after it was created was created again."""

from __future__ import annotations

import re
from dataclasses import replace

from ...record.json_path import text_of
from ...record.trace import TEST, Shown, Step
from ..cause import ASKED, GUARD, Cause, Place, present
from ..verdict.asked import Asked
from ..window.sent_values import sent_values
from .guards import is_collection
from .lines import made_before
from .scene import Scene, mentions

_WHEN = "an event changes after it was created"
_MARKS = re.compile(r"[\s'\"(),\[\]]+")


def changed(
    scene: Scene, first: int, again: int, asked: Asked | None, places: tuple[Place, ...]
) -> Cause:
    """Return the cause where the request filters by the time of the change, and nothing remembers ids."""
    return Cause(
        "update-moves-position",
        f"event {scene.id} changed after cycle {first} had created it; the request filters by the time of"
        f" the change, cycle {again} got it again, and nothing remembers the ids",
        present((_filter(scene, again, asked), *places)),
        when=_WHEN,
    )


def changing_key(scene: Scene, first: int, again: int, places: tuple[Place, ...]) -> Cause | None:
    """Return the cause where the code remembers more of an event than its id, and what it remembers changed
    with the event. None where that is not so.
    """
    trace, saved = scene.trace(again), text_of(scene.runs[first].last_run.after)
    for step in trace.steps if trace is not None else ():
        own = _key_of(step, scene.id)
        # The same text, had it been saved, would not have changed.
        if own is None or _bare(own.value) in _bare(saved):
            continue
        return Cause(
            "update-moves-position",
            f"`{step.text}`: {own.name} is {own.value}, which changed with event {scene.id} after cycle"
            f" {first} had created it",
            present((Place.of(GUARD, step, again), *places)),
            when=_WHEN,
        )
    return None


def _key_of(step: Step, identifier: str) -> Shown | None:
    """Return what a condition looks for in a collection, if that is the event's id and more; else None."""
    if step.kind != TEST or identifier not in step.events or len(step.values) != 2:
        return None
    own, held = step.values
    keyed = own.type in ("str", "tuple") and own.value.strip("'\"") != identifier
    if " in " not in step.text or not is_collection(held):
        return None
    return own if keyed and mentions(own.value, identifier) else None


def _bare(text: str) -> str:
    """Return a text without blanks, quotes and brackets: a saved tuple comes back as a list."""
    return _MARKS.sub("", text)


def _filter(scene: Scene, cycle: int, asked: Asked | None) -> Place | None:
    """Return the line that built the filter of a request: a query text that contains the time. Where the
    time itself is sent, return the line that decides what is requested.
    """
    window = asked.window if asked is not None else None
    if asked is None or window is None:
        return scene.asked(cycle, asked)
    for sent in sent_values(asked.sent):
        text = str(sent.value)
        if window.text in text and text != window.text:
            step = made_before(scene.trace(cycle), text, asked.sent.seq)
            if step is not None:
                return replace(Place.of(ASKED, step, cycle), text=asked.words)
    return scene.asked(cycle, asked)
