"""XF128 and XF215: rules about values that a server may reject: not JSON, or too large."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...record.fetch_run import FetchRun
from ..finding import LIKELY, WARNING, Finding
from ..identity import Duplicate
from .rule import Case, Once, PerCause, Rule

# A value that is read was written before, and was reported then.
_READS = "get"


class _NoNumber(Once):
    all_commands = True

    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        for call in run.record.calls:
            if call.no_numbers:
                places = ", ".join(call.no_numbers)
                what = f"{call.name}() received a number that JSON does not have: {places}"
                shape = Case(call.name)
                yield self.finding(
                    run.cycle, what, call.line, case=shape, places=list(call.no_numbers)
                )


class _TooLarge(PerCause):
    """Yields one finding for each kind of value, such as the last run, that was too large to be recorded
    in full.
    """

    all_commands = True

    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        for cut in run.cut:
            if cut.what.startswith(_READS):
                continue
            what = f"{cut.what} took {cut.size_bytes:,} bytes; reports show its beginning only"
            yield self.finding(
                run.cycle,
                what,
                cut.line,
                case=Case(cut.what),
                what=cut.what,
                size_bytes=cut.size_bytes,
            )


NO_NUMBER = Rule(
    code="XF128",
    name="number-not-json",
    severity=WARNING,
    meaning="The integration sent NaN or an infinity to the server: json.dumps writes it, but strict JSON"
    " parsers reject it.",
    source="documented: RFC 8259 has neither; assumed: the server's parser rejects it",
    fold=_NoNumber,
    confidence=LIKELY,
    remedy="replace NaN and infinities by null, or leave the key out",
)
TOO_LARGE = Rule(
    code="XF215",
    name="value-too-large",
    severity=WARNING,
    meaning="A value is so large (a text in it over 1 MB, or the whole over 16 MB) that reports show its"
    " beginning only.",
    source="documented: the last run is a small object; assumed: so are the others",
    fold=_TooLarge,
    confidence=LIKELY,
    remedy="save a time and ids, request pages, and log sizes instead of answers",
)
