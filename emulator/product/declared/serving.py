"""Answer a request by its route: check credential and rate limit, then list, write, log in, or run a job."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from ..message import Response
from .reading.refusal import Refusal
from .route.answer import Answer
from .route.job import Jobs, JobStep
from .route.page import Window
from .route.rate import Rate, Served
from .route.route import Route
from .route.scope import Scope
from .route.write import Write
from .shape.reference import Asked, Reference
from .store.comparison import all_of
from .store.condition import And, Condition, conjuncts
from .store.issued import Cursor, Cursors, Tokens
from .store.query import Query, find, position
from .store.store import Store

# The parts of a World that change; each has ``state`` and ``restore``.
KEPT = ("store", "tokens", "cursors", "jobs", "served")


@dataclass(frozen=True)
class World:
    """What the simulated product remembers between requests: events, tokens, cursors, jobs, rate limits."""

    store: Store
    tokens: Tokens
    cursors: Cursors
    jobs: Jobs
    served: Served
    rate: Rate | None


def serve(
    world: World, route: Route, number: int, asked: Asked, now_us: int, fit: tuple[str, ...] = ()
) -> Response:
    """Return the response of a route to a request.

    ``number`` is the index of the route. ``fit`` (how the request's parameters differ from the route's) goes
    into the Response. Raises SectionError if a value cannot be filled into the answer.
    """
    scope = Scope(asked, now_us, world.store, paging=route.page, fit=fit)
    try:
        route.auth.check(asked, world.tokens, now_us)
        if world.rate is not None:
            world.served.count("api", world.rate, now_us)
        if route.rate is not None:
            world.served.count(str(number), route.rate, now_us)
        _Act(world, route, number, asked, now_us, scope).fill()
    except Refusal as refusal:
        answer = route.errors[refusal.kind]
        scope.error = refusal.reason
        scope.retry_after = refusal.values.get("retry_after")
        return _given(answer, scope)
    answer = route.answer
    if not scope.numbers and answer.if_empty is not None:
        answer = answer.if_empty
    elif scope.numbers and not answer.event.asks:
        scope.memo = number
    return _given(answer, scope)


def _given(answer: Answer, scope: Scope) -> Response:
    scope.answer = answer
    return answer.give(scope)


class _Act(NamedTuple):
    world: World
    route: Route
    number: int
    asked: Asked
    now_us: int
    scope: Scope

    def fill(self) -> None:
        """Do what the route declares, and write the result into ``scope``. Raises Refusal.

        That is a login, a search job, a write, an answer with one event, or a list of events.
        """
        route, scope = self.route, self.scope
        if route.login is not None:
            scope.issued = route.login.issue(self.asked, self.world.tokens, self.now_us)
        elif route.job is not None:
            self._job(route.job)
        elif route.write is not None:
            self._write(route.write)
        elif route.one is not False:
            self._one(route.one)
        else:
            self._list()

    def _conditions(self, at_us: int) -> tuple[Condition, ...]:
        found: list[Condition] = []
        for own in self.route.filters:
            part = own.bind(self.asked, at_us)
            if part is not None:
                found.append(part)
        if self.route.search is not None:
            part = self.route.search.bind(self.asked, at_us)
            if part is not None:
                found += conjuncts(part)
        return all_of(found)

    def _query(self, at_us: int, window: Window, after: tuple[Any, ...] | None = None) -> Query:
        return Query(
            self._conditions(at_us),
            self.route.order.bind(self.asked),
            window.offset,
            window.limit,
            after,
            self.route.stream,
            self.route.counts,
        )

    def _list(self) -> None:
        scope, paging = self.scope, self.route.page
        window = paging.bind(self.asked)
        at_us, after = self.now_us, None
        if window.token is not None:
            cursor = self.world.cursors.get(window.token, self.number, self.now_us)
            at_us, after = cursor.at_us, cursor.after
            self.asked.given = self._remembered(cursor)
            window = paging.bind(self.asked)
        query = self._query(at_us, window, after)
        found = find(self.world.store, query)
        scope.window, scope.total = window, found.total
        scope.numbers = found.numbers
        scope.more = found.more or (
            paging.last == "empty" and bool(window.limit) and len(found.numbers) == window.limit
        )
        if paging.cursor is not None and (scope.more or paging.always):
            if found.numbers:
                after = position(self.world.store, query.order, found.numbers[-1])
            stays = not found.numbers and window.token is not None
            scope.cursor = window.token if stays else self._cursor(at_us, after)

    def _remembered(self, cursor: Cursor) -> dict[str, list[Any]]:
        """Return the values of the first page's request for a following page; the page size is this
        request's own.
        """
        given = dict(cursor.given)
        limit = self.route.page.limit
        if limit is not None and limit.all(self.asked):
            given.pop(limit.text, None)
        return given

    def _cursor(self, at_us: int, after: tuple[Any, ...] | None) -> str:
        lives_us = self.route.page.expires_us
        return self.world.cursors.add(
            "cursor",
            Cursor(
                self.number,
                {reference.text: reference.all(self.asked) for reference in self.route.references},
                after,
                at_us,
                None if lives_us is None else self.now_us + lives_us,
            ),
        )

    def _one(self, one: Reference | bool) -> None:
        store = self.world.store
        query = self._query(self.now_us, Window(1))
        found = find(store, query).numbers if isinstance(one, bool) else self._selected(one, query)
        if not found:
            raise Refusal("missing", "no event matches the request")
        self.scope.numbers = found[:1]

    def _selected(self, ids: Reference, query: Query) -> list[int]:
        """Return the events whose ids the request names, without those outside the route's stream or
        filter.
        """
        store = self.world.store
        test = And(query.conditions).predicate(store)
        given = ids.all(self.asked)
        values = chain.from_iterable(one if isinstance(one, list) else [one] for one in given)
        numbers = [store.number(str(value)) for value in values]
        return [
            number
            for number in dict.fromkeys(numbers)
            if number is not None and store.in_stream(number, query.stream) and test(number)
        ]

    def _write(self, write: Write) -> None:
        store = self.world.store
        query = self._query(self.now_us, Window(None))
        if write.ids is None:
            numbers = find(store, query).numbers
        else:
            numbers = self._selected(write.ids, query)
            if not numbers and len(write.ids.all(self.asked)) == 1:
                raise Refusal("missing", "no event matches the request")
        at_us = self.now_us if write.touch else None
        for number in numbers:
            fields = write.apply(store.fields(number), self.scope)
            store.write(number, fields, at_us, write.delete)
        self.scope.written = len(numbers)
        self.scope.numbers = numbers

    def _job(self, step: JobStep) -> None:
        jobs, scope, store = self.world.jobs, self.scope, self.world.store
        if step.step == "create" or step.id is None:
            numbers = find(store, self._query(self.now_us, Window(None))).numbers
            identity = jobs.create(step, numbers, self.now_us)
        else:
            identity = str(step.id.one(self.asked))
        job = jobs.get(step, identity, self.now_us)
        scope.job = job.shown(identity, step, self.now_us)
        if step.step != "read":
            return
        if self.now_us < job.done_us:
            raise Refusal("early", "the search job is not done yet")
        window = self.route.page.bind(self.asked)
        if window.token is not None:
            cursor = self.world.cursors.get(window.token, self.number, self.now_us)
            window = Window(window.limit, int((cursor.after or (0,))[0]), window.number)
        numbers = [number for number in job.numbers if store.shown(number)]
        end = len(numbers) if window.limit is None else window.offset + window.limit
        scope.window, scope.total, scope.more = window, len(numbers), end < len(numbers)
        scope.numbers = numbers[window.offset : end]
        if self.route.page.cursor is not None and scope.more:
            scope.cursor = self._cursor(self.now_us, (end,))
