"""Runs an integration against a guessed API of its product, learns from each failure, and guesses again."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from os import times
from pathlib import Path

from ..emulate import emulate_whole, prepare
from ..integration.manifest import Manifest
from ..integration.source import Integration
from ..judging.outcome import Outcome
from ..record.entries import Exchange, Json
from ..record.fetch_run import Failure, FetchRun
from ..request.request import Request
from ..running.process.children import Children
from ..settings.settings import RunSettings
from ..timeline.timeline import parse_timeline
from .code_keys import keys_of, list_keys, severity_words, token_keys
from .code_reading.reader import awaited_in
from .cursor import cursors_in, offered
from .demanded import demanded
from .endpoint import Endpoint, endpoints_of
from .evidence.evidence import evidence_of
from .guess import COUNT, FIRST_ID, Guess, Made, ids_like, made_of
from .guessed_api import Envelope, time_format
from .lessons import Cause, better
from .starter_file import Draft

_CYCLES = 3
_MOST_RUNS = 20
# Of processor time, so that a busy machine does not change what is found; and of real time, for waiting.
_LONGEST_S, _LONGEST_REAL_S = 15.0, 30.0
# How many other forms of answers are tried where the code tells of one.
_FEW = 4
# Made-up answers may keep an integration asking for more pages without an end.
_REAL_TIMEOUT_S = 6.0
# Ends a fetch that asks for more and more after some 75 requests, and is within a client's own limit.
_SLOW_S = 4.0
_ZERO = ("total", "count", "size", "offset", "page")


def events_for(text: str, made: Made) -> dict[str, Json]:
    """Build the section ``events`` of a scenario for an integration with this code.

    ``made`` is the guessed API. Its events have the usual fields too, unless the pack's tests show the
    product's own ones.
    """
    fields = made.fields
    usual: dict[str, Json] = {
        "name": "{title} on {host}",
        "title": "{title}",
        "severity": {"choice": list(severity_words(text))},
        "description": "{sentence}",
    }
    # A title says nothing about a severity.
    told = {
        name: value for name, value in fields.items() if value != "{title}" or name not in usual
    }
    whole = {**usual, **told}
    if made.shows_events and fields:
        # What is guessed beside the product's own fields may insert a title.
        needed = {"title": usual["title"]} if "@title" in str(made.event) else {}
        whole = {**needed, **fields}
    ids: dict[str, Json] = {} if made.id == "{n}" else {"id": made.id}
    generate = {"count": COUNT, "every": "20s", **ids, "first": FIRST_ID, "fields": whole}
    return {"generate": generate}


@dataclass(frozen=True)
class Tried:
    """One run of the integration against a guess: what it created, how many cycles ended well, and why not.

    ``request`` is what was run, with the parameters that were filled in.
    """

    guess: Guess
    request: Request
    created: int
    ok: int
    runs: tuple[FetchRun, ...]
    failure: Failure | None
    asked: int
    called: frozenset[tuple[str, str]]

    @property
    def rank(self) -> tuple[bool, bool, bool, int, bool, int, int]:
        by_code = bool(self.guess.awaited)
        shown = self.guess.evidence is not None
        came, asked = self.created > 0, min(self.asked, 1)
        # Without its cursor a product shows its first page again and again.
        return came, shown, by_code, self.ok, bool(self.guess.cursors), self.created, asked


@dataclass(frozen=True)
class Watched:
    """What was learned: the best try, and the endpoints in the order of their first call."""

    best: Tried
    endpoints: tuple[Endpoint, ...]
    text: str

    @property
    def made(self) -> Made:
        return made_of(self.endpoints, self.best.guess)


@dataclass
class _Watch:
    """The tries so far. ``say`` is told of each before it begins. One child of ``children`` runs them all."""

    request: Request
    text: str
    manifest: Manifest
    say: Callable[[str], None]
    children: Children
    seen: dict[tuple[str, str], Endpoint] = field(default_factory=dict)
    tries: list[Tried] = field(default_factory=list)
    began: Sequence[float] = field(default_factory=times)

    @property
    def may_go_on(self) -> bool:
        now = times()
        in_time = sum(now[:4]) - sum(self.began[:4]) < _LONGEST_S
        return in_time and now[4] - self.began[4] < _LONGEST_REAL_S and len(self.tries) < _MOST_RUNS

    @property
    def best(self) -> Tried:
        # Of equal ones the last knows most.
        return max(reversed(self.tries), key=lambda one: one.rank)

    def run(self, guess: Guess) -> Tried:
        """Run three cycles against a guess; endpoints that are called for the first time are kept."""
        made = made_of(tuple(self.seen.values()), guess)
        rest: Json = {"any": "/{rest...}", "answer": {"json": _empty(guess.keys)}}
        api: dict[str, Json] = {"event": made.event, "routes": [*made.routes, rest]}
        timeline = parse_timeline(events_for(self.text, made), Path())
        product = replace(self.request.product, api=api, timeline=timeline)
        scenario = replace(self.request.scenario, cycles=_CYCLES)
        isolation = replace(self.request.isolation, real_timeout_s=_REAL_TIMEOUT_S)
        self.say(f"run {len(self.tries) + 1}")
        outcome = emulate_whole(
            prepare(replace(self.request, scenario=scenario, product=product, isolation=isolation)),
            self.children,
            traced=False,
        )
        asked, called = self._see(outcome, scenario, ids_like(made.id))
        runs = tuple(outcome.runs)
        tried = Tried(
            guess,
            self.request,
            sum(len(run.incidents) for run in runs),
            sum(run.status == "ok" for run in runs),
            runs,
            next((run.failure for run in reversed(runs) if run.failure), None),
            asked,
            called,
        )
        self.tries.append(tried)
        return tried

    def _see(
        self, outcome: Outcome, scenario: RunSettings, ids: frozenset[str]
    ) -> tuple[int, frozenset[tuple[str, str]]]:
        """Keep the endpoints that a run called; return how many requests it made, and the endpoints."""
        exchanges = tuple(_exchanges(outcome))
        found = endpoints_of(exchanges, scenario.start, ids)
        for place, endpoint in found.items():
            known = self.seen.get(place)
            if known is None or (endpoint.start and not known.start):
                self.seen[place] = endpoint
        return len(exchanges), frozenset(found)

    def fill(self, failure: Failure | None) -> bool:
        """Fill in what the failure says is missing among the parameters; return whether there is something.

        A blank optional parameter that the code demands is no mistake of the code.
        """
        if failure is None:
            return False
        instance = self.request.instance
        more = demanded(f"{failure.message} {failure.cause}", self.manifest, instance.params)
        plain = {name: value for name, value in more.items() if value is not None}
        fill = instance.fill if plain and len(plain) == len(more) else "secrets"
        changed = replace(instance, params={**instance.params, **plain}, fill=fill)
        if changed == instance:
            return False
        self.request = replace(self.request, instance=changed)
        return True


def watch(
    request: Request,
    integration: Integration,
    module: Callable[[str], str],
    say: Callable[[str], None],
) -> Watched:
    """Run the integration against guesses, each better than the last, until its events become incidents.

    ``module`` returns the code of a module that the integration imports. ``say`` is told what goes on. Raises
    LoadError if the integration cannot run at all.
    """
    with Children() as children:
        watching = _Watch(request, integration.text, integration.manifest, say, children)
        return _watched(watching, integration, module)


def _watched(watching: _Watch, integration: Integration, module: Callable[[str], str]) -> Watched:
    text, file = integration.text, integration.file
    keys = keys_of(text)
    evidence = None if integration.unified else evidence_of(text, integration.path.parent)
    awaited = awaited_in(text, watching.request.scenario.command, module)
    guess = Guess(keys, awaited, evidence=evidence)
    _learn(watching, guess, ast.parse(text), file)
    if evidence is not None and not watching.best.created and watching.may_go_on:
        # A document may look like an answer and be none.
        _learn(watching, replace(guess, evidence=None), ast.parse(text), file)
    if not watching.best.created and watching.seen:
        forms = list(_other_forms(watching.best.guess))
        for other in forms[: _FEW if watching.best.guess.awaited else len(forms)]:
            if not watching.may_go_on:
                break
            if watching.run(other).created:
                _learn(watching, other, ast.parse(text), file)
                break
    _continue(watching)
    best = watching.best
    # What a wrong guess made of a path is no endpoint.
    endpoints = tuple(
        one
        for place, one in watching.seen.items()
        if place in best.called or not re.search(r"\{(part|time)", one.path)
    )
    return Watched(best, endpoints, text)


def _continue(watching: _Watch) -> None:
    """Run with a cursor if the integration sends a value of an answer with a later request.

    To see that, answers offer such a value for ever; simulated time ends a fetch that follows it.
    """
    best = watching.best
    made = made_of(tuple(watching.seen.values()), best.guess)
    offers = any(
        offered(route.get("answer", {})) != route.get("answer", {}) for route in made.routes
    )
    if not best.created or not offers or not watching.may_go_on:
        return
    scenario = replace(watching.request.scenario, latency_s=_SLOW_S)
    slow = replace(watching.request, scenario=scenario)
    aside = replace(watching, request=slow, seen=dict(watching.seen), tries=[])
    done = aside.run(replace(best.guess, offers=True))
    cursors = cursors_in(done.runs, watching.seen)
    if cursors:
        watching.run(replace(best.guess, cursors=cursors))


def _learn(watching: _Watch, guess: Guess, tree: ast.AST, file: str) -> None:
    """Run, and run again with a better guess, until nothing fails or nothing more can be learned."""
    tried: list[Guess] = []
    while True:
        known = dict(watching.seen)
        done = watching.run(guess)
        tried.append(guess)
        if not watching.may_go_on or (done.created and done.ok == len(done.runs)):
            return
        if watching.seen != known:
            written = next((one.written for one in watching.seen.values() if one.written), "")
            if written and not guess.styles.forced:
                style = time_format(written)
                guess = replace(guess, styles=replace(guess.styles, time=style))
            continue
        further = _further(watching, done, tree, file)
        if further is None or (further in tried and further != guess):
            return
        guess = further


def _further(watching: _Watch, done: Tried, tree: ast.AST, file: str) -> Guess | None:
    """Return what to try after a run: a better guess, or the same one with further parameters."""
    if done.failure is not None and done.asked and _may_complete(done.guess, watching):
        return replace(done.guess, completed=True)
    if done.failure is not None:
        found = better(done.guess, Cause.of(done.failure, file), tree) if done.asked else None
        if found is not None:
            return found
        return done.guess if watching.fill(done.failure) else None
    return replace(done.guess, filtered=False) if done.guess.filtered else None


def _may_complete(guess: Guess, watching: _Watch) -> bool:
    """Whether events have less than the code reads, because documents show them so."""
    if guess.evidence is None or guess.completed:
        return False
    endpoints = tuple(watching.seen.values())
    return made_of(endpoints, guess) != made_of(endpoints, replace(guess, completed=True))


def _exchanges(outcome: Outcome) -> Iterator[Exchange]:
    for run in outcome.runs:
        yield from run.record.exchanges


def _empty(keys: tuple[str, ...]) -> Json:
    """Return an answer without events, for an endpoint that was not called before."""
    tokens = dict.fromkeys(token_keys(keys), "xfetch-guessed-token")
    named: dict[str, Json] = {
        key: 0 if key.lower() in _ZERO else [] for key in keys if not key.startswith("_")
    }
    return {**named, **tokens, "expires_in": 3600}


def _other_forms(guess: Guess) -> Iterator[Guess]:
    """Yield guesses that do not follow what the code seems to await: a list below each likely key."""
    for key in list_keys(guess.keys):
        yield replace(guess, awaited=(), envelope=Envelope(key, guess.styles.time), filtered=True)


def watched_draft(watched: Watched, scenario: RunSettings) -> Draft:
    """Draft a scenario from the endpoints that the integration called and the guess that worked best."""
    made, best = watched.made, watched.best
    events: Json = events_for(watched.text, made) if watched.endpoints else []
    shown = [one for one in made.shown.values() if one.skeleton.event is not None]
    known = {key for one in shown for key in one.skeleton.event or () if key not in one.added}
    # Where a failure told how the code reads times, the documents do not tell it.
    proven = shown if not best.guess.styles.forced else []
    return Draft(
        found=_found(best),
        scenario=scenario,
        events=events,
        event=made.event,
        routes=tuple(zip(made.routes, watched.endpoints, strict=True)),
        fill=best.request.instance.fill,
        seen={place: {"answer": one.source} for place, one in made.shown.items() if one.whole},
        event_seen=", ".join(dict.fromkeys(one.source for one in proven)),
        event_guessed=frozenset(key for key in made.event if key not in known and key != "**"),
    )


def _found(best: Tried) -> str:
    """Say in one line how many incidents the best run created, or why it failed."""
    if best.created:
        return f"{len(best.runs)} cycles created {best.created} incidents"
    failure = (
        best.failure.message.splitlines()[0][:120] if best.failure and best.failure.message else ""
    )
    why = f" (the last cycle failed: {failure})" if failure else ""
    return f"no incident was created yet{why}; correct the answers below"
