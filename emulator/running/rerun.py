"""Runs fetches of a finished run again, to trace them: to record the steps of the integration's code."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from types import ModuleType

from ..errors import VendorBroke, XfetchError
from ..masking.logins import is_login
from ..masking.mask import Mask
from ..product.wire.patching import patched_module, swapped
from ..record.codec import codec
from ..record.entries import Entry, Exchange, Log
from ..record.fetch_run import FetchRun, Stop
from ..record.trace import Trace, Wanted
from ..settings.settings import LONG_RUNNING
from .plan import Plan
from .process.checkpoints import Checkpoint, Checkpoints, segments
from .process.children import Children
from .process.order import Facts
from .process.parent import run_outside

# So many fetches cost less than to start a child.
_MOST_MORE = 60


def traces_of(
    plan: Plan,
    mask: Mask,
    wanted: Wanted,
    recorded: Mapping[int, FetchRun],
    children: Children | None = None,
) -> dict[int, Trace]:
    """Run the wanted cycles of the plan again, each from the last checkpoint before it; return the traces by
    cycle.

    ``recorded`` are the wanted fetches as the first run recorded them. If a fetch does something else this
    time, its trace says so (``reproduced`` is False). A run on the real clock or with the real product is not
    repeated and has no traces.

    ``children`` may hold the child that ran the plan: it has imported everything, so it repeats the fetches
    first. The modules that it imported keep what the run left in them, and a vendor file without ``state()``
    starts again at a checkpoint. Where that makes a difference, a new child repeats the fetches from the
    start of the run. Ctrl-C ends the repetition, not the run: its report has no trace.
    """
    if plan.scenario.live or not wanted.all_cycles:
        return {}
    try:
        cycles = wanted.all_cycles
        # The code of a long-running command runs on through the cycles: it has one beginning.
        kept = plan.scenario.command != LONG_RUNNING
        found = children.checkpoints if children is not None and kept else Checkpoints()
        begins = segments(cycles, found)
        if children is not None and (children.waits or any(begin for begin, _ in begins)):
            traces: dict[int, Trace] = {}
            for begin, some in begins:
                part = _part(wanted, some)
                traces.update(traces_after(plan, mask, part, recorded, children, begin))
            whole = len(traces) == len(cycles)
            if whole and all(one.reproduced for one in traces.values()):
                return traces
        return traces_after(plan, mask, wanted, recorded, children)
    except KeyboardInterrupt:
        return {}


def _part(wanted: Wanted, cycles: tuple[int, ...]) -> Wanted:
    """Return what is wanted of these cycles only."""
    return replace(
        wanted,
        cycles=tuple(one for one in wanted.cycles if one in cycles),
        dying=tuple(one for one in wanted.dying if one[0] in cycles),
    )


def traces_after(
    plan: Plan,
    mask: Mask,
    wanted: Wanted,
    recorded: Mapping[int, FetchRun],
    children: Children | None,
    begin: Checkpoint | None = None,
) -> dict[int, Trace]:
    """Run the wanted cycles of the plan again, all from ``begin`` or from the start of the run; return the
    traces by cycle, as ``traces_of`` does. A fetch that could not be repeated has none.
    """
    traces: dict[int, Trace] = {}
    same, left = True, set(wanted.all_cycles)
    events = _events(plan, mask, wanted, children, begin)
    try:
        for event in events:
            if isinstance(event, FetchRun) and event.cycle in recorded:
                same = same and _did(event) == _did(recorded[event.cycle])
                # The trace of a fetch in which the process died comes before the fetch.
                left -= {cycle for cycle, _ in wanted.dying if cycle == event.cycle}
            elif isinstance(event, Trace):
                traces[event.cycle] = replace(event, reproduced=same)
                left -= {event.cycle} & set(wanted.cycles)
            if isinstance(event, Stop) or not (left or _goes_on(event, wanted, children)):
                break
    except (XfetchError, VendorBroke, RuntimeError):
        # The run itself has ended well: its report comes. What could not be repeated has no trace.
        return traces
    finally:
        events.close()
    return traces


def _goes_on(event: Facts | FetchRun | Trace, wanted: Wanted, children: Children | None) -> bool:
    """Whether to repeat further fetches although all that are needed have been repeated. The child can then
    run the next order; that costs less than a new child, if the fetches are not too many.
    """
    if children is None or not children.many or not isinstance(event, FetchRun | Trace):
        return False
    return event.cycle < max(wanted.all_cycles) + _MOST_MORE


def _did(run: FetchRun) -> tuple[object, ...]:
    """Return what a repeated fetch must have in common with the recorded one.

    The texts of log lines are left out, because a traceback underlines other columns in instrumented code;
    the headers of requests, because clients such as boto3 number each request by chance; the body of a login,
    because it may be encrypted with a nonce. The order of the entries is left out, because threads of the
    integration may send their requests in another order.
    """
    entries = sorted(repr(_compared(one)) for one in run.record.entries)
    return run.at, run.status, run.last_run, run.incidents, run.dropped, entries


def _compared(entry: Entry) -> object:
    if isinstance(entry, Log):
        return entry.level, entry.line
    if isinstance(entry, Exchange):
        body = "" if is_login(entry) else entry.request_body
        return replace(entry, seq=0, request_headers=(), request_body=body)
    return replace(entry, seq=0)


def _events(
    plan: Plan,
    mask: Mask,
    wanted: Wanted,
    children: Children | None,
    begin: Checkpoint | None,
) -> Generator[Facts | FetchRun | Trace | Stop, None, None]:
    if plan.request.isolation.outside:
        return run_outside(plan, mask, children, wanted, begin=begin)
    return _inside(plan, mask, wanted)


def _inside(
    plan: Plan, mask: Mask, wanted: Wanted
) -> Generator[FetchRun | Trace | Stop, None, None]:
    # Imported here: the supervisor does not need what runs a cycle.
    from .bench import bench_of
    from .simulation import simulate
    from .stage import staged
    from .tracing.tracer import Tracer

    tracer = Tracer.of(plan.integration, wanted)
    bench = replace(bench_of(plan, staged(plan, lambda: None)), tracer=tracer)
    with _undebugged():
        for event in simulate(bench, mask):
            yield event
            trace = tracer.trace(event) if isinstance(event, FetchRun) else None
            if trace is not None:
                yield codec(Trace).masked(trace, mask)


@contextmanager
def _undebugged() -> Iterator[None]:
    """A context in which ``breakpoint()`` and ``pdb.set_trace()`` do nothing: the user has stopped there in
    the run itself, and did not ask for its repetition.
    """

    def go_on(*args: object, **options: object) -> None:
        return None

    def silence(pdb: ModuleType, stack: ExitStack) -> None:
        stack.enter_context(swapped(pdb, "set_trace", go_on))

    with swapped(sys, "breakpointhook", go_on), patched_module("pdb", silence):
        yield
