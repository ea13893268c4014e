"""XF3xx: what happens with no last run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from ..finding import WARNING, Finding
from ..history import FetchRun
from ..identity import Duplicate
from .rule import Fold, Rule

_UNBOUNDED = timedelta(days=10 * 365)


class _Unbounded(Fold):
    _done = False

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        window = self.case.window
        if self._done or window is None or not run.first_run:
            return
        self._done = True
        if run.at - window.start < _UNBOUNDED:
            return
        exchanges = run.record.exchanges
        yield self.finding(
            run.cycle,
            f"the first run asks for everything since {window.start:%Y-%m-%d} ({window.key})",
            exchanges[0].line if exchanges else None,
            key=window.key,
            value=window.text,
        )


UNBOUNDED = Rule(
    code="XF301",
    name="unbounded-first-run",
    severity=WARNING,
    meaning="With no last run the integration asks for more than ten years of events.",
    source="documented: first_fetch bounds the first run",
    fold=_Unbounded,
)
