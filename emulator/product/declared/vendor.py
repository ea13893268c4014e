"""The vendor (the object that plays the product) for a scenario's ``api:`` section."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from ...record.entries import Json
from ...record.product_event import VendorEvent
from ..message import Request, Response
from .api import Api
from .route.fit import fit
from .route.job import Jobs
from .route.rate import Served
from .route.scope import Scope
from .serving import KEPT, World, serve
from .shape.reference import Asked
from .store.issued import Cursors, Tokens
from .store.store import Store
from .times.instant_us import to_us


class DeclaredVendor:
    """Answers the integration's requests as an ``api:`` section declares, from the events of the timeline."""

    def __init__(self, api: Api, events: Iterable[VendorEvent], seed: int) -> None:
        self.api = api
        self._world = World(
            Store(events, seed, api.times),
            Tokens(seed),
            Cursors(seed),
            Jobs(seed),
            Served(),
            api.rate,
        )

    def handle(self, request: Request, now: datetime) -> Response:
        """Answer a request at ``now`` (aware, in UTC).

        Raises SectionError if an answer cannot be filled in.
        """
        # The product's clock never steps back, even if the integration's does.
        now_us = max(to_us(now), self._world.store.now_us)
        self._world.store.advance(now_us)
        for number, route in enumerate(self.api.routes):
            asked = route.match(request)
            if asked is not None:
                return serve(
                    self._world, route, number, asked, now_us, fit(route, asked, self.api.read)
                )
        answer = self.api.unmatched.give(Scope(Asked(request, {}), now_us))
        return replace(answer, tried=self.explain(request))

    def events(self) -> Iterable[VendorEvent]:
        """Return the product's events, in the order of the timeline."""
        return self._world.store.events

    def explain(self, request: Request) -> tuple[str, ...]:
        """Explain for each route of the API why it does not accept the request, one line each."""
        return tuple(route.why_not(request) for route in self.api.routes)

    def expire_tokens(self) -> None:
        """Make every access token that a login has issued expire now."""
        self._world.tokens.end_access()

    def state(self) -> dict[str, Json]:
        """Return the product's state (events, tokens, cursors, jobs, rates) as JSON, for ``restore``."""
        return {name: getattr(self._world, name).state() for name in KEPT}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Return to a state that ``state`` gave for the same API and timeline."""
        for name in KEPT:
            getattr(self._world, name).restore(state[name])
