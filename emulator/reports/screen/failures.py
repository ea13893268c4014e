"""Failed cycles for the terminal, grouped by their error: the texts about them."""

from __future__ import annotations

from ...judging.diagnosis.failing import EMPTY_PAGE
from ...judging.diagnosis.vocabulary import KINDS, Kind
from ...judging.failures import (
    FailedAlike,
    advice_of,
    failed_alike,
    remedy_in,
)
from ...judging.outcome import Outcome
from ...judging.rules.now_and_then import got_nothing
from ...judging.value_words import counted, cycles_words
from ...record.fetch_run import MODULE_HEALTH, SENDERS, TIMEOUT, FetchRun, LastRunChange
from ...record.trace import LAST, Step
from ..last_run_words import change_words

_MOST_KINDS = 20
_BY_FAULT = " by a fault of the scenario"
_ON_PURPOSE = "failed on purpose"
_ACCEPT = "make this line accept what it got, or leave that record out"
_RETRY = "send the request again after a delay; the next fetch does so anyway"
_LET_IT_FAIL = "catch and log this error, so that it does not end the fetch"
_REQUEST_ERRORS = (
    "HTTPError",
    "ConnectionError",
    "Timeout",
    "RequestException",
    "DemistoException",
)
_TAKE_LESS = "bound pages, events and retries of a fetch, and save what is done"
_NO_EXCEPTION = "check the input before native code gets it: no code can catch this"


def shown_failures(outcome: Outcome) -> tuple[FailedAlike, ...]:
    """Return the failed cycles, grouped by error, at most 20 groups. Fetches whose request nothing
    answered are left out, because the report says elsewhere how to answer it.
    """
    runs = (run for run in outcome.runs if not run.record.attempts)
    return failed_alike(runs)[:_MOST_KINDS]


def title_of(alike: FailedAlike) -> str:
    """Return the cycles and their error: ``cycles 5-10 failed: KeyError: 'catastrophic'``."""
    which = cycles_words(alike.cycles)
    if alike.reason.startswith(_ON_PURPOSE):
        return f"{which} {alike.reason}"
    if went_on(alike.first):
        return f"{which} reported an error: {alike.reason}"
    advice = advice_of(alike.reason)
    reason = alike.reason.removesuffix(f" ({advice})") if advice else alike.reason
    return f"{which} failed{_BY_FAULT if alike.on_purpose else ''}: {reason}"


def last_step(outcome: Outcome, alike: FailedAlike) -> Step | None:
    """Return what the line held at which a process died; None where no repetition showed it."""
    trace = outcome.traces.get(alike.first.cycle)
    steps = [one for one in trace.steps if one.kind == LAST] if trace is not None else []
    return steps[-1] if steps else None


def story_of(outcome: Outcome, alike: FailedAlike, last: Step | None = None) -> str:
    """Return words for what happened in the first of these fetches: at which event the process died; or that
    the code reported the error and went on; or the last line that a killed fetch logged; or what the server
    discarded because of the failure, and which later cycle brought it. Empty without any of these. ``last``
    is what the line held at which a process died.
    """
    if last is not None and last.events:
        later = _brought(outcome, alike, {last.events[0]}, "it")
        return f"the process died at event {last.events[0]}, with the values below{later}"
    if went_on(alike.first):
        calls = alike.first.record.named("updateModuleHealth")
        line = f" in line {calls[-1].line.number}" if calls and calls[-1].line else ""
        error = f" {alike.cause}" if alike.cause else " the error"
        return f"the code caught{error}, reported it{line} and went on"
    logs = alike.first.record.logs
    if alike.raised_nothing and logs:
        # Nothing was raised that could name the record.
        return f"the last that it logged: {' '.join(logs[-1].message.split())}"
    identity = outcome.judgement.identity
    kept = discarded(alike.first, identity.noun)
    if not kept:
        return ""
    where = f" in cycle {alike.first.cycle}" if len(alike.cycles) > 1 else ""
    ids = {identity.asked_id(identity.of(one)) for one in alike.first.dropped}
    later = _brought(outcome, alike, ids, "it" if len(ids) == 1 else "them") if ids else ""
    after = "the request came after the incidents, and " if _after_sending(alike.first) else ""
    return f"{after}its error ended the fetch{where}, so the server discarded {kept}{later}"


def _brought(outcome: Outcome, alike: FailedAlike, ids: set[str], what: str) -> str:
    """Return words for the later cycle that created these events: ``; cycle 4 created it``."""
    identity = outcome.judgement.identity
    for run in outcome.runs:
        created = {identity.asked_id(identity.of(one)) for one in run.incidents}
        if run.cycle > alike.first.cycle and ids & created:
            return f"; cycle {run.cycle} asked again and created {what}"
    return ""


def _after_sending(run: FetchRun) -> bool:
    """Whether a request failed after the fetch had sent its incidents, and ended it."""
    sent = [one.seq for one in run.record.named(*SENDERS) if not one.error]
    failed = [one.seq for one in run.record.exchanges if one.failure or (one.status or 0) >= 400]
    return bool(sent and failed) and failed[-1] > sent[0]


def went_on(run: FetchRun) -> bool:
    """Whether a long-running command caught the error, reported it, and ran on."""
    return run.failure is not None and run.failure.error_type == MODULE_HEALTH


def kind_of(alike: FailedAlike) -> Kind | None:
    """Return the kind of cause of failures that no finding tells of: an answer without events. None where it
    is another one.
    """
    run, failure = alike.first, alike.first.failure
    answered = all((one.status or 500) < 400 for one in run.record.exchanges)
    if alike.on_purpose or failure is None or failure.first_type not in EMPTY_PAGE:
        return None
    return KINDS["crash-on-nothing-new"] if answered and got_nothing(run) else None


def remedy_of(alike: FailedAlike, kind: Kind | None) -> str:
    """Return what to do about failures that no finding tells of; empty for failures on purpose."""
    if alike.on_purpose:
        return ""
    if kind is not None:
        return kind.remedy
    advice = advice_of(alike.reason)
    if advice:
        return remedy_in(advice)
    if alike.raised_nothing:
        return _TAKE_LESS if alike.first.status == TIMEOUT else _NO_EXCEPTION
    if _after_sending(alike.first):
        return _LET_IT_FAIL
    failure = alike.first.failure
    refused = failure is not None and failure.first_type.endswith(_REQUEST_ERRORS)
    return _RETRY if refused else _ACCEPT


def discarded(run: FetchRun, noun: str) -> str:
    """Return what the failed fetch wanted to save and create, in vain: ``since 00:01:00 -> 00:02:00
    and 3 incidents``.
    """
    parts = []
    if run.last_run.was_set and not run.last_run.saved:
        wanted = LastRunChange(
            run.last_run.before, None, run.last_run.asked, was_set=True, saved=False
        )
        parts.append(change_words(wanted, run.at, None))
    if run.dropped:
        parts.append(counted(len(run.dropped), noun))
    return " and ".join(parts)
