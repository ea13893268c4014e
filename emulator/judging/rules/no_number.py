"""XF128: the rule about NaN and infinities, which Python writes into JSON although JSON has neither."""

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
                what = f"{call.name}() received a number that JSON does not have: {places}"
                yield self.finding(run.cycle, what, call.line, places=list(call.no_numbers))
                return


NO_NUMBER = Rule(
    code="XF128",
    name="number-not-json",
    severity=WARNING,
    meaning="The integration sent NaN or an infinity to the server: json.dumps writes it, but strict JSON"
    " parsers reject it.",
    source="documented: RFC 8259 has neither; assumed: the server's parser rejects it",
    fold=_NoNumber,
    confidence=LIKELY,
)
