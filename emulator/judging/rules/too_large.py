"""XF215: values of a size that no server is known to have been tried with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...record.fetch_run import FetchRun
from ..finding import WARNING, Finding
from ..identity import Duplicate
from ..run_facts import RunFacts
from .rule import LIKELY, Fold, Rule

# What is read was written before, and told there.
_READS = "get"


class _TooLarge(Fold):
    """Once a run of each thing that was cut."""

    def __init__(self, rule: Rule, facts: RunFacts) -> None:
        super().__init__(rule, facts)
        self._told: set[str] = set()

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        for cut in run.cut:
            if cut.what.startswith(_READS) or cut.what in self._told:
                continue
            self._told.add(cut.what)
            what = f"{cut.what} took {cut.size_bytes:,} bytes; its beginning is shown"
            yield self.finding(run.cycle, what, cut.line, what=cut.what, size_bytes=cut.size_bytes)


TOO_LARGE = Rule(
    code="XF215",
    name="value-too-large",
    severity=WARNING,
    meaning="One value is so large (from 1 MB of text or 16 MB in all on) that reports show its beginning.",
    source="documented: the last run is a small object; assumed: so are the others",
    fold=_TooLarge,
    confidence=LIKELY,
)
