"""Runs the fetches of a plan in child processes; ``simulation`` runs them in this process."""

from __future__ import annotations

from collections.abc import Callable, Generator

from ...errors import LoadError
from ...masking.mask import Mask
from ...masking.masked_fetch import masked_stored
from ...record.codec import codec
from ...record.fetch_run import FetchRun, Stop
from ...record.store.stored_fetch import StoredRun
from ...record.trace import Trace, Wanted
from ..plan import Plan
from ..vendor_file import vendor_file_of
from .checkpoints import Checkpoint
from .children import Children
from .order import Facts, Limits
from .supervisor import Supervisor


def run_outside(
    plan: Plan,
    mask: Mask,
    children: Children | None = None,
    wanted: Wanted | None = None,
    meanwhile: Callable[[], object] = lambda: None,
    begin: Checkpoint | None = None,
) -> Generator[Facts | FetchRun | Trace | Stop, None, None]:
    """Run the plan's fetches in child processes; yield Facts, then each fetch, then a Stop.

    A fetch that ``wanted`` names is followed by its trace; if the process dies in the fetch, the trace comes
    before it. The child masks secrets in what it sends, but the integration runs in the same process and
    could prevent that. So fetches and traces are masked here again by ``mask``, which also gets the secrets
    that the child receives. The caller must mask the texts of the Facts and the Stop. On the real clock the
    supervisor kills a fetch at the server's timeout. ``children`` may hold a child that was started ahead.
    ``meanwhile`` is called once, when the child has begun to work. ``begin`` is the checkpoint after which
    the run begins, None for its start.

    Raises:
        XfetchError: an error that the child raised, with the same class. If a child cannot begin after the
        first fetch, nothing is raised: the Stop gives the reason.
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
        plan,
        limits,
        scenario.tz,
        isolation.python,
        mask.learn,
        named,
        env,
        children,
        wanted,
        meanwhile,
        begin,
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
