"""XF2xx: what was kept between two fetches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..finding import INFO, WARNING, Finding
from ..history import FetchRun
from ..identity import Duplicate
from ..record import Json
from .rule import Fold, Rule, line_of


class _Kept(Fold):
    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        asked = run.last_run.was_set and not run.last_run.saved
        if run.failed and (asked or run.dropped):
            count = len(run.dropped)
            what = "1 incident was" if count == 1 else f"{count} incidents were"
            lost = f"; {what} not created" if count else ""
            yield self.finding(
                run.cycle,
                f"the run failed, so the server kept the last run it had{lost}",
                run.failure.line if run.failure else None,
                kept=run.last_run.before,
                asked=run.last_run.asked,
                dropped=len(run.dropped),
            )


class _NotStrings(Fold):
    _told = False

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        odd = _odd_keys(run.last_run.asked) if run.last_run.was_set and not self._told else {}
        if odd:
            self._told = True
            shown = ", ".join(f"{key} ({kind})" for key, kind in odd.items())
            yield self.finding(
                run.cycle,
                f"the last run holds values that are not strings: {shown}",
                line_of(run, "setLastRun"),
                keys=odd,
            )


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
    fold=_Kept,
)
NOT_STRINGS = Rule(
    code="XF202",
    name="last-run-not-strings",
    severity=INFO,
    strict_severity=WARNING,
    meaning="The documentation asks for strings in the last run; other JSON values work in practice.",
    source="documented, contradicted by other pages of the same documentation",
    fold=_NotStrings,
)
