"""What ``xfetch init`` writes."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from ..recording.read_recording import read_recording
from ..request.request import Request
from ..request.target import target_of
from ..running.prepare import prepare
from .from_recording import recorded_draft
from .starter_file import starter_lines
from .watched import watch, watched_draft


@dataclass(frozen=True)
class Starter:
    """``text`` of the scenario, and of the file of ``events`` beside it where there is one; ``summary``
    says in a line what was seen."""

    text: str
    events: str
    summary: str


def events_beside(file: Path) -> Path:
    """Where a scenario's events lie that are too many to stand in it."""
    return file.with_name(f"{file.stem}.events.jsonl")


def starter(request: Request, file: Path, recording: Path | None = None) -> Starter:
    """A scenario that will lie at ``file``: from what the integration asks, or from real answers.

    Raises what reading, preparing and running raise: UsageError, LoadError.
    """
    request = replace(request, target=target_of(request.target))
    ready = prepare(request)
    code, scenario = ready.integration.text, ready.bench.scenario
    if recording is None:
        draft = watched_draft(watch(request, code), scenario)
    else:
        read = read_recording(recording)
        draft = recorded_draft(read, scenario, code, events_beside(file).name)
    place = os.path.relpath(request.target.resolve(), file.resolve().parent)
    parameters = (ready.integration.manifest.parameters, ready.parameters)
    lines = starter_lines(place, ready.integration.file, parameters, draft)
    text = ready.mask.text("".join(f"{line}\n" for line in lines))
    seen = ", ".join(f"{one.method} {one.path}" for _, one in draft.routes) or "no request"
    summary = ready.mask.text(f"{seen}; {draft.found}")
    return Starter(text, ready.mask.text(draft.beside), summary)
