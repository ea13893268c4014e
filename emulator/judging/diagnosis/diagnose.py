"""Finds the causes of findings: chooses which fetches to trace, has them traced, then explains each finding.

To trace a fetch is to run it again while every assignment and condition of the integration is recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ...record.fetch_run import CRASHED, TIMEOUT, FetchRun, History
from ...record.product_event import VendorEvent
from ...record.trace import Trace, Wanted
from ..cause import Cause
from ..finding import Finding
from ..identity import Identity
from ..verdict.passage import Passage, passage_of
from ..verdict.positions import positions_of
from .circumstance import View, around, with_circumstance
from .duplicated import duplicated
from .failing import failing, grown, starved
from .guards import emptied_in, lost_in
from .missing.crowded import crowded_out
from .missing.in_answer import missed_in_answer
from .missing.late import missed_late
from .missing.unasked import missed_in_no_answer
from .missing.unread import position_unread
from .renamed import with_renamed
from .scene import Scene, mentions
from .units import since_1970
from .with_cause import ASKED_FOR, with_asking_line

MISSED, DUPLICATED, GROWS, SINCE_1970 = "XF102", "XF101", "XF210", "XF301"
_IN_ANSWER = "in-answer-not-created"
_FETCH_FAILED = "fetch-failed"
_PASSED = "passed-before-visible"
# Fetches that fail again and again, each time in the same way.
STARVES = "XF418"
KILLED = ("XF403", "XF417")
UNREADABLE = "XF214"
FAILING = (UNREADABLE, "XF302", "XF403", "XF407", "XF416", "XF417", "XF430")
# At most so many findings get a cause. The gravest come first; a tenth one would not be read.
_MOST_FINDINGS = 6
_MOST_IDS = 2_000
# A tie that a limit cut shows in the fetch before; an empty one may lie between.
_FETCHES_BEFORE = 3
# A window that looks back holds a missed event for some fetches more.
_FETCHES_AFTER = 6
_LATER = 10
_EARLY = 3


# Returns the traces of the wanted fetches by cycle; gets those fetches as the run had them.
TraceCall = Callable[[Wanted, Mapping[int, FetchRun]], Mapping[int, Trace]]


def no_traces(wanted: Wanted, recorded: Mapping[int, FetchRun]) -> Mapping[int, Trace]:
    """Return no traces, for a run whose fetches cannot be run again."""
    return {}


def explained(
    findings: Sequence[Finding],
    runs: History,
    identity: Identity,
    truth: Iterable[VendorEvent],
    trace: TraceCall = no_traces,
    *,
    failed: bool = True,
) -> tuple[tuple[Finding, ...], Mapping[int, Trace]]:
    """Return the findings, with causes where they have any, and the traces by cycle from which the causes
    were found.

    ``trace`` is called once, with all fetches to trace. ``failed`` says whether any fetch failed.
    """
    cases = cases_of(findings, runs, identity)
    dying = _died(runs) if failed else ()
    asking = {one.cycle for one in findings if one.rule in ASKED_FOR and one.cycle}
    if not cases and not dying and not asking:
        return with_renamed(findings, {}), {}
    events = {event.id: event for event in truth}
    wanted = wanted_of(cases, identity, events)
    wanted = replace(wanted, cycles=tuple(sorted({*wanted.cycles, *asking})))
    wanted = replace(wanted, dying=tuple(one for one in dying if one[0] not in wanted.cycles))
    recorded = {run.cycle: run for run in runs if run.cycle in wanted.all_cycles}
    traces = trace(wanted, recorded)
    causes = dict(
        zip(
            (id(case.finding) for case in cases),
            causes_of(cases, runs, identity, events, traces),
            strict=True,
        )
    )
    pointed = (
        with_asking_line(one, recorded.get(one.cycle or 0), traces.get(one.cycle or 0))
        if one.rule in ASKED_FOR
        else one
        for one in with_renamed(findings, causes)
    )
    return tuple(pointed), traces


def _died(runs: History) -> tuple[tuple[int, int], ...]:
    """Return the first cycle in which the process died in the integration, with the line; none without
    one.
    """
    for run in runs:
        if run.status == CRASHED and run.failure is not None and run.failure.line is not None:
            return ((run.cycle, run.failure.line.number),)
    return ()


@dataclass(frozen=True)
class Case:
    """A finding whose cause is to be found.

    ``id`` is the id of the event that shows the problem best, empty for a finding that is not about events.
    ``cycle`` is the cycle that missed the event, created it again, or failed. ``first`` is the cycle that
    created the event first, or saved the state that no later fetch can read; 0 for an event that was missed.
    ``after`` is a later cycle that got a missed event too and left it out, 0 for none. ``lost`` is the cycle
    that removed the event's id from the saved state, or emptied that state, 0 for none. ``again`` is False if
    no fetch is run again for the finding, because the record tells all: a killed fetch would only cost its
    time again.
    """

    finding: Finding
    id: str
    cycle: int
    first: int = 0
    lost: int = 0
    after: int = 0
    again: bool = True

    @property
    def traced(self) -> tuple[int, ...]:
        """The cycles whose fetches must be traced: none, one or two."""
        if not self.again:
            return ()
        second = self.lost or self.first or self.after
        return (self.cycle, second) if second else (self.cycle,)


def cases_of(findings: Sequence[Finding], runs: History, identity: Identity) -> tuple[Case, ...]:
    """Return a case for each finding of a rule whose causes xfetch can find, for the first few findings
    only.
    """
    found: list[Case] = []
    for finding in findings:
        case = _case(finding, runs, identity)
        if case is not None and len(found) < _MOST_FINDINGS:
            found.append(case)
    return tuple(found)


def wanted_of(
    cases: Iterable[Case], identity: Identity, truth: Mapping[str, VendorEvent]
) -> Wanted:
    """Return what to trace for these cases: the cycles, the ids of the events to watch, and the key under
    which an event has its id.
    """
    cases = tuple(cases)
    ids = dict.fromkeys((*(case.id for case in cases), *truth))
    ids.update(dict.fromkeys(one for case in cases for one in case.finding.events))
    cycles = sorted({cycle for case in cases for cycle in case.traced})
    leaf = identity.path.rpartition(".")[2]
    focus = tuple(dict.fromkeys(case.id for case in cases if case.id))
    return Wanted(tuple(cycles), tuple(ids)[:_MOST_IDS], leaf, focus)


def causes_of(
    cases: Sequence[Case],
    runs: History,
    identity: Identity,
    truth: Mapping[str, VendorEvent],
    traces: Mapping[int, Trace],
) -> tuple[Cause, ...]:
    """Return the cause of each case, in the order of the cases."""
    if not cases:
        return ()
    near = {
        cycle
        for case in cases
        for cycle in range((case.first or case.cycle - _FETCHES_BEFORE), case.cycle + 1)
    }
    near.update(
        case.cycle + after
        for case in cases
        for after in range(_FETCHES_AFTER)
        if case.finding.rule == MISSED
    )
    near.update(_first_chances(cases, runs, truth))
    # What a later fetch got may explain an earlier one: a wrong unit shows when older events exist.
    near.update(cycle for case in cases for cycle in case.finding.cycles[:_LATER])
    kept: dict[int, FetchRun] = {run.cycle: run for run in runs if run.cycle in near}
    positions = positions_of(runs)
    leaf = identity.path.rpartition(".")[2]
    ids = frozenset(truth) or frozenset(case.id for case in cases)
    passages: dict[int, Passage] = {
        cycle: passage_of(run, ids, leaf, positions) for cycle, run in kept.items()
    }
    begun = next((run for run in runs if not run.last_run.before), None)
    first = passage_of(begun, ids, leaf, positions) if begun is not None else None
    measured = around(runs, truth.values(), identity)
    causes = []
    for case in cases:
        scene = Scene(case.id, truth, identity, kept, passages, traces)
        cause = _cause(case, scene, first)
        view = View(cause, case.finding, scene, measured, case.cycle, case.first, case.lost)
        causes.append(with_circumstance(view))
    return tuple(causes)


def _first_chances(
    cases: Sequence[Case], runs: History, truth: Mapping[str, VendorEvent]
) -> frozenset[int]:
    """Return the first cycles that could have brought a missed event: what they asked may explain why no
    answer ever held it.
    """
    missed = {case.id for case in cases if case.finding.rule == MISSED and case.id in truth}
    visible = sorted((truth[one].visible for one in missed), reverse=True)
    found: set[int] = set()
    for run in runs if visible else ():
        while visible and visible[-1] <= run.at:
            found.update((run.cycle, run.cycle + 1))
            visible.pop()
    return frozenset(found)


def _cause(case: Case, scene: Scene, first: Passage | None) -> Cause:
    """Return the cause of a case. ``first`` is a first fetch without a last run; None without one."""
    rule, shape = case.finding.rule, case.finding.shape
    if rule in FAILING:
        return failing(scene, rule, case.cycle)
    if rule == GROWS:
        return grown(scene, case.cycle)
    if rule == SINCE_1970:
        return since_1970(scene, case.finding, case.cycle)
    if rule == STARVES:
        return starved(scene, case.cycle, case.finding.story or case.finding.message)
    unread = position_unread(scene, case.cycle, first)
    if unread is not None:
        return unread
    if rule == DUPLICATED:
        return duplicated(scene, shape, case.first, case.cycle)
    if shape == _PASSED:
        return crowded_out(scene, case.cycle) or missed_late(scene, case.cycle)
    # The fetch that got the event and failed may have left the position where it was. Then the one decides
    # that moved it past the event, and its answer need not hold the event.
    passage = scene.passages[case.cycle]
    held = passage.failed or passage.that_got(case.id)
    if shape == _IN_ANSWER or (shape == _FETCH_FAILED and held):
        return missed_in_answer(scene, case.cycle)
    return missed_in_no_answer(scene, case.cycle)


def _case(finding: Finding, runs: History, identity: Identity) -> Case | None:
    if finding.rule in FAILING:
        failed = [
            run for run in runs if run.failed and not (run.failure and run.failure.on_purpose)
        ]
        if finding.rule in KILLED:
            failed = [run for run in failed if run.status == TIMEOUT]
        at_line = [run for run in failed if run.failure and run.failure.first_line == finding.line]
        chosen = next(iter(at_line or failed), None)
        if chosen is None:
            return None
        why = chosen.failure
        told = why is not None and (why.loop is not None or why.in_real_time)
        saved = _saved_before(runs, chosen.cycle) if finding.rule == UNREADABLE else 0
        return Case(finding, "", chosen.cycle, saved, again=not told)
    if finding.rule == GROWS:
        grew = [run.cycle for run in runs if run.last_run.was_set and run.incidents]
        # The same line adds in each fetch: an early one is repeated soon.
        return Case(finding, "", grew[:_EARLY][-1]) if grew else None
    if finding.rule == SINCE_1970:
        return Case(finding, "", finding.cycle) if finding.cycle else None
    if finding.rule == STARVES:
        last = max((run.cycle for run in runs if run.last_run.was_set), default=0)
        return Case(finding, "", last) if last else None
    if finding.rule not in (MISSED, DUPLICATED) or not finding.events or not finding.cycle:
        return None
    event, cycle = finding.events[0], finding.cycle
    if finding.rule == MISSED:
        if finding.shape == _FETCH_FAILED:
            return Case(finding, event, _got_again(runs, cycle, event))
        # The next fetch may show why an event that was left out once is left out for good.
        follows = finding.shape == _IN_ANSWER and any(run.cycle == cycle + 1 for run in runs)
        after = cycle + 1 if follows else 0
        if finding.shape == _PASSED:
            after = _got_later(runs, cycle, event)
        return Case(finding, event, cycle, after=after)
    created = _created_in(event, runs, identity)
    first = created[0] if created else cycle
    again = cycle if cycle > first else next((one for one in created[1:]), first)
    lost = lost_in(
        ((run.cycle, run.last_run.after) for run in runs if first <= run.cycle < again), event
    )
    emptied = 0 if lost else emptied_in(run for run in runs if first <= run.cycle < again)
    return Case(finding, event, again, first, lost[0] if lost else emptied)


def _saved_before(runs: History, cycle: int) -> int:
    """Return the last cycle before this one that saved its state; 0 without one."""
    return max((one.cycle for one in runs if one.cycle < cycle and one.last_run.saved), default=0)


def _got_again(runs: History, cycle: int, event: str) -> int:
    """Return the cycle that decided about an event.

    It is ``cycle``. But if that cycle failed and kept its state, it is the next cycle that ended well and
    whose answers held the event, if there is one.
    """
    kept = False
    for run in runs:
        if run.cycle == cycle:
            kept = run.failed and not run.last_run.saved and not run.context_changed
        if run.cycle < cycle or run.failed:
            continue
        if not kept:
            break
        if any(event in one.response_body for one in run.record.exchanges):
            return run.cycle
    return cycle


def _got_later(runs: History, cycle: int, event: str) -> int:
    """Return the first of the next cycles whose answers held the event; 0 without one."""
    for run in runs:
        if cycle < run.cycle < cycle + _FETCHES_AFTER and any(
            mentions(one.response_body, event) for one in run.record.exchanges
        ):
            return run.cycle
    return 0


def _created_in(event: str, runs: History, identity: Identity) -> list[int]:
    """Return the cycles that created an event, in order. A cycle that created it twice is listed twice."""
    return [
        run.cycle
        for run in runs
        for incident in run.incidents
        if identity.asked_id(identity.of(incident)) == event
    ]
