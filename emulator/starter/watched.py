"""Runs an integration against guessed APIs of its product, and drafts a scenario from the best run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..emulate import emulate_whole, prepare
from ..judging.outcome import Outcome
from ..record.entries import Exchange, Json
from ..record.fetch_run import FetchRun
from ..request.request import Request
from ..settings.settings import RunSettings
from ..timeline.timeline import parse_timeline
from .code_keys import keys_of, list_keys, severity_words, token_keys
from .endpoint import Endpoint, endpoints_of
from .guessed_api import Envelope, api_of, event_shape, route_of, time_format
from .starter_file import Draft

_CYCLES = 3
_FIRST_ID, _COUNT = 1001, 12
_IDS = frozenset(str(_FIRST_ID + number) for number in range(_COUNT))
_ZERO = ("total", "count", "size", "offset", "page")


def events_for(text: str) -> dict[str, Json]:
    """Build the section ``events`` of a scenario for an integration with this code."""
    fields: Json = {
        "name": "{title} on {host}",
        "title": "{title}",
        "severity": {"choice": list(severity_words(text))},
        "description": "{sentence}",
    }
    source: Json = {"count": _COUNT, "every": "20s", "first": _FIRST_ID, "fields": fields}
    return {"generate": source}


@dataclass(frozen=True)
class Watched:
    """What was learned by running an integration against guessed APIs.

    ``endpoints`` are in the order of their first call. The best run used ``envelope``, created ``created``
    incidents and had ``ok`` successful cycles; ``failure`` is why its last cycle failed. ``events`` is the
    scenario's section of that name.
    """

    events: Mapping[str, Json]
    keys: tuple[str, ...]
    endpoints: tuple[Endpoint, ...]
    envelope: Envelope
    created: int
    ok: int
    failure: str
    outcome: Outcome


def watch(request: Request, text: str) -> Watched:
    """Run the integration first without events, then with events in each likely form of an answer.

    Stops at the first run that creates incidents. ``text`` is the integration's code. Raises LoadError if the
    integration cannot run at all.
    """
    keys = keys_of(text)
    seen: dict[tuple[str, str], Endpoint] = {}
    best: Watched | None = None
    events = events_for(text)
    request = replace(
        request, product=replace(request.product, timeline=parse_timeline(events, Path()))
    )
    for api in _empty_apis(keys):
        _run(request, api, seen)
    written = next((one.written for one in seen.values() if one.written), "")
    for envelope in _envelopes(keys, time_format(written)):
        one = replace(_tried(request, keys, envelope, seen), events=events)
        if best is None or (one.created, one.ok) > (best.created, best.ok):
            best = one
        if one.created:
            break
    assert best is not None
    return replace(best, endpoints=tuple(seen.values()))


def _tried(
    request: Request,
    keys: tuple[str, ...],
    envelope: Envelope,
    seen: dict[tuple[str, str], Endpoint],
) -> Watched:
    """Run the integration with one form of answers; run it again if the first run called new endpoints."""
    for _ in range(2):
        before = len(seen)
        outcome = _run(request, api_of(seen.values(), keys, envelope), seen)
        if len(seen) == before:
            break
    runs = list(outcome.runs)
    created = sum(len(run.incidents) for run in runs)
    ok = sum(run.status == "ok" for run in runs)
    return Watched({}, keys, (), envelope, created, ok, _failure(runs), outcome)


def _failure(runs: list[FetchRun]) -> str:
    return runs[-1].failure.message if runs and runs[-1].failure else ""


def _run(
    request: Request, api: Mapping[str, Json], seen: dict[tuple[str, str], Endpoint]
) -> Outcome:
    scenario = replace(request.scenario, cycles=_CYCLES)
    outcome = emulate_whole(
        prepare(replace(request, scenario=scenario, product=replace(request.product, api=api)))
    )
    found = endpoints_of(tuple(_exchanges(outcome)), scenario.start, _IDS)
    for place, endpoint in found.items():
        known = seen.get(place)
        if known is None or (endpoint.start and not known.start):
            seen[place] = endpoint
    return outcome


def _exchanges(outcome: Outcome) -> Iterator[Exchange]:
    for run in outcome.runs:
        yield from run.record.exchanges


def _empty_apis(keys: tuple[str, ...]) -> Iterator[Mapping[str, Json]]:
    """Yield sections ``api`` that answer every request without events, and with a token for logins."""
    tokens = dict.fromkeys(token_keys(keys), "xfetch-guessed-token")
    named: dict[str, Json] = {
        key: 0 if key.lower() in _ZERO else [] for key in keys if not key.startswith("_")
    }
    times = {"expires_in": 3600}
    bodies: tuple[Json, ...] = ({**named, **tokens, **times}, {**tokens, **times}, [])
    for body in bodies:
        yield {"routes": [{"any": "/{rest...}", "answer": {"json": body}}]}


def _envelopes(keys: tuple[str, ...], written: str) -> Iterator[Envelope]:
    for style in dict.fromkeys((written, "iso")):
        yield from (Envelope(key, style) for key in list_keys(keys))


def watched_draft(watched: Watched, scenario: RunSettings) -> Draft:
    """Draft a scenario from the endpoints that the integration called and the form of answers that worked
    best.
    """
    keys, envelope = watched.keys, watched.envelope
    return Draft(
        found=_found(watched),
        scenario=scenario,
        events=watched.events,
        event=event_shape(keys, envelope),
        routes=tuple((route_of(one, keys, envelope), one) for one in watched.endpoints),
    )


def _found(watched: Watched) -> str:
    """Say in one line how many incidents the best run created, or why it failed."""
    if watched.created:
        return f"{len(watched.outcome.runs)} cycles created {watched.created} incidents"
    failure = watched.failure.splitlines()[0][:120] if watched.failure else ""
    why = f" (the last cycle failed: {failure})" if failure else ""
    return f"no incident was created yet{why}; correct the answers below"
