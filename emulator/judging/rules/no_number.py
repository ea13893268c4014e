"""XF128: numbers that Python writes into JSON and JSON does not have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...record.fetch_run import FetchRun
from ..finding import WARNING, Finding
from ..identity import Duplicate
from .rule import LIKELY, Once, Rule


class _NoNumber(Once):
    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        for call in run.record.calls:
            if call.no_numbers:
                places = ", ".join(call.no_numbers)
                what = f"{call.name}() was given a number that JSON does not have: {places}"
                yield self.finding(run.cycle, what, call.line, places=list(call.no_numbers))
                return


NO_NUMBER = Rule(
    code="XF128",
    name="number-not-json",
    severity=WARNING,
    meaning="NaN or an infinity was given to the server; json.dumps writes it, and no strict reader of JSON"
    " takes it.",
    source="documented: RFC 8259 has neither; assumed: the server's reader refuses it",
    fold=_NoNumber,
    confidence=LIKELY,
)
