"""Runs a request in child processes, and gives what they did in the words of the simulation."""

from __future__ import annotations

from collections.abc import Generator

from ...errors import LoadError
from ...masking.mask import Mask
from ...record.fetch_run import FetchRun
from ...record.stop import Stop
from ...record.store.stored_fetch import StoredRun, without_secrets
from ...request.request import Request
from ...settings.settings import Scenario
from ..choose_vendor import vendor_file_of
from .order import Facts, Limits
from .supervisor import Supervisor


def run_outside(
    request: Request, scenario: Scenario, mask: Mask
) -> Generator[Facts | FetchRun | Stop, None, None]:
    """Run the request's cycles in child processes: first Facts, then each fetch, then why it stopped.

    The child masks what it sends. That is an extra: it shares its process with the integration. What
    comes is masked here again, by ``mask``, which learns what the child has learned.

    On the real clock a fetch ends where the server would end it, which only a supervisor can do.
    Raises what the child raised: XfetchErrors as themselves. Where a later child cannot even begin, what
    the ones before it did stands, and the Stop says why.
    """
    isolation = request.isolation
    limit_s = isolation.real_timeout_s
    if scenario.live:
        limit_s = scenario.timeout_s
    limits = Limits(limit_s, isolation.memory_bytes, waits=scenario.live)
    vendor = vendor_file_of(request)
    named = vendor.name if vendor is not None else ""
    env = request.container.env
    supervisor = Supervisor(request, limits, scenario.tz, isolation.python, mask.learn, named, env)
    events = supervisor.events()
    fetched = False
    try:
        for event in events:
            if isinstance(event, StoredRun):
                fetched = True
                event = without_secrets(event, mask)
            yield event
    except LoadError as error:
        if not fetched:
            raise
        yield Stop(f"no process could go on: {error.what}")
    finally:
        events.close()
