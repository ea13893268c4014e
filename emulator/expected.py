"""Whether a run came to what its scenario expects, and where it did not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice

from .expectation import Bounds, Expectation
from .finding import SEVERITIES
from .outcome import Outcome

_MOST_IDS = 6


def differences(expect: Expectation, outcome: Outcome) -> tuple[str, ...]:
    """One line for each thing that differs; empty where everything holds."""
    return tuple(
        line
        for check in (_counts, _events, _rules, _worst, _statuses, _first_run)
        for line in check(expect, outcome)
    )


def observed(outcome: Outcome) -> Mapping[str, int]:
    """Every number that a scenario may speak of."""
    summary, verdicts = outcome.summary, outcome.verdicts
    numbers = {
        "incidents": summary.incidents,
        "duplicates": summary.duplicates,
        "failed": summary.failed,
        "skipped": summary.skipped,
        "ok": summary.ok,
        "cycles": summary.cycles,
    }
    if verdicts is not None:
        numbers.update(verdicts.counts, late=verdicts.late)
    return numbers


def _counts(expect: Expectation, outcome: Outcome) -> Iterator[str]:
    numbers = observed(outcome)
    for name, bounds in expect.counts.items():
        if name not in numbers:
            yield f"{name}: {bounds} expected, and nobody knows: {_unknown(outcome)}"
        elif not bounds.hold(numbers[name]):
            yield f"{name}: {bounds} expected, {numbers[name]} found"


def _events(expect: Expectation, outcome: Outcome) -> Iterator[str]:
    for verdict, wanted in expect.events.items():
        if outcome.verdicts is None:
            yield f"{verdict}: events expected, and nobody knows: {_unknown(outcome)}"
            continue
        if verdict == "late":
            found = [one.event.id for one in outcome.verdicts if one.late]
        else:
            found = [one.event.id for one in outcome.verdicts.of(verdict)]
        lacking = [one for one in wanted if one not in set(found)]
        beyond = [one for one in found if one not in set(wanted)]
        if lacking:
            yield f"{verdict}: {_named(lacking)} expected, and not so"
        if beyond:
            yield f"{verdict}: {_named(beyond)} found, and not expected"


def _unknown(outcome: Outcome) -> str:
    if outcome.never_reached:
        return "no request ever reached the product"
    return "there is no timeline"


def _named(ids: list[str]) -> str:
    more = f" and {len(ids) - _MOST_IDS} more" if len(ids) > _MOST_IDS else ""
    return ", ".join(islice(ids, _MOST_IDS)) + more


def _rules(expect: Expectation, outcome: Outcome) -> Iterator[str]:
    found = Counter(finding.rule for finding in outcome.findings)
    for rule, bounds in expect.rules.items():
        if not bounds.hold(found[rule]):
            number = "a finding" if bounds == Bounds(1, None) else f"{bounds} findings"
            yield f"{rule}: {number} expected, {found[rule] or 'none'} found"


def _worst(expect: Expectation, outcome: Outcome) -> Iterator[str]:
    gravest = (*SEVERITIES, "none")
    worst = outcome.worst() or "none"
    if expect.worst is not None and gravest.index(worst) < gravest.index(expect.worst):
        rules = sorted({item.rule for item in outcome.findings if item.severity == worst})
        yield f"worst: nothing above {expect.worst} expected, {worst} found ({', '.join(rules)})"


def _statuses(expect: Expectation, outcome: Outcome) -> Iterator[str]:
    if expect.statuses is None:
        return
    found = tuple(run.status for run in islice(outcome.runs, len(expect.statuses)))
    if found != expect.statuses:
        number = next(
            n for n in range(len(expect.statuses)) if found[n : n + 1] != expect.statuses[n : n + 1]
        )
        status = found[number] if number < len(found) else "missing"
        yield f"statuses: cycle {number + 1} is {status}, {expect.statuses[number]} expected"


def _first_run(expect: Expectation, outcome: Outcome) -> Iterator[str]:
    wanted = expect.first_run_from
    found = outcome.window.describe() if outcome.window else "nothing known"
    if wanted is not None and not found.startswith(wanted):
        yield f"first_run_from: {wanted} expected, {found} found"
