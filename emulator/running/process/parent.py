"""Runs a request in child processes, as ``simulation`` does in this one."""

from __future__ import annotations

from collections.abc import Generator

from ...errors import LoadError
from ...masking.mask import Mask
from ...masking.masked_fetch import masked_stored
from ...record.codec import codec
from ...record.fetch_run import FetchRun, Stop
from ...record.store.stored_fetch import StoredRun
from ...record.trace import Trace, Wanted
from ..plan import Plan
from ..vendor_file import vendor_file_of
from .children import Children
from .order import Facts, Limits
from .supervisor import Supervisor


def run_outside(
    plan: Plan, mask: Mask, children: Children | None = None, wanted: Wanted | None = None
) -> Generator[Facts | FetchRun | Trace | Stop, None, None]:
    """Run the plan's cycles in child processes; yield Facts, then each fetch, then a Stop.

    After a fetch that ``wanted`` names follows its trace.

    The child masks what it sends, but it shares its process with the integration. So ``mask``, which learns
    the secrets that the child learns, masks everything here again. On the real clock the supervisor kills a
    fetch at the server's timeout. ``children`` may hold a child that was started ahead.

    Raises:
        XfetchError: one that the child raised, with its class. After the first fetch, a child that cannot
            begin is no error: the Stop says why.
    """
    request, scenario = plan.request, plan.scenario
    isolation = request.isolation
    limit_s = isolation.real_timeout_s
    if scenario.live:
        limit_s = scenario.timeout_s
    limits = Limits(limit_s, isolation.memory_bytes, waits=scenario.live)
    vendor = vendor_file_of(request)
    named = vendor.name if vendor is not None else ""
    env = request.container.env
    supervisor = Supervisor(
        plan, limits, scenario.tz, isolation.python, mask.learn, named, env, children, wanted
    )
    events = supervisor.events()
    fetched = False
    try:
        for event in events:
            if isinstance(event, StoredRun):
                fetched = True
                event = masked_stored(event, mask)
            elif isinstance(event, Trace):
                event = codec(Trace).masked(event, mask)
            yield event
    except LoadError as error:
        if not fetched:
            raise
        yield Stop(f"no process could go on: {error.what}")
    finally:
        events.close()
