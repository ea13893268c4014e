"""Compares two runs: one with a guessed value, one with an alternative in its place."""

from __future__ import annotations

from collections.abc import Mapping

from ..record.entries import Json
from .guessed import FAILED, Tried
from .outcome import Outcome
from .verdict.event_verdict import BLOCKED, DELIVERED, DUPLICATED, MISSED

_TROUBLE = (DUPLICATED, MISSED, BLOCKED, FAILED)


def tried(here: Outcome, there: Outcome, value: Json) -> Tried:
    """Compare the run ``here`` (with the guess) and the run ``there`` (with the alternative ``value``);
    return what changes and whether the alternative is worse or better.
    """
    before, after = _facts(here), _facts(there)
    changes = {name: after[name] for name in after if set(before[name]) != set(after[name])}
    worse = any(name in changes and after[name] and not before[name] for name in _TROUBLE)
    worse = worse or bool(before[DELIVERED] and not _came(after))
    better = here.exit_code() == 1 and there.exit_code() == 0 and _came(after)
    breaks = not _came(after) or not set(after[FAILED]) <= set(before[FAILED])
    return Tried(value, changes, worse, better, breaks=breaks, findings=there.findings)


def _came(facts: Mapping[str, tuple[str | int, ...]]) -> bool:
    return bool(facts[DELIVERED] or facts[DUPLICATED])


def _facts(outcome: Outcome) -> dict[str, tuple[str | int, ...]]:
    verdicts = tuple(outcome.verdicts or ())
    found: dict[str, tuple[str | int, ...]] = {
        name: tuple(one.event.id for one in verdicts if one.verdict == name)
        for name in (DUPLICATED, MISSED, BLOCKED, DELIVERED)
    }
    failed = (run for run in outcome.runs if run.failed)
    found[FAILED] = tuple(
        run.cycle for run in failed if not (run.failure and run.failure.on_purpose)
    )
    return found
