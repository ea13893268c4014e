"""A route: one endpoint of the simulated product, the requests that it accepts, and what it does with
them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ...message import Request
from ..shape.reference import Asked, Reference
from .answer import Answer
from .auth import EVERYBODY, Auth
from .filters import Filter
from .job import JobStep
from .login import Login
from .order import OLDEST_FIRST, Order
from .page import UNPAGED, Paging
from .path_pattern import PathPattern
from .rate import Rate
from .search import Search
from .when import Test
from .write import Write

_COUNTED = frozenset(("total", "pages", "content_range"))
METHODS = ("get", "post", "put", "patch", "delete", "head", "any")


@dataclass(frozen=True)
class Route:
    """An endpoint of the simulated product. It serves the events of ``stream``, None means of all streams.

    ``one`` is the place of an event's id in the request, for an answer with a single event; True serves the
    first event that matches. ``errors`` are the answers to refused requests, by the kind of the Refusal.
    """

    method: str
    path: PathPattern
    answer: Answer
    when: tuple[Test, ...] = ()
    auth: Auth = EVERYBODY
    rate: Rate | None = None
    stream: str | None = None
    filters: tuple[Filter, ...] = ()
    search: Search | None = None
    order: Order = OLDEST_FIRST
    page: Paging = UNPAGED
    one: Reference | bool = False
    write: Write | None = None
    job: JobStep | None = None
    login: Login | None = None
    errors: Mapping[str, Answer] = field(default_factory=dict, hash=False)

    @property
    def name(self) -> str:
        """The method and path, as reports show them: ``GET /alerts/{id}``."""
        return f"{self.method.upper()} {self.path.text}"

    @cached_property
    def counts(self) -> bool:
        """Whether the route's answer shows the total number of matching events, so that they must be
        counted.
        """
        return bool(self.answer.names & _COUNTED) or self.page.range is not None

    def match(self, request: Request) -> Asked | None:
        """Return the request with the path's variables; None if this route does not accept the request."""
        if self.method not in ("any", request.method.lower()):
            return None
        variables = self.path.match(request)
        if variables is None:
            return None
        asked = Asked(request, variables)
        for test in self.when:
            if test.why_not(asked):
                return None
        return asked

    def why_not(self, request: Request) -> str:
        """Explain in one line why the route does not accept the request."""
        reasons = []
        if self.method not in ("any", request.method.lower()):
            reasons.append(f"the method is {request.method}")
        path = self.path.why_not(request)
        if path is not None:
            reasons.append(path)
        elif not reasons:
            asked = Asked(request, self.path.match(request) or {})
            reasons += [why for test in self.when if (why := test.why_not(asked))]
        return f"{self.name}: {'; '.join(reasons) or 'matches'}"

    @cached_property
    def references(self) -> list[Reference]:
        """The places in a request whose values a paging cursor must keep for the following pages."""
        found = [own.reference for own in self.filters if own.reference is not None]
        others = (
            self.search.reference if self.search else None, self.order.asked, self.order.direction,
            self.page.limit,
        )  # fmt: skip
        return [*found, *(reference for reference in others if reference is not None)]
