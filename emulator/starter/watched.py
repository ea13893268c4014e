"""Run an integration against a guessed API of its product; learn from each failure, and guess again."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from os import times

from ..integration.source import Integration
from ..record.delivery import assets_taken
from ..record.entries import Json
from ..request.request import Request
from ..running.process.children import Children
from ..settings.settings import FETCH_INCIDENTS, RunSettings
from .bounds.bound import STARTS
from .bounds.said import as_said, included
from .bounds.start_in_code import next_id_asked, start_included
from .code_keys import keys_of, list_keys
from .endpoint import Endpoint
from .evidence.evidence import evidence_of
from .first_timeline import events_for
from .guessed_api import Envelope, time_format
from .kinds.beside import asks_for_one_item
from .lessons import Cause, better
from .making.guess import Guess
from .making.made import Made, made_of
from .route_guesses import is_list
from .starter_file import Draft
from .watching.further import go_on, identify, narrow, separate, show_once
from .watching.login_first import FirstCommand
from .watching.watch import Tried, Watch

CUT_SHORT = "the time was over before all was tried, so that more may be wrong"
# How many other forms of answers are tried where the code tells of one.
_FEW = 4


@dataclass(frozen=True)
class Watched:
    """The result of all runs of an integration against guesses: the best run, and the endpoints in the order
    of their first call.

    ``text`` is the integration's code. ``cut_short`` says that time ran out before everything was tried.
    """

    best: Tried
    endpoints: tuple[Endpoint, ...]
    text: str
    cut_short: bool = False

    @property
    def made(self) -> Made:
        return made_of(self.endpoints, self.best.guess)


def watch(
    request: Request,
    integration: Integration,
    module: Callable[[str], str],
    say: Callable[[str], None],
    before: Sequence[FirstCommand] = (),
    longest_s: float | None = None,
    began: Sequence[float] | None = None,
) -> Watched:
    """Run the integration against one guess after the other, until its events become incidents.

    ``module`` returns the source of a module that the integration imports. ``say`` is called with a text
    before each run. The commands ``before`` run first. ``longest_s`` limits the real time, counted from
    ``began``, a result of ``os.times()``. Raises LoadError if the integration cannot run at all, UsageError
    for a command that leaves no state.
    """
    with Children() as children:
        watching = Watch(
            request,
            integration.text,
            integration.manifest,
            say,
            children,
            module,
            began=began or times(),
            longest_s=longest_s,
        )
        watching.run_first(before, Guess(keys_of(integration.text)))
        return _watched(watching, integration)


def _watched(watching: Watch, integration: Integration) -> Watched:
    text, file = integration.text, integration.file
    keys = keys_of(text)
    evidence = None if integration.unified else evidence_of(text, integration.path.parent)
    queue = watching.request.scenario.command == FETCH_INCIDENTS and "LastRun" not in text
    guess = Guess(keys, watching.awaited(), evidence=evidence, queue=queue)
    _learn(watching, guess, ast.parse(text), file)
    if watching.tries[-1].endless:
        go_on(watching, watching.tries[-1])
    for other in _with_less(watching, guess) if evidence is not None else ():
        if watching.best.created or not watching.may_go_on:
            break
        _learn(watching, other, ast.parse(text), file)
    for place in _lists_before(watching):
        if watching.best.created or not watching.may_go_on:
            break
        known = watching.seen
        # What was asked with the ids of events is asked with that of the one item now.
        watching.seen = {one: end for one, end in known.items() if "{id}" not in one[1]}
        aside = replace(watching.best.guess, beside=frozenset({place}))
        _learn(watching, aside, ast.parse(text), file)
        if not watching.best.created:
            watching.seen = known
    if not watching.best.created and watching.seen:
        forms = list(_other_forms(watching.best.guess))
        for other in forms[: _FEW if watching.best.guess.awaited else len(forms)]:
            if not watching.may_go_on:
                break
            if watching.run(other).created:
                _learn(watching, other, ast.parse(text), file)
                break
    narrow(watching)
    go_on(watching, watching.best)
    show_once(watching)
    identify(watching)
    separate(watching)
    best = watching.best
    # What a wrong guess made of a path is no endpoint.
    endpoints = tuple(
        replace(one, bounds=as_said(one.bounds, text))
        for place, one in watching.seen.items()
        if (place in best.called or not re.search(r"\{(part|time)", one.path))
        and not asks_for_one_item(place, watching.seen)
    )
    return Watched(best, _by_code(endpoints, text), text, watching.cut_short)


def _by_code(endpoints: tuple[Endpoint, ...], code: str) -> tuple[Endpoint, ...]:
    """Return the endpoints; if only one of them is asked for a window, and the fetch skips the event at its
    start, or goes on from the number after an id, the window includes its start.
    """
    asked = [one for one in endpoints if any(bound.op in STARTS for bound in one.bounds)]
    if len(asked) != 1:
        return endpoints
    bounds = asked[0].bounds
    for why, ids in ((start_included(code), False), (next_id_asked(code), True)):
        bounds = included(bounds, why, ids=ids) if why else bounds
    return tuple(replace(one, bounds=bounds) if one in asked else one for one in endpoints)


def _with_less(watching: Watch, guess: Guess) -> Iterator[Guess]:
    """Yield the guess without the documents that it takes for answers, if others are left to be used, and
    without any: a document may look like an answer and be none.
    """
    endpoints = tuple(watching.seen.values())
    used = [one.document for one in made_of(endpoints, guess).shown.values()]
    rest = guess.evidence.without(used) if guess.evidence is not None else None
    if made_of(endpoints, replace(guess, evidence=rest)).shown:
        yield replace(guess, evidence=rest)
    yield replace(guess, evidence=None)


def _learn(watching: Watch, guess: Guess, tree: ast.AST, file: str) -> None:
    """Run the integration again and again, each time with a changed guess. Stop when a run creates incidents
    and none of its cycles fails. Stop also when there is no further guess, when a fetch does not end, or when
    the time or the number of runs is used up.

    The runs are added to ``watching.tries``.
    """
    tried: list[Guess] = []
    while True:
        known = dict(watching.seen)
        done = watching.run(guess)
        tried.append(guess)
        over = done.endless or (done.created and done.ok == len(done.runs))
        if over or not watching.may_go_on:
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


def _further(watching: Watch, done: Tried, tree: ast.AST, file: str) -> Guess | None:
    """Return the guess to run next; None if there is none.

    It may be the same guess: then a login was run, or missing parameters were filled in.
    """
    if watching.log_in(done.failure, done.guess):
        return done.guess
    if done.failure is not None and done.asked and _may_complete(done.guess, watching):
        return replace(done.guess, completed=True)
    if done.failure is not None:
        found = better(done.guess, Cause.of(done.failure, file), tree) if done.asked else None
        if found is not None:
            return found
        filled = watching.fill(done.failure)
        return replace(done.guess, awaited=watching.awaited()) if filled else None
    if done.guess.paged and done.guess.filtered and any(one.page for one in watching.seen.values()):
        return replace(done.guess, paged=False)
    if done.guess.filtered:
        return replace(done.guess, paged=True, filtered=False)
    pages = done.guess.paged and any(one.page for one in watching.seen.values())
    return replace(done.guess, paged=False) if pages else None


def _lists_before(watching: Watch) -> tuple[tuple[str, str], ...]:
    """Return the lists that were called before a request whose path holds an id of theirs: they may be lists
    of accounts, and the request may ask for the events of one.
    """
    endpoints = tuple(watching.seen.values())
    made = made_of(endpoints, watching.best.guess)
    asks = [at for at, one in enumerate(endpoints) if "{id}" in one.path]
    return tuple(
        (one.method, one.path)
        for at, (one, route) in enumerate(zip(endpoints, made.routes, strict=True))
        if is_list(route) and "{id}" not in one.path and asks and at < asks[-1]
    )


def _may_complete(guess: Guess, watching: Watch) -> bool:
    """Whether events would get more keys if they also had those that the code reads and the pack's tests do
    not show.
    """
    if guess.evidence is None or guess.completed:
        return False
    endpoints = tuple(watching.seen.values())
    return made_of(endpoints, guess) != made_of(endpoints, replace(guess, completed=True))


def _other_forms(guess: Guess) -> Iterator[Guess]:
    """Yield guesses in which an answer is a list of events, under each likely key in turn. They ignore the
    answers that the code seems to expect.
    """
    for key in list_keys(guess.keys):
        yield replace(
            guess, awaited=(), envelope=Envelope(key, guess.styles.time), filtered=True, paged=True
        )


def watched_draft(watched: Watched, scenario: RunSettings) -> Draft:
    """Return the draft of a scenario from the endpoints that were called and the guess that worked best."""
    made, best = watched.made, watched.best
    events: Json = events_for(watched.text, made) if watched.endpoints else []
    shown = [one for one in made.shown.values() if one.skeleton.event is not None]
    known = {key for one in shown for key in one.skeleton.event or () if key not in one.added}
    # Where a failure told how the code reads times, the documents do not tell it.
    proven = shown if not best.guess.styles.forced else []
    return Draft(
        found=f"{_found(best)}{'; ' + CUT_SHORT if watched.cut_short else ''}",
        scenario=scenario,
        events=events,
        event=made.event,
        routes=tuple(zip(made.routes, watched.endpoints, strict=True)),
        fill=best.request.instance.fill,
        context=best.request.scenario.stores.context,
        seen={place: {"answer": one.source} for place, one in made.shown.items() if one.whole},
        event_seen=", ".join(dict.fromkeys(one.source for one in proven)),
        event_guessed=frozenset(key for key in made.event if key not in known and key != "**"),
    )


def _found(best: Tried) -> str:
    """Say in one line how many incidents the best run created, or why there were none."""
    if best.created:
        if any(assets_taken(run.record) for run in best.runs):
            return f"{len(best.runs)} cycles sent {best.created} assets and events"
        return f"{len(best.runs)} cycles created {best.created} incidents"
    if best.sent:
        return "each cycle failed after it had sent its incidents"
    failure = (
        best.failure.message.splitlines()[0][:120] if best.failure and best.failure.message else ""
    )
    why = f" (the last cycle failed: {failure})" if failure else ""
    return f"no incident was created yet{why}; correct the answers below"
