"""Runs a request in child processes, and gives what they did in the words of the simulation."""

from __future__ import annotations

from collections.abc import Generator

from .container.order import Facts, Limits
from .container.supervisor import Supervisor
from .histories.row import Row
from .histories.stored_run import StoredRun
from .history import FetchRun
from .request import Request
from .scenario import Scenario
from .simulation import Stop


def run_outside(
    request: Request, scenario: Scenario
) -> Generator[Facts | FetchRun | Stop, None, None]:
    """Run the request's cycles in child processes: first Facts, then each fetch, then why it stopped.

    On the real clock a fetch ends where the server would end it, which only a supervisor can do.
    Raises what the child raised: XfetchErrors as themselves.
    """
    isolation = request.isolation
    limit_s = isolation.real_timeout_s
    if scenario.live:
        limit_s = scenario.timeout_s
    limits = Limits(limit_s, isolation.memory_bytes)
    events = Supervisor(request, limits, scenario.tz, isolation.python).events()
    try:
        for event in events:
            yield StoredRun(event) if isinstance(event, Row) else event
    finally:
        events.close()
