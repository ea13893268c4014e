"""XF2xx: what was kept between two fetches."""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import INFO, WARNING, Finding
from ..record import Json
from .rule import Judged, Rule, line_of


def _kept(rule: Rule, judged: Judged) -> Iterator[Finding]:
    for run in judged.runs:
        asked = run.last_run.was_set and not run.last_run.saved
        if run.failed and (asked or run.dropped):
            yield rule.finding(
                judged,
                run.cycle,
                "the run failed, so the server kept the last run it had"
                + (f"; {len(run.dropped)} incidents were not created" if run.dropped else ""),
                run.failure.line if run.failure else None,
                kept=run.last_run.before,
                asked=run.last_run.asked,
                dropped=len(run.dropped),
            )


def _not_strings(rule: Rule, judged: Judged) -> Iterator[Finding]:
    for run in judged.runs:
        odd = _odd_keys(run.last_run.asked) if run.last_run.was_set else {}
        if odd:
            shown = ", ".join(f"{key} ({kind})" for key, kind in odd.items())
            yield rule.finding(
                judged,
                run.cycle,
                f"the last run holds values that are not strings: {shown}",
                line_of(run, "setLastRun"),
                keys=odd,
            )
            return


def _odd_keys(value: Json) -> dict[str, str]:
    if not isinstance(value, dict):
        return {"": type(value).__name__}
    return {key: type(item).__name__ for key, item in value.items() if not isinstance(item, str)}


KEPT = Rule(
    code="XF201",
    name="last-run-kept",
    severity=INFO,
    meaning="The fetch ended in an error: the last run set during it is not saved.",
    source="documented",
    judge=_kept,
)
NOT_STRINGS = Rule(
    code="XF202",
    name="last-run-not-strings",
    severity=INFO,
    strict_severity=WARNING,
    meaning="The documentation asks for strings in the last run; other JSON values work in practice.",
    source="documented, contradicted by other pages of the same documentation",
    judge=_not_strings,
)
