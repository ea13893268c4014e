"""Words for what a trace or a record shows, for the sentences of causes."""

from __future__ import annotations

import re

from ...excerpt import excerpt
from ...record.fetch_run import FetchRun
from ...record.trace import Step
from ..verdict.refused import place_of
from .scene import Scene

_LOG_CHARS = 80
_SOMETHING = "something failed in between"
_QUOTED = re.compile(r"'([^']*)'")


def refusal(scene: Scene, cycle: int) -> str:
    """Return which request of the fetch failed, and how: ``GET /reports/7 failed (status 500)``."""
    place = scene.refused(cycle)
    for exchange in scene.runs[cycle].record.exchanges:
        if place is not None and (exchange.failure or (exchange.status or 0) >= 400):
            return f"{place_of(exchange)} failed ({place.text})"
    return "a request for it failed"


def logged(run: FetchRun) -> str:
    """Return what the fetch logged last as an error; else that something failed."""
    logs = [one.message for one in run.record.logs if one.level == "error"]
    return f"it logged {excerpt(' '.join(logs[-1].split()), _LOG_CHARS)!r}" if logs else _SOMETHING


def other_spelling(step: Step) -> str:
    """Return words for a text that a condition looked for, and that it would have found in another
    spelling; empty where there is none.
    """
    for one in step.values:
        if one.type != "str":
            continue
        own = one.value.strip("'\"")
        for other in step.values:
            for text in _QUOTED.findall(other.value) if other is not one else ():
                if text.lower() == own.lower() and text != own:
                    return f"; {text!r} differs from it only in capital letters"
                if _letters(text) == _letters(own) != "" and text != own:
                    return f"; {text!r} differs from it only in spelling"
    return ""


def _letters(text: str) -> str:
    return "".join(one for one in text.lower() if one.isalnum())
