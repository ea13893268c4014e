"""Judges a run from its record: finds duplicates and missed events, and applies the rules.

The fetches are read up to three times: first a sample, to choose the identity of events; then all of
them, once for all rules together; then again, but only where a missed or duplicate event needs an
explanation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace

from ..record.delivery import ASSETS, INTAKE, deliveries
from ..record.fetch_run import FetchRun, History
from ..record.incident import Incident, raw_event, sent_event
from ..record.product_event import VendorEvent
from ..settings.settings import EVENTS_COMMANDS, FETCH_ASSETS, FETCH_INCIDENTS, FETCH_INDICATORS
from .finding import OFF, Finding, in_order
from .grouping import merged
from .identity import (
    EVENT,
    INCIDENT,
    CreatedEvents,
    Duplicate,
    Identity,
    choose_identity,
)
from .implied import split_implied
from .intake.expiration import Expirations, policy_of, with_lapses
from .intake.indicators import IndicatorBook, indicators_of
from .intake.snapshots import Ledger
from .judgement import Judgement
from .made_up import made_up
from .rules import RULES
from .rules.sending import limit_of
from .run_facts import RunFacts
from .stamps import StampFold
from .tally import Tally
from .verdict.event_verdict import MISSED
from .verdict.fold import VerdictFold
from .verdict.positions import PositionFold, Positions
from .verdict.put_back import PutBackFold
from .verdict.reached import ReachedFold
from .verdict.stories import MOST_STORIES, stories_of
from .verdict.stuck import StuckFold
from .window.window import Window, asked_from

# The identity is chosen from the first incidents of a run; more of them would not change the choice.
_SAMPLE_INCIDENTS = 2_000
_SAMPLE_CYCLES = 5_000
_HEADINGS = {rule.code: rule.heading for rule in RULES if rule.heading}


def judge(
    runs: History,
    facts: RunFacts | None = None,
    *,
    id_field: str | None = None,
    truth: Sequence[VendorEvent] | None = None,
    severities: Mapping[str, str] | None = None,
) -> Judgement:
    """Judge the fetches of a run: duplicates, verdicts on events, and the findings of every rule.

    ``facts`` are the known facts of the run; their identity and window are replaced by what judging finds.
    ``id_field`` is the user's ``--id-field``; ``truth`` lists the product's events, None where unknown.
    ``severities`` maps rule codes to error, warning, info or off. A comment in the integration's code can
    also switch a rule off for its line.
    """
    identity, window, positions = _first_look(runs, id_field, truth)
    known = replace(facts or RunFacts(identity), identity=identity, window=window)
    created, tally, standstill = CreatedEvents(identity), Tally(), StuckFold()
    product, put_back, ledger = ReachedFold(), PutBackFold(), Ledger(truth, identity)
    book, expirations = IndicatorBook(), Expirations(policy_of(known.params), identity, truth)
    most = limit_of(known.params) if known.command == FETCH_INCIDENTS else None
    limit = most[1] if most is not None else None
    fates = None if truth is None else VerdictFold(truth, identity, window, positions, limit)
    set_to = severities or {}
    folds = [rule.fold(rule, known) for rule in RULES if set_to.get(rule.code) != OFF]
    found: list[list[Finding]] = [[] for _ in folds]
    failed: FetchRun | None = None
    seen_items: set[str] = set()
    duplicates: dict[int, int] = {}
    repeated: dict[tuple[str, bool], Duplicate] = {}
    for run in runs:
        lost = put_back.see(run)
        if lost is not None:
            created.forget(lost)
            if fates is not None:
                fates.forget(lost)
        again = created.add(run.cycle, run.incidents)
        if again:
            duplicates[run.cycle] = len(again)
            _keep_first_repetitions(again, repeated)
        tally.see(run)
        if run.failed and run.failure is not None and not run.failure.on_purpose:
            failed = run
        beside = run.command != known.command and FETCH_ASSETS in (run.command, known.command)
        if not beside:
            standstill.see(run)
        product.see(run)
        ledger.see(run)
        if run.command == FETCH_INDICATORS:
            book.see(run)
            expirations.see(run)
        if fates is not None:
            fates.see(_with_what_is_new(run, identity, seen_items))
        for fold, findings in zip(folds, found, strict=True):
            if not beside or fold.all_commands:
                findings.extend(fold.see(run, again))
    stuck = standstill.end()
    # A fetch that always fails before its first request also shows why its events never come.
    judged = fates if product.reached or stuck is not None else None
    verdicts = judged.end(stuck=stuck is not None) if judged is not None else None
    stories = stories_of(runs, identity, tuple(repeated.values()), verdicts, positions)
    if verdicts is not None:
        verdicts = verdicts.told(stories)
    missed = tuple(verdicts.of(MISSED)) if verdicts is not None else ()
    snapshots, lapses = ledger.end(), expirations.end()
    for fold, findings in zip(folds, found, strict=True):
        fold.snapshots, fold.lapses = snapshots, lapses
        fold.stories, fold.verdicts, fold.stuck = stories, verdicts, stuck
        findings.extend(fold.end(missed))
    own = made_up(known, tally, failed, verdicts)
    reports = (
        _at_severity(finding, set_to)
        for findings in found
        for finding in findings
        if not switched_off(finding, known) and not own.excuses(finding)
    )
    causes, implied = split_implied(in_order(merged(reports, _HEADINGS)))
    return Judgement(
        identity,
        duplicates,
        verdicts,
        causes,
        window,
        tally,
        implied,
        own,
        snapshots,
        with_lapses(book.end(), expirations.expired, lapses),
    )


def _inventory(run: FetchRun) -> Iterator[Incident]:
    """Yield the assets that the intake took in a fetch, or the indicators that a feed sent."""
    if run.command == FETCH_ASSETS:
        for one in deliveries(run.record):
            items = one.items if one.kind == ASSETS else ()
            yield from (item for item in items if isinstance(item, dict))
    elif run.command == FETCH_INDICATORS:
        yield from indicators_of(run)


def _with_what_is_new(run: FetchRun, identity: Identity, seen: set[str]) -> FetchRun:
    """Return a fetch of assets or indicators whose incidents are only the items that no earlier fetch had;
    return any other fetch unchanged. ``seen`` holds the keys of the items so far, and gets the new ones.

    Each snapshot, and each fetch of a feed, may hold everything again.
    """
    found = {identity.of(one): one for one in _inventory(run)}
    if not found:
        return run
    new = tuple(one for key, one in found.items() if key not in seen)
    seen.update(found)
    # A fetch that is read from a store cannot be replaced.
    values = {one.name: getattr(run, one.name) for one in fields(FetchRun)}
    return FetchRun(**{**values, "incidents": new})


def _keep_first_repetitions(
    again: Sequence[Duplicate], repeated: dict[tuple[str, bool], Duplicate]
) -> None:
    """Keep the duplicates that need an explanation: for each event the first one within a single fetch and
    the first one in a later fetch, at most ``MOST_STORIES``.
    """
    for item in again:
        if len(repeated) < MOST_STORIES:
            repeated.setdefault((item.identity, item.cycle == item.first_cycle), item)


def _at_severity(finding: Finding, set_to: Mapping[str, str]) -> Finding:
    severity = set_to.get(finding.rule)
    return replace(finding, severity=severity) if severity else finding


def switched_off(finding: Finding, facts: RunFacts) -> bool:
    """Whether a comment such as ``# xfetch: off XF203`` switches the rule off at the finding's line."""
    if finding.line is None or finding.line.file != facts.file:
        return False
    codes = (facts.code.get("off") or {}).get(str(finding.line.number), ())
    return finding.rule in codes or "*" in codes


def _first_look(
    runs: History, id_field: str | None, truth: Sequence[VendorEvent] | None
) -> tuple[Identity, Window | None, Positions]:
    """Read the first fetches. Return the field by which events are compared, the time window of the first
    run, and which saved values the requests are built from.
    """
    batches: list[tuple[Incident, ...]] = []
    first: FetchRun | None = None
    sampled = 0
    noun: str | None = None
    moving = PositionFold()
    stamps = StampFold(lambda sent: sent_event(sent) if noun == EVENT else raw_event(sent))
    for number, run in enumerate(runs):
        first = first or (run if run.first_run else None)
        noun = noun or _noun(run)
        batches.append(run.incidents or tuple(_inventory(run)))
        stamps.see(run)
        moving.see(run)
        sampled += len(run.incidents)
        if sampled >= _SAMPLE_INCIDENTS or number >= _SAMPLE_CYCLES:
            break
    truth_ids = frozenset(event.id for event in truth) if truth is not None else None
    window = asked_from(first.record.exchanges, first.at) if first else None
    identity = choose_identity(
        batches, id_field, truth_ids, noun=noun or INCIDENT, stamps=stamps.end()
    )
    return identity, window, moving.end()


def _noun(run: FetchRun) -> str | None:
    """Return whether the fetch sends ``event`` or ``incident``, judged by its command and calls; None
    where neither shows it.
    """
    if run.command in (*EVENTS_COMMANDS, FETCH_INDICATORS):
        return EVENT
    if run.record.named("incidents", "createIncidents"):
        return INCIDENT
    return EVENT if run.record.named(INTAKE, "send_events_to_xsiam") else None
