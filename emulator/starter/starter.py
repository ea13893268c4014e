"""Build the scenario that ``xfetch init`` writes: by running the integration, or from a recording."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..integration.code_facts import code_facts
from ..recording.debug_log import is_debug_log, read_debug_log
from ..recording.read_recording import read_recording
from ..request.request import Request
from ..request.target import target_of
from ..running.prepare import Prepared, prepare
from .first_timeline import limit_of, smaller_limit, with_first_timeline
from .from_log import log_lines, with_log
from .from_recording import recorded_draft
from .guessed_draft import with_guesses
from .kept.confirmed import keep_confirmed, kept_params
from .lacking import first_error, lacking_words
from .starter_file import starter_lines
from .watched import watch, watched_draft
from .watching.login_first import first_command
from .watching.real_answers import answers_for_real, real_answers


@dataclass(frozen=True)
class Starter:
    """The text of a new scenario file, and of a separate file with its events (empty without one).

    ``summary`` says in one line which requests and events were found. ``lacking`` says what the user must
    edit; it is empty if incidents were created and no cycle failed. ``created`` says whether incidents were
    created, ``cut_short`` that time ran out before everything was tried.
    """

    text: str
    events: str
    summary: str
    lacking: str = ""
    created: bool = True
    cut_short: bool = False


# The schema itself is printed by ``xfetch schema``: no public address has it.
SCHEMA_LINES = (
    "# yaml-language-server: $schema=xfetch.schema.json",
    "# An editor completes and checks the keys after: xfetch schema scenario > xfetch.schema.json",
)


def _modules(ready: Prepared) -> Callable[[str], str]:
    """Return a function that returns the source of an ApiModule in the content checkout; an empty text for
    any other module.
    """

    def read(name: str) -> str:
        checkout = ready.plan.checkout
        path = checkout.module(name) if checkout and "ApiModule" in name else None
        return path.read_text(encoding="utf-8-sig") if path is not None else ""

    return read


def events_beside(file: Path) -> Path:
    """Return the path of the separate file for a scenario's events, used if they are too many for the
    scenario.
    """
    return file.with_name(f"{file.stem}.events.jsonl")


def starter(
    request: Request,
    file: Path,
    recording: Path | None = None,
    say: Callable[[str], None] = lambda text: None,
    before: Sequence[str] = (),
    longest_s: float | None = None,
    began: Sequence[float] | None = None,
) -> Starter:
    """Build the scenario that ``xfetch init`` writes to ``file``, by running the integration or from a
    recording. The log of a debug run has no answers: its parameters and its time are used to run the
    integration.

    If the Request names a vendor file or the real network, the integration runs against that, and its answers
    are used like a recording. ``before`` are commands that run before the first fetch, such as
    ``!acme-auth-start``; the scenario begins with the state that they leave. ``longest_s`` limits the real
    time of these runs, counted from ``began``, a result of ``os.times()``; when the limit is reached, what is
    known by then is written. Raises UsageError and LoadError if the integration or the recording cannot be
    read or run, and UsageError for a command that is unknown or leaves no state.
    """
    request = replace(request, target=target_of(request.target))
    ready = prepare(request)
    log = read_debug_log(recording) if recording is not None and is_debug_log(recording) else None
    if log is not None and recording is not None:
        request = with_log(request, log, ready.integration.manifest, recording)
        ready = prepare(request)
    code, scenario = ready.integration.text, ready.scenario
    # The command that the integration has: what the code awaits from the product depends on it.
    request = replace(request, scenario=replace(request.scenario, command=scenario.command))
    parameters = ready.parameters
    first = [first_command(text, ready.integration.manifest) for text in before]
    answered = read_recording(recording) if recording is not None and log is None else None
    if answered is None and answers_for_real(request):
        answered = real_answers(request, say)
    if answered is None:
        watched = watch(request, ready.integration, _modules(ready), say, first, longest_s, began)
        parameters = prepare(watched.best.request).parameters
        draft = watched_draft(watched, scenario)
    else:
        draft = recorded_draft(answered, scenario, code, events_beside(file).name)
    draft = with_guesses(draft, ready.integration.file, code)
    declared = ready.integration.manifest.parameters
    if answered is None:
        endpoints = [endpoint for _, endpoint in draft.routes]
        logged = log.params if log is not None else {}
        small = smaller_limit(declared, parameters, endpoints)
        small = {name: value for name, value in small.items() if name not in logged}
        parameters = replace(parameters, values={**parameters.values, **small})
        limit = 0 if small else max(map(limit_of, endpoints), default=0)
        zoned = bool(code_facts(code, ()).get("local_times"))
        draft = with_first_timeline(draft, limit, zoned=zoned)
    draft = keep_confirmed(draft, file)
    old = {k: v for k, v in kept_params(file).items() if k not in request.instance.params}
    parameters = replace(parameters, values={**parameters.values, **old})
    place = os.path.relpath(request.target.resolve(), file.resolve().parent)
    told: tuple[str, ...] = ()
    if log is not None and recording is not None:
        told = tuple(log_lines(log, recording, [one for _, one in draft.routes]))
    lines = [
        *SCHEMA_LINES,
        *told,
        *starter_lines(place, ready.integration.file, (declared, parameters), draft),
    ]
    text = ready.mask.text("".join(f"{line}\n" for line in lines))
    seen = ", ".join(f"{one.method} {one.path}" for _, one in draft.routes) or "no request"
    summary = ready.mask.text(f"{seen}; {draft.found}")
    lacking = ""
    best = watched.best if answered is None else None
    if best is not None and not (best.created and best.ok == len(best.runs)):
        who = f"{len(best.runs) - best.ok} of {len(best.runs)} cycles" if best.ok else "each cycle"
        place = ready.integration.file
        error = first_error(best.runs)
        lacking = lacking_words(best.failure, best.asked, code, place, str(file), lines, who, error)
    if best is not None and best.sent and not best.created:
        lacking = f"{who} failed after it had sent its incidents: no answer is the reason"
    lacking, created = ready.mask.text(lacking), best is None or best.shows_events
    cut_short = answered is None and watched.cut_short
    return Starter(text, ready.mask.text(draft.beside), summary, lacking, created, cut_short)
