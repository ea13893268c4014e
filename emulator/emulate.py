"""The API for the command line and for pytest: prepare a request, run its cycles, judge them.

prepare(request)  -> Prepared    reads and checks everything; runs nothing
emulate(prepared) -> Outcome     runs the cycles, then judges them
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from .errors import CannotWrite, NotEmulatedError, VendorBroke, VendorError
from .masking.masked_error import masked_errors
from .record.fetch_run import COMPLETE, INTERRUPTED, FetchRun, Stop
from .record.store.kept_fetches import KeptRuns
from .record.trace import Trace
from .request.request import Request
from .running.prepare import Prepared
from .running.prepare import prepare as prepare_run
from .running.process.children import Children
from .running.process.order import Facts
from .running.process.parent import run_outside
from .running.reachable import check_reached
from .running.vendor_file import located

if TYPE_CHECKING:
    from .judging.outcome import Outcome


def prepare(request: Request) -> Prepared:
    """Read and check everything that can be wrong before a cycle runs.

    Raises UsageError, LoadError or VendorError with what, where and what to do; no error contains a secret.
    """
    if request.judging.expect is not None and request.judging.expect.rules:
        # Imported here: it brings all rules, which other runs need later.
        from .judging.rule_settings import known_rule

        # A scenario that expects no finding of an unknown rule would always be satisfied.
        where = f"{request.scenario_file or 'the scenario'}: expect.rules"
        for code in request.judging.expect.rules:
            known_rule(code, where)
    return prepare_run(request)


def emulate(
    prepared: Prepared,
    watch: Callable[[FetchRun], None] = lambda run: None,
    zone: str = "",
    children: Children | None = None,
    *,
    traced: bool = True,
    meanwhile: Callable[[], object] = lambda: None,
) -> Outcome:
    """Run the cycles and judge them. ``watch`` is called with the record of each fetch as soon as it has
    ended. ``meanwhile`` is called once, when the child process has begun to work; never without a child.

    With ``zone`` the cycles run a second time in that time zone, and findings report the differences.
    ``children`` may hold a child process that was started ahead. With ``traced`` the fetches that findings
    concern run once more, to find the lines of code that decided.

    Raises LoadError if the integration cannot run at all, and VendorError if the vendor file fails before the
    first fetch has ended; errors contain no secrets. Ctrl-C and a later failure of the vendor file end the
    cycles, and those that have ended are judged.
    """
    with masked_errors(prepared.mask), ExitStack() as stack:
        if children is None and prepared.request.isolation.outside:
            children = stack.enter_context(Children())
        return _emulated(prepared, watch, zone, children, traced, meanwhile)


def emulate_whole(
    prepared: Prepared, children: Children | None = None, *, traced: bool = True
) -> Outcome:
    """Run the cycles and judge them, as ``emulate`` does, but raise KeyboardInterrupt if the run was
    interrupted.
    """
    outcome = emulate(prepared, children=children, traced=traced)
    if outcome.stop == INTERRUPTED:
        raise KeyboardInterrupt
    return outcome


def emulate_again(
    request: Request, children: Children | None = None, *, traced: bool = False
) -> Outcome:
    """Run a variant of a request that has run before. Nothing is stored or compared with an expectation, and
    the causes of findings are sought only if it is ``traced``. ``children`` may hold the child of the earlier
    run, which then runs this one too.

    Raises KeyboardInterrupt if the run was interrupted.
    """
    judging = replace(request.judging, expect=None)
    prepared = prepare(replace(request, judging=judging, store=None))
    return emulate_whole(prepared, children, traced=traced)


def _emulated(
    prepared: Prepared,
    watch: Callable[[FetchRun], None],
    zone: str,
    children: Children | None,
    traced: bool,
    meanwhile: Callable[[], object],
) -> Outcome:
    runs, stop = KeptRuns(prepared.request.store), Stop(COMPLETE)
    events = _events(prepared, children, meanwhile)
    try:
        prepared, stop = _followed(prepared, events, runs, watch)
        # Imported here, like all that judges: `_events` has done it while the child worked.
        from .running.judged import completed, judged

        outcome = judged(prepared, runs.whole(), stop, children, traced)
        if zone:
            from .running.other_zone import compared

            outcome = compared(outcome, prepared.request, zone, emulate_again)
        outcome = completed(outcome, prepared.request, runs)
    except BaseException:
        runs.discard()
        raise
    finally:
        events.close()
    return outcome


def _followed(
    prepared: Prepared,
    events: Generator[Facts | FetchRun | Trace | Stop, None, None],
    runs: KeptRuns,
    watch: Callable[[FetchRun], None],
) -> tuple[Prepared, Stop]:
    """Read the events of the run as they come: facts, fetches, the reason for the end. Put the fetches into
    ``runs``.

    Return ``prepared`` with the facts that the child process found out, and the reason for the end.
    """
    stop = Stop(COMPLETE)
    try:
        for event in events:
            if isinstance(event, Stop):
                # The child still ends: it is closed with the events, after the judging.
                stop = event
                break
            if isinstance(event, Facts):
                prepared = with_facts(prepared, event)
            elif isinstance(event, FetchRun):
                if not len(runs):
                    check_reached(prepared.integration, event)
                runs.append(event)
                watch(event)
    except KeyboardInterrupt:
        stop = Stop(INTERRUPTED)
    except CannotWrite as full:
        stop = Stop(str(full))
    except (VendorBroke, VendorError) as broke:
        error = broke.error if isinstance(broke, VendorBroke) else broke
        error = located(error, prepared.request)
        if not len(runs):
            raise error from broke
        stop = Stop(f"{error.where}: {error.what}" if error.where else error.what)
    return prepared, stop


def _events(
    prepared: Prepared, children: Children | None, meanwhile: Callable[[], object]
) -> Generator[Facts | FetchRun | Trace | Stop, None, None]:
    def side_by_side() -> None:
        from .running.judged import read_code

        read_code(prepared)
        meanwhile()

    if prepared.request.isolation.outside:
        return run_outside(prepared.plan, prepared.mask, children, meanwhile=side_by_side)
    # Imported here: the supervisor of a child does not need what runs a cycle.
    from .running.bench import bench_of
    from .running.simulation import simulate

    return simulate(bench_of(prepared.plan, prepared.stage), prepared.mask)


def with_facts(prepared: Prepared, facts: Facts) -> Prepared:
    """Return ``prepared`` with the facts that only the child knows, such as the number of cycles."""
    scenario = replace(prepared.scenario, cycles=facts.cycles)
    stage = replace(
        prepared.stage,
        scenario=scenario,
        vendor_label=facts.vendor_label,
        truth=facts.truth,
    )
    return replace(prepared, stage=stage, shut_in=facts.shut_in)


__all__ = [
    "NotEmulatedError",
    "Prepared",
    "Request",
    "emulate",
    "emulate_again",
    "emulate_whole",
    "prepare",
]
