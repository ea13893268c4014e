"""Writes a starter scenario for ``xfetch init``."""

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
    """The text of a scenario, and of the file of events beside it (empty without one).

    ``summary`` says in one line what was found.
    """

    text: str
    events: str
    summary: str


def events_beside(file: Path) -> Path:
    """Return the path of the file for events that are too many for the scenario."""
    return file.with_name(f"{file.stem}.events.jsonl")


def starter(request: Request, file: Path, recording: Path | None = None) -> Starter:
    """Write a scenario for ``file``, from running the integration or from a recording.

    Raises UsageError and LoadError as reading, preparing and running do.
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
