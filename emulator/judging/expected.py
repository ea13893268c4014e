"""Compares a run with what its scenario expects, and explains each difference.

Three things are differences even if the expectation does not mention them: a failed fetch that neither a
fault nor an option caused, an event that can never come because every fetch fails (blocked), and an event
that is still pending after the extra cycles at the end. An expectation that allows one of them has to name
it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from ..record.fetch_run import FetchRun
from ..settings.expectation import Bounds, Expectation
from .finding import SEVERITIES
from .implied import led_to
from .outcome import Outcome
from .value_words import counted, listed
from .verdict.event_verdict import (
    BLOCKED,
    DELIVERED,
    DUPLICATED,
    MISSED,
    PENDING,
    VERDICT_WORDS,
    VERDICTS,
    EventVerdict,
)

_MOST_IDS = 6
_MOST_STORIES = 3
_LATE, _FAILED, _DUPLICATES = "late", "failed", "duplicates"
_WORDS = {**VERDICT_WORDS, _LATE: "delivered late"}
# For each count: its noun, and the words that follow it.
_COUNTED = {
    "incidents": ("incident", "created"),
    _DUPLICATES: ("incident", "created again"),
    _FAILED: ("cycle", "failed"),
    "skipped": ("cycle", "skipped"),
    "ok": ("cycle", "ended well"),
    "cycles": ("cycle", "in all"),
}


def held_to(expect: Expectation | None, outcome: Outcome) -> Outcome:
    """Return the outcome together with what its scenario expects and the differences from that."""
    if expect is None:
        return outcome
    return replace(outcome, expect=expect, differs=differences(expect, outcome))


def differences(expect: Expectation, outcome: Outcome) -> tuple[str, ...]:
    """Return one line per difference; empty where the run is as expected."""
    checks = (_counts, _events, _unnamed, _rules, _worst, _statuses, _first_run, _cause)
    return tuple(line for check in checks for line in check(expect, outcome))


def observed(outcome: Outcome) -> Mapping[str, int]:
    """Return every count that a scenario can expect, by name; unknown counts are left out.

    Failures that a fault or an option caused do not count as failed.
    """
    summary, verdicts = outcome.summary, outcome.verdicts
    numbers = {
        "incidents": summary.incidents,
        _DUPLICATES: summary.duplicates,
        _FAILED: outcome.judgement.tally.unasked_failures,
        "skipped": summary.skipped,
        "ok": summary.ok,
        "cycles": summary.cycles,
    }
    if verdicts is not None:
        numbers.update(verdicts.counts, late=verdicts.late)
        if outcome.unproven:
            del numbers[MISSED]
    return numbers


def _counts(expect: Expectation, outcome: Outcome) -> Iterator[str]:
    numbers = observed(outcome)
    for name, bounds in expect.counts.items():
        if name not in numbers:
            yield f"{name}: unknown, expected {bounds}: {_unknown(outcome)}"
        elif not bounds.hold(numbers[name]):
            noun, words = _COUNTED.get(name) or ("event", _WORDS[name])
            number = numbers[name]
            told = f"{counted(number, noun)} {words}, expected {bounds}"
            told += _on_purpose(outcome) if name == _FAILED else ""
            if name == DELIVERED and number < bounds.low:
                yield f"{told}{_others(numbers)}"
            else:
                yield _with_stories(told, _stories(name, outcome), number)


def _on_purpose(outcome: Outcome) -> str:
    """Return words about the failed cycles that a fault or an option caused: the expectation does not
    count them.
    """
    asked = outcome.judgement.tally.failed - outcome.judgement.tally.unasked_failures
    return f" (not counted: {asked} on purpose)" if asked else ""


def _others(numbers: Mapping[str, int]) -> str:
    """Return words for the numbers of events with another verdict than ``delivered``, such as ``; 2
    missed``.
    """
    verdicts = (name for name in VERDICTS if name != DELIVERED and numbers.get(name))
    others = [f"{numbers[name]} {_WORDS[name]}" for name in verdicts]
    return f"; {', '.join(others)}" if others else ""


def _unknown(outcome: Outcome) -> str:
    if outcome.verdicts is None and not outcome.never_reached:
        return "there is no timeline"
    return outcome.unproven


def _stories(name: str, outcome: Outcome) -> Iterator[str]:
    """Yield an explanation for each cycle, incident or event that the count ``name`` counts."""
    if name == _FAILED:
        return map(_failure, _unasked(outcome))
    if name == _DUPLICATES:
        return (item.message for item in outcome.findings if item.rule == "XF101")
    if name in _WORDS:
        return map(_event, _of(name, outcome))
    return iter(())


def _with_stories(told: str, stories: Iterable[str], number: int) -> str:
    """Append to the line ``told`` the first few of the explanations ``stories``; ``number`` is how many
    there are in all.
    """
    first = list(islice(stories, _MOST_STORIES))
    if not first:
        return told
    more = f" … and {number - len(first)} more" if number > len(first) else ""
    return f"{told}: {'; '.join(first)}{more}"


def _failure(run: FetchRun) -> str:
    return f"cycle {run.cycle}: {' '.join(run.message.split())}"


def _unasked(outcome: Outcome) -> Iterator[FetchRun]:
    for run in outcome.runs:
        if run.failed and not (run.failure and run.failure.on_purpose):
            yield run


def _of(verdict: str, outcome: Outcome) -> Iterator[EventVerdict]:
    """Yield the verdicts of one kind on the events; ``late`` is also a kind here."""
    verdicts = outcome.verdicts
    if verdicts is None:
        return iter(())
    if verdict == _LATE:
        return (one for one in verdicts if one.late)
    return verdicts.of(verdict)


def _event(one: EventVerdict) -> str:
    if one.verdict == DUPLICATED:
        # Only the first deliveries are kept.
        cycles = list(dict.fromkeys(item.cycle for item in one.delivered))
        place = f"cycle {cycles[0]}" if len(cycles) == 1 else f"cycles {_listed(cycles)}"
        return f"{one.event.id} in {place}"
    return one.story or one.event.id


def _listed(cycles: list[int]) -> str:
    shown = [str(cycle) for cycle in cycles[:_MOST_IDS]]
    if len(cycles) > _MOST_IDS:
        return f"{', '.join(shown)} …"
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def _events(expect: Expectation, outcome: Outcome) -> Iterator[str]:
    for verdict, wanted in expect.events.items():
        words = _WORDS[verdict]
        if outcome.verdicts is None or (verdict == MISSED and outcome.unproven):
            expected = listed(wanted) or "none"
            yield f"{verdict}: unknown, expected {expected}: {_unknown(outcome)}"
            continue
        found = {one.event.id: one for one in _of(verdict, outcome)}
        lacking = {one for one in wanted if one not in found}
        beyond = [one for name, one in found.items() if name not in set(wanted)]
        if lacking:
            yield f"expected {listed(sorted(lacking))} {words}; {_instead(lacking, outcome)}"
        if beyond:
            told = f"{counted(len(beyond), 'event')} {words}, not expected"
            yield _with_stories(told, map(_event, beyond), len(beyond))


def _instead(ids: set[str], outcome: Outcome) -> str:
    """Return words for the verdicts that those events got instead: ``A2 was delivered``."""
    became: dict[str, list[str]] = {}
    for one in outcome.verdicts or ():
        if one.event.id in ids:
            became.setdefault(_WORDS[one.verdict], []).append(one.event.id)
    known = {name for names in became.values() for name in names}
    parts = [f"{listed(names)} {_was(names)} {words}" for words, names in became.items()]
    absent = sorted(ids - known)
    if absent:
        parts.append(f"no event has the id {listed(absent)}")
    return ", ".join(parts)


def _was(names: list[str]) -> str:
    return "was" if len(names) == 1 else "were"


def _unnamed(expect: Expectation, outcome: Outcome) -> Iterator[str]:
    """Yield lines about failed cycles, blocked events and pending events that the expectation does not
    name.
    """
    if _FAILED not in expect.counts:
        stated = len(expect.statuses or ())
        failed = [run for run in _unasked(outcome) if run.cycle > stated]
        if failed:
            told = f"{len(failed)} of {outcome.judgement.tally.cycles} cycles failed, and `expect` names no"
            told += " failure (`failed`, `statuses`)"
            yield _with_stories(told, map(_failure, failed), len(failed))
    for verdict in (BLOCKED, PENDING) if outcome.drained else (BLOCKED,):
        if verdict not in expect.counts and verdict not in expect.events:
            left = list(_of(verdict, outcome))
            if left:
                number = counted(len(left), "event")
                told = f"{number} {_WORDS[verdict]} at the end, and `expect` does not name them (`{verdict}`)"
                yield _with_stories(told, map(_event, left), len(left))


def _rules(expect: Expectation, outcome: Outcome) -> Iterator[str]:
    found: Counter[str] = Counter()
    for finding in (*outcome.findings, *outcome.judgement.implied):
        found[finding.rule] += finding.reports
    for rule, bounds in expect.rules.items():
        if bounds.hold(found[rule]):
            continue
        wanted = "one or more" if bounds == Bounds(1, None) else str(bounds)
        told = f"{counted(found[rule], 'finding')} of {rule}, expected {wanted}"
        messages = [item.message for item in outcome.findings if item.rule == rule]
        yield _with_stories(told, messages, len(messages))


def _worst(expect: Expectation, outcome: Outcome) -> Iterator[str]:
    gravest = (*SEVERITIES, "none")
    worst = outcome.worst() or "none"
    if expect.worst is not None and gravest.index(worst) < gravest.index(expect.worst):
        found = [item for item in outcome.findings if item.severity == worst]
        told = f"the worst finding has severity {worst}, expected nothing above {expect.worst}"
        yield _with_stories(told, (f"{one.rule} {one.message}" for one in found), len(found))


def _statuses(expect: Expectation, outcome: Outcome) -> Iterator[str]:
    if expect.statuses is None:
        return
    found = tuple(islice(outcome.runs, len(expect.statuses)))
    for number, wanted in enumerate(expect.statuses):
        status = found[number].status if number < len(found) else "missing"
        if status != wanted:
            told = f"cycle {number + 1} is {status}, expected {wanted}"
            failed = (found[number],) if number < len(found) and found[number].failed else ()
            yield _with_stories(told, (" ".join(one.message.split()) for one in failed), 1)
            return


def _cause(expect: Expectation, outcome: Outcome) -> Iterator[str]:
    """Yield a line for each difference in the cause: compare the cause of the first finding that has one,
    and the source text of its deciding line, with the expected ones.
    """
    if expect.cause is None and expect.line is None:
        return
    leading = led_to(outcome.findings, outcome.judgement.duplicates)
    first = next((one for one, _ in leading if one.cause is not None), None)
    if first is None or first.cause is None:
        yield f"no finding names a cause, expected {expect.cause or expect.line}"
        return
    found = f"{first.cause.code} ({first.cause.because})"
    if expect.cause is not None and first.cause.code != expect.cause:
        yield f"the cause of {first.rule} is {found}, expected {expect.cause}"
    decided = outcome.decided(first)
    if expect.line is not None and decided != expect.line.strip():
        yield f"the line that decided is {decided or 'unknown'}, expected {expect.line.strip()}"


def _first_run(expect: Expectation, outcome: Outcome) -> Iterator[str]:
    wanted = expect.first_run_from
    found = outcome.judgement.window.describe() if outcome.judgement.window else "an unknown time"
    if wanted is not None and not found.startswith(wanted):
        yield f"the first run asked from {found}, expected {wanted}"
