"""XF215: the rule about values that may be too large for a server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...record.fetch_run import FetchRun
from ..finding import WARNING, Finding
from ..identity import Duplicate
from ..run_facts import RunFacts
from .rule import LIKELY, Fold, Rule

# A value that is read was written before, and was reported then.
_READS = "get"


class _TooLarge(Fold):
    """Yields one finding per run for each thing of which the record keeps only the beginning."""

    def __init__(self, rule: Rule, facts: RunFacts) -> None:
        super().__init__(rule, facts)
        self._told: set[str] = set()

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        for cut in run.cut:
            if cut.what.startswith(_READS) or cut.what in self._told:
                continue
            self._told.add(cut.what)
            what = f"{cut.what} took {cut.size_bytes:,} bytes; reports show its beginning only"
            yield self.finding(run.cycle, what, cut.line, what=cut.what, size_bytes=cut.size_bytes)


TOO_LARGE = Rule(
    code="XF215",
    name="value-too-large",
    severity=WARNING,
    meaning="A value is so large (1 MB of text or 16 MB in all) that reports show its beginning only.",
    source="documented: the last run is a small object; assumed: so are the others",
    fold=_TooLarge,
    confidence=LIKELY,
)
