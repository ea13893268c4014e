"""XF1xx: what was created."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from ..finding import ERROR, WARNING, Finding
from ..history import FetchRun
from ..identity import Duplicate
from .rule import Judged, Rule, line_of

_SENDERS = ("incidents", "createIncidents", "send_events_to_xsiam")


def _duplicates(rule: Rule, judged: Judged) -> Iterator[Finding]:
    runs = {run.cycle: run for run in judged.runs}
    by_event = sorted(judged.duplicates, key=lambda item: (item.identity, item.cycle, item.index))
    groups = [list(group) for _, group in groupby(by_event, key=lambda item: item.identity)]
    for group in sorted(groups, key=lambda group: (group[0].cycle, group[0].index)):
        yield _one_event(rule, judged, group, runs)


def _one_event(
    rule: Rule, judged: Judged, group: list[Duplicate], runs: Mapping[int, FetchRun]
) -> Finding:
    first = group[0]
    run = runs[first.cycle]
    label = judged.identity.label(run.incidents[first.index])
    cycles = [first.first_cycle, *(item.cycle for item in group)]
    times = {2: "twice", 3: "three times"}.get(len(cycles), f"{len(cycles)} times")
    if len(set(cycles)) == 1:
        where = f"in the one batch of cycle {cycles[0]}"
    else:
        where = f"cycles {', '.join(str(cycle) for cycle in cycles[:6])}"
        where += ", …" if len(cycles) > 6 else ""
    return rule.finding(
        judged,
        first.cycle,
        f"{label} created {times}: {where}",
        line_of(run, *_SENDERS),
        incident=label,
        cycles=cycles,
        identity=judged.identity.describe(),
    )


def _missed(rule: Rule, judged: Judged) -> Iterator[Finding]:
    runs = {run.cycle: run for run in judged.runs}
    for missed in judged.missed:
        event, run = missed.event, runs[missed.passed_cycle]
        day = event.created.date() != run.at.date()
        created = f"{event.created:%m-%d %H:%M:%S}" if day else f"{event.created:%H:%M:%S}"
        yield rule.finding(
            judged,
            run.cycle,
            f"event {event.id}, created {created}, never became an incident: cycle {run.cycle} could"
            " see it, and went past it",
            line_of(run, *_SENDERS),
            event=event.id,
            created=event.created.isoformat(),
            visible=event.visible.isoformat(),
            last_run_after=run.last_run.after,
        )


def _several_calls(rule: Rule, judged: Judged) -> Iterator[Finding]:
    for run in judged.runs:
        calls = run.record.named("incidents")
        if len(calls) > 1:
            yield rule.finding(
                judged,
                run.cycle,
                f"incidents() was called {len(calls)} times in one run",
                calls[-1].line,
                lines=[str(call.line) for call in calls],
            )
            return


DUPLICATE = Rule(
    code="XF101",
    name="duplicate-incident",
    severity=ERROR,
    meaning="An event was created more than once, in one batch or in a later cycle.",
    source="observed: the server creates what it is sent",
    judge=_duplicates,
)
MISSED = Rule(
    code="XF102",
    name="missed-incident",
    severity=ERROR,
    meaning="An event the product had was passed over: later ones were created, it never was.",
    source="the vendor's own ground truth (events())",
    judge=_missed,
)
SEVERAL_CALLS = Rule(
    code="XF103",
    name="incidents-called-twice",
    severity=WARNING,
    meaning="incidents() was called more than once in a run; what the server does then is not documented.",
    source="assumed: the lists are joined (--assume several-incidents-calls)",
    judge=_several_calls,
)
