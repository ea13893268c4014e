"""Run an integration against a guessed API of its product; learn from each failure, and guess again."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from os import times

from ..integration.source import Integration
from ..record.entries import Json
from ..request.request import Request
from ..running.process.children import Children
from ..settings.settings import FETCH_INCIDENTS, RunSettings
from .bounds.event_keys import constants_of
from .bounds.said import as_said
from .code_keys import keys_of, list_keys
from .cursor import cursors_in
from .endpoint import Endpoint, serials_of
from .evidence.evidence import evidence_of
from .first_timeline import events_for
from .guess import Guess, Made, ids_like, made_of
from .guessed_api import Envelope, time_format
from .kinds.kept_ids import ids_in, keys_sent, keys_to_number
from .kinds.streams import created_of, names_of, read_together
from .lessons import Cause, better
from .starter_file import Draft
from .watching.login_first import FirstCommand
from .watching.watch import Tried, Watch

CUT_SHORT = "the time was over before all was tried, so that more may be wrong"
# How many other forms of answers are tried where the code tells of one.
_FEW = 4
# How many keys of an event are tried as the one that an incident keeps as its id.
_FEW_IDS = 3

# Ends a fetch that asks for more and more after some 75 requests, and is within a client's own limit.
_SLOW_S = 4.0


@dataclass(frozen=True)
class Watched:
    """The result of all runs: the best one, and the endpoints in the order of their first call.

    ``cut_short`` tells that time ended the watching before everything was tried.
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
    before each run. The commands ``before`` run first. ``longest_s`` limits the real time since ``began``,
    the ``os.times()`` of the begin. Raises LoadError if the integration cannot run at all, UsageError for a
    command that leaves no state.
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
        _continue(watching, watching.tries[-1])
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
    _narrow(watching)
    _continue(watching, watching.best)
    _once_each(watching)
    _identify(watching)
    _separate(watching)
    best = watching.best
    # What a wrong guess made of a path is no endpoint.
    endpoints = tuple(
        replace(one, bounds=as_said(one.bounds, text))
        for place, one in watching.seen.items()
        if (place in best.called or not re.search(r"\{(part|time)", one.path))
        and not _is_covered(place, watching.seen)
    )
    return Watched(best, endpoints, text, watching.cut_short)


def _is_covered(place: tuple[str, str], places: Collection[tuple[str, str]]) -> bool:
    """Whether a path is one with an id for which there is a path with a variable."""
    method, path = place
    patterns = (
        re.escape(other).replace(r"\{id\}", "[^/{}]+") for on, other in places if on == method
    )
    return "{" not in path and any(
        pattern != re.escape(path) and re.fullmatch(pattern, path) for pattern in patterns
    )


def _narrow(watching: Watch) -> None:
    """Run again with the comparisons that requests of the best run showed for the first time.

    They are left out again if nothing comes with them.
    """
    best = watching.best
    if not best.created or not watching.may_go_on:
        return
    made = made_of(tuple(watching.seen.values()), best.guess)
    serials = serials_of(best.runs, constants_of(made.event, made.fields))
    new = any(
        place not in best.known or one.bounds != best.known[place].bounds
        for place, one in watching.seen.items()
    )
    # Filters were left out while nothing came, for another reason perhaps that is known by now.
    if best.guess.filtered and best.guess.paged and not (serials or new):
        return
    whole = replace(best.guess, serials=serials, filtered=True, paged=True)
    done = watching.run(whole)
    if not done.created and watching.may_go_on:
        done = watching.run(replace(whole, paged=False))
    if not done.created:
        for place, one in best.known.items():
            watching.seen[place] = replace(watching.seen[place], bounds=one.bounds)


def _continue(watching: Watch, done: Tried) -> None:
    """Run again with a cursor in the API, if the integration sends a value of an answer in a later request.

    ``done`` is the run that is to be continued: incidents came, or it asked without an end. To find the
    cursor, every answer of a run offers such values. An integration that follows them for ever is ended by
    simulated time.
    """
    endpoints = tuple(watching.seen.values())
    made = made_of(endpoints, done.guess)
    offers = made_of(endpoints, replace(done.guess, offers=True)).routes != made.routes
    goes_on = done.created or done.endless
    known = done.guess.cursors or done.guess.tells_more
    if known or not goes_on or not offers or not watching.may_go_on:
        return
    scenario = replace(watching.request.scenario, latency_s=_SLOW_S)
    slow = replace(watching.request, scenario=scenario)
    aside = replace(watching, request=slow, seen=dict(watching.seen), tries=[])
    offered_to = aside.run(replace(done.guess, offers=True))
    cursors = cursors_in(offered_to.runs, watching.seen)
    if not cursors:
        _count_on(watching, done, aside.seen)
        return
    more = watching.run(replace(done.guess, cursors=cursors))
    if any(one.always for one in cursors) and watching.may_go_on:
        # The code may send the cursor where it has one, and ask as before without it.
        absent = tuple(replace(one, always=False) for one in cursors)
        without = watching.run(replace(done.guess, cursors=absent))
        ids = ids_like(made.id)
        # Where the requests name another position, the cursor is that of a next page only.
        asks = any(watching.seen[one.method, one.path].bounds for one in absent)
        lost = _events_of(more, ids) - _events_of(without, ids)
        watching.tries.remove(more if lost < 0 or (asks and not lost) else without)


def _events_of(done: Tried, ids: Collection[str]) -> int:
    """Return how many of the events became incidents, once or more often."""
    return len({one for run in done.runs for one in ids_in(run)} & set(ids))


def _count_on(watching: Watch, done: Tried, offered_to: Mapping[tuple[str, str], Endpoint]) -> None:
    """Run again with answers that say whether there is more, if the requests count pages or events.

    ``offered_to`` are the endpoints of a run in which there was always more: a second page was asked for.
    """
    before = dict(watching.seen)
    for place, one in offered_to.items():
        if place in before and set(one.page) - set(before[place].page):
            watching.seen[place] = replace(
                before[place], later={**one.later, **before[place].later}
            )
    if not any({"offset", "number"} & set(one.page) for one in watching.seen.values()):
        return
    more = watching.run(replace(done.guess, tells_more=True))
    if not (more.created and more.ok >= done.ok):
        watching.tries.remove(more)
        watching.seen.update(before)


def _separate(watching: Watch) -> None:
    """Run again with events of their own for each list that a fetch reads.

    A list of which nothing became an incident holds something else. Where the events of one list only become
    incidents together with those of another, the lists stay as they are.
    """
    best = watching.best
    endpoints = tuple(watching.seen.values())
    made = made_of(endpoints, best.guess)
    places = read_together(made.routes, endpoints, best.runs, ids_like(made.id))
    if not best.created or len(places) < 2 or not watching.may_go_on:
        return
    names = names_of(places)
    guess = replace(best.guess, streams=names)
    done = watching.run(guess)
    shares = made_of(tuple(watching.seen.values()), guess).ids
    found = created_of(done.runs, names, shares)
    if found == names:
        return
    watching.tries.remove(done)
    if not found or not watching.may_go_on:
        return
    beside = frozenset(place for place in names if place not in found)
    apart = watching.run(replace(guess, streams=found if len(found) > 1 else {}, beside=beside))
    if not (apart.created and apart.ok >= best.ok):
        watching.tries.remove(apart)


def _once_each(watching: Watch) -> None:
    """Run again with lists that show each event once, if nothing else keeps a fetch from repeating events.

    No request to these lists says where to go on, and the integration takes all that comes.
    """
    best = watching.best
    kept = [ids_in(run) & ids_like("{n}") for run in best.runs]
    again = any(one & other for one, other in pairwise(kept))
    endpoints = tuple(watching.seen.values())
    asked = any(one.changing or one.bounds for one in endpoints)
    if best.guess.queue or best.guess.cursors or asked or not again or not watching.may_go_on:
        return
    done = watching.run(replace(best.guess, queue=True))
    if not (done.created and done.ok >= best.ok):
        watching.tries.remove(done)


def _identify(watching: Watch) -> None:
    """Run again with ids under other keys of the events, if the incidents keep none of the ids, or if a
    request sends the same value for each event.
    """
    best = watching.best
    made = made_of(tuple(watching.seen.values()), best.guess)
    ids = ids_like(made.id)
    sent = keys_sent(watching.seen.values(), made.fields)
    if sent and watching.may_go_on:
        done = watching.run(replace(best.guess, kept_ids=tuple(sent)))
        if done.created and done.ok >= best.ok:
            for place in [
                one for one in watching.seen if set(sent.values()) & set(one[1].split("/"))
            ]:
                del watching.seen[place]
        else:
            watching.tries.remove(done)
        best = watching.best
    for name in keys_to_number(best.runs, made.event, made.fields, ids)[:_FEW_IDS]:
        if not watching.may_go_on:
            return
        done = watching.run(replace(best.guess, kept_ids=(*best.guess.kept_ids, name)))
        if done.created and not keys_to_number(done.runs, made.event, made.fields, ids):
            return
        watching.tries.remove(done)


def _learn(watching: Watch, guess: Guess, tree: ast.AST, file: str) -> None:
    """Run, and run again with a better guess, until nothing fails or no failure leads to a better guess."""
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

    It is a better guess, or the same one after missing parameters were filled in.
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


def _may_complete(guess: Guess, watching: Watch) -> bool:
    """Whether documents of the pack's tests show fewer keys of an event than the code reads."""
    if guess.evidence is None or guess.completed:
        return False
    endpoints = tuple(watching.seen.values())
    return made_of(endpoints, guess) != made_of(endpoints, replace(guess, completed=True))


def _other_forms(guess: Guess) -> Iterator[Guess]:
    """Yield guesses that ignore what the code seems to expect: a list of events under each likely key."""
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
        return f"{len(best.runs)} cycles created {best.created} incidents"
    failure = (
        best.failure.message.splitlines()[0][:120] if best.failure and best.failure.message else ""
    )
    why = f" (the last cycle failed: {failure})" if failure else ""
    return f"no incident was created yet{why}; correct the answers below"
