"""Runs an integration against guessed APIs of its product, and keeps the result of each run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from os import times
from pathlib import Path

from ...emulate import emulate_whole, prepare
from ...errors import LoadError, UsageError, XfetchError
from ...integration.manifest import Manifest
from ...judging.outcome import Outcome
from ...record.delivery import assets_taken
from ...record.entries import Exchange, Json
from ...record.fetch_run import TIMEOUT, Failure, FetchRun
from ...request.request import Request
from ...running.process.children import Children
from ...settings.settings import RunSettings
from ...timeline.timeline import parse_timeline
from ..code_keys import token_keys
from ..code_reading.reader import awaited_in
from ..code_reading.value import Awaited
from ..demanded import demanded
from ..endpoint import Endpoint, endpoints_of
from ..first_timeline import events_for
from ..making.guess import Guess
from ..making.ids import ids_like
from ..making.made import made_of
from ..route_guesses import is_list, shows_newest
from .login_first import FirstCommand, commands_first, state_after

_CYCLES = 3
_MOST_RUNS = 20
# Of processor time and of real time: a user waits 15 s for the whole command.
_LONGEST_S, _LONGEST_REAL_S = 15.0, 12.0
# Made-up answers may keep an integration asking for more pages without an end.
_REAL_TIMEOUT_S, _LEAST_S = 6.0, 2.0
# Fetches that never end by themselves; each costs its whole real time limit.
_KILLED, _MOST_KILLED = "of real time", 2
_ZERO = ("total", "count", "size", "offset", "page")


@dataclass(frozen=True)
class Tried:
    """One run of the integration against a guess: how many incidents it created, how many cycles ended well
    (``ok``), and the last failure. ``sent`` counts the incidents that failed cycles had sent before.

    ``request`` is the Request of the run, with the parameters that were filled in. ``asked`` is the number of
    the integration's requests, ``called`` are the endpoints that they called, and ``known`` are the endpoints
    that the guess answered.
    """

    guess: Guess
    request: Request
    created: int
    ok: int
    runs: tuple[FetchRun, ...]
    failure: Failure | None
    asked: int
    called: frozenset[tuple[str, str]]
    known: Mapping[tuple[str, str], Endpoint]
    sent: int = 0

    @property
    def shows_events(self) -> bool:
        """Whether the made-up events became incidents, also of cycles that failed after that."""
        return bool(self.created or self.sent)

    @property
    def endless(self) -> bool:
        """Whether a fetch asked for more and more, until its time limit ended it."""
        return any(run.status == TIMEOUT for run in self.runs)

    @property
    def rank(self) -> tuple[bool | int, ...]:
        by_code = bool(self.guess.awaited)
        shown = self.guess.evidence is not None
        came, asked = (self.created > 0, self.sent > 0), min(self.asked, 1)
        # Without its cursor a product shows its first page again and again.
        guess = self.guess
        goes_on = bool(guess.cursors), bool(guess.serials), guess.tells_more, guess.queue
        tells_apart = bool(self.guess.streams or self.guess.beside), bool(self.guess.kept_ids)
        reads = self.guess.filtered, self.guess.paged
        return *came, shown, by_code, self.ok, *goes_on, *tells_apart, *reads, self.created, asked


@dataclass
class Watch:
    """Runs an integration against guesses; ``run`` makes one run more, and ``tries`` keeps them all.

    ``text`` is the integration's code, ``seen`` are the endpoints that it called. ``say`` is called with a
    text before each run. ``module`` returns the source of a module that the integration imports. ``first``
    are the commands that ran before the fetch. One child process of ``children`` executes all runs. The runs
    take at most ``longest_s`` of real time since ``began``, a result of ``os.times()``; ``cut_short`` says
    that this limit ended them. ``slowest_s`` is the real time of the slowest run: another one may take as
    long.
    """

    request: Request
    text: str
    manifest: Manifest
    say: Callable[[str], None]
    children: Children
    module: Callable[[str], str]
    first: list[str] = field(default_factory=list)
    seen: dict[tuple[str, str], Endpoint] = field(default_factory=dict)
    tries: list[Tried] = field(default_factory=list)
    began: Sequence[float] = field(default_factory=times)
    longest_s: float | None = None
    cut_short: bool = False
    slowest_s: float = 0.0

    @property
    def left_s(self) -> float:
        """How many seconds of real time are left for further runs."""
        longest_s = _LONGEST_REAL_S if self.longest_s is None else self.longest_s
        return longest_s - (times()[4] - self.began[4])

    @property
    def may_go_on(self) -> bool:
        """Whether there may be another run. If only the time is used up, set ``cut_short``."""
        # More real time is more processor time too.
        longest_s = max(_LONGEST_S, self.longest_s or 0.0)
        in_time = (
            sum(times()[:4]) - sum(self.began[:4]) < longest_s and self.left_s > self.slowest_s
        )
        killed = sum(_KILLED in run.message for one in self.tries for run in one.runs)
        wanted = killed < _MOST_KILLED and len(self.tries) < _MOST_RUNS
        self.cut_short = self.cut_short or (wanted and not in_time)
        return wanted and in_time

    @property
    def best(self) -> Tried:
        # Of equal ones the last knows most.
        return max(reversed(self.tries), key=lambda one: one.rank)

    def run(self, guess: Guess) -> Tried:
        """Run the integration for three cycles against the product that ``guess`` describes.

        Return what came of it; it is also added to ``tries``. If a run cannot begin, LoadError is raised for
        the first run; for a later one the best run so far is returned. The endpoints that the integration
        called for the first time are added to ``seen``.
        """
        known = dict(self.seen)
        made = made_of(tuple(known.values()), guess)
        routes = tuple(map(_newest_first, made.routes, known.values()))
        rest: Json = {"any": "/{rest...}", "answer": {"json": _empty(guess.keys)}}
        api: dict[str, Json] = {"event": made.event, "routes": [*routes, rest]}
        timeline = parse_timeline(events_for(self.text, made), Path())
        product = replace(self.request.product, api=api, timeline=timeline)
        scenario = replace(self.request.scenario, cycles=_CYCLES)
        # A busy machine needs time to begin; without a first run there is nothing to write.
        least_s = _LEAST_S if self.tries else _REAL_TIMEOUT_S
        each_s = min(_REAL_TIMEOUT_S, max(self.left_s / _CYCLES, least_s))
        isolation = replace(self.request.isolation, real_timeout_s=each_s)
        begun_s = times()[4]
        self.say(f"run {len(self.tries) + 1}, {max(self.left_s, 0.0):.0f} s left")
        ready = prepare(
            replace(self.request, scenario=scenario, product=product, isolation=isolation)
        )
        try:
            outcome = emulate_whole(ready, self.children, traced=False)
        except LoadError:
            if not self.tries:
                raise
            # It has begun before, so that only time can lack now.
            self.longest_s, self.cut_short = 0.0, True
            return self.best
        self.slowest_s = max(self.slowest_s, times()[4] - begun_s)
        asked, called = self._see(outcome, scenario, ids_like(made.id))
        runs = tuple(outcome.runs)
        tried = Tried(
            guess,
            self.request,
            sum(len(run.incidents) + assets_taken(run.record) for run in runs),
            sum(run.status == "ok" for run in runs),
            runs,
            next((run.failure for run in reversed(runs) if run.failure), None),
            asked,
            called,
            known,
            sum(len(run.dropped) for run in runs),
        )
        self.tries.append(tried)
        return tried

    def awaited(self) -> tuple[Awaited, ...]:
        """Return the answers that the code expects with the parameters that are filled in by now."""
        given = prepare(self.request).parameters.values
        return awaited_in(self.text, self.request.scenario.command, self.module, given)

    def _see(
        self, outcome: Outcome, scenario: RunSettings, ids: frozenset[str]
    ) -> tuple[int, frozenset[tuple[str, str]]]:
        """Remember the endpoints that a run called; return the number of its requests, and its endpoints."""
        exchanges = tuple(_exchanges(outcome))
        found = endpoints_of(exchanges, scenario.start, ids)
        for place, endpoint in found.items():
            known = self.seen.get(place)
            self.seen[place] = endpoint if known is None else known.with_calls(endpoint)
        return len(exchanges), frozenset(found)

    def fill(self, failure: Failure | None) -> bool:
        """Fill in the parameters that the failure reports as missing; return whether there are any.

        They are optional in the yml, but the code requires them: that is not reported as a mistake of the
        code.
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

    def log_in(self, failure: Failure | None, guess: Guess) -> bool:
        """Run the commands that must run before a fetch (``commands_first``); return whether they left a
        state.

        The next runs begin with that state.
        """
        if failure is None:
            return False
        stores = self.request.scenario.stores
        context = dict(stores.context)
        for command in commands_first(failure, self.manifest):
            if command not in self.first and self.may_go_on:
                self.first.append(command)
                context.update(self._state_of(FirstCommand(command), guess, context))
        return self._begin_with(context)

    def run_first(self, commands: Iterable[FirstCommand], guess: Guess) -> None:
        """Run these commands before all fetches. The next runs begin with the integration context that they
        leave. Raises UsageError if one leaves nothing there.
        """
        context = dict(self.request.scenario.stores.context)
        for command in commands:
            self.first.append(command.name)
            done = self._done(command, guess, context)
            state = state_after(done.runs)
            if not state:
                told = done.failure.message.splitlines()[:1] if done.failure is not None else ()
                why = "".join(f": {line[:160]}" for line in told)
                what = f"!{command.name} leaves nothing in the integration context{why}"
                raise UsageError(what, where="--before")
            context.update(state)
        self._begin_with(context)

    def _begin_with(self, context: Mapping[str, Json]) -> bool:
        """Begin the next runs with this integration context; return whether that is a change."""
        stores = replace(self.request.scenario.stores, context=context)
        changed = replace(self.request, scenario=replace(self.request.scenario, stores=stores))
        if changed == self.request:
            return False
        self.request = changed
        return True

    def _state_of(
        self, command: FirstCommand, guess: Guess, context: Mapping[str, Json]
    ) -> Mapping[str, Json]:
        """Return the integration context that a command leaves; empty if it cannot run."""
        try:
            return state_after(self._done(command, guess, context).runs)
        except XfetchError:
            return {}

    def _done(self, command: FirstCommand, guess: Guess, context: Mapping[str, Json]) -> Tried:
        """Run a command instead of the fetch, and return what came of it."""
        stores = replace(self.request.scenario.stores, context=context)
        scenario = replace(
            self.request.scenario,
            command=command.name,
            arguments=command.arguments,
            stores=stores,
        )
        stated = self.request.stated | {"command"}
        request = replace(self.request, scenario=scenario, stated=stated)
        inner = Watch(
            request,
            self.text,
            self.manifest,
            self.say,
            self.children,
            self.module,
            began=self.began,
            longest_s=self.longest_s,
        )
        # The first run shows what the command asks, the second one answers that.
        inner.run(replace(guess, awaited=inner.awaited()))
        return inner.run(replace(guess, awaited=inner.awaited()))


def _newest_first(route: Mapping[str, Json], endpoint: Endpoint) -> Mapping[str, Json]:
    """Return the route; if it is a list of which only the first page is asked for, the newest events come
    first.
    """
    newest = is_list(route) and shows_newest(route, endpoint)
    return {**route, "order": "-created"} if newest else route


def _exchanges(outcome: Outcome) -> Iterator[Exchange]:
    for run in outcome.runs:
        yield from run.record.exchanges


def _empty(keys: tuple[str, ...]) -> Json:
    """Return an answer without events, for an endpoint that no guess covers yet."""
    tokens = dict.fromkeys(token_keys(keys), "xfetch-guessed-token")
    named: dict[str, Json] = {
        key: 0 if key.lower() in _ZERO else [] for key in keys if not key.startswith("_")
    }
    return {**named, **tokens, "expires_in": 3600}
