"""Runs a request in child processes, and gives what they did in the words of the simulation."""

from __future__ import annotations

from collections.abc import Generator

from .container.order import Facts, Limits
from .container.supervisor import Supervisor
from .errors import LoadError
from .histories.stored_run import StoredRun
from .history import FetchRun
from .request import Request
from .scenario import Scenario
from .stop import Stop


def run_outside(
    request: Request, scenario: Scenario
) -> Generator[Facts | FetchRun | Stop, None, None]:
    """Run the request's cycles in child processes: first Facts, then each fetch, then why it stopped.

    On the real clock a fetch ends where the server would end it, which only a supervisor can do.
    Raises what the child raised: XfetchErrors as themselves. Where a later child cannot even begin, what
    the ones before it did stands, and the Stop says why.
    """
    isolation = request.isolation
    limit_s = isolation.real_timeout_s
    if scenario.live:
        limit_s = scenario.timeout_s
    limits = Limits(limit_s, isolation.memory_bytes)
    events = Supervisor(request, limits, scenario.tz, isolation.python).events()
    fetched = False
    try:
        for event in events:
            fetched = fetched or isinstance(event, StoredRun)
            yield event
    except LoadError as error:
        if not fetched:
            raise
        yield Stop(f"no process could go on: {error.what}")
    finally:
        events.close()
