"""XF4xx: what the code writes where it should not, and secrets where nobody wants them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...masking.mask import MASK
from ...record.fetch_run import FetchRun
from ...record.json_path import canonical
from ..finding import ERROR, WARNING, Finding
from ..identity import Duplicate
from .incidents import SENDERS
from .rule import LIKELY, Once, Rule, line_of


class _WritesStdout(Once):
    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        for log in run.record.logs:
            if log.level == "stdout":
                what = "the code writes to sys.stdout, which carries production's protocol"
                yield self.finding(run.cycle, what, log.line)
                return
        failure = run.failure
        if failure and failure.error_type == "TypeError" and "demisto_print()" in failure.message:
            what = "print() takes positional arguments only in production"
            yield self.finding(run.cycle, what, failure.line)


class _SecretInLog(Once):
    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        for log in run.record.logs:
            if MASK in log.message:
                yield self.finding(run.cycle, f"a secret in a {log.level} line", log.line)
                return


class _SecretInIncident(Once):
    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        for incident in (*run.incidents, *run.dropped):
            if MASK in canonical(incident):
                label = self.facts.identity.label(incident)
                what = f"a secret of the instance stands in {label}"
                yield self.finding(run.cycle, what, line_of(run, *SENDERS))
                return


class _SecretInUrl(Once):
    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        for exchange in run.record.exchanges:
            if MASK in exchange.url:
                what = f"a secret in a URL, where proxies and servers log it: {exchange.url}"
                yield self.finding(run.cycle, what, exchange.line)
                return


WRITES_STDOUT = Rule(
    code="XF409",
    name="writes-to-stdout",
    severity=WARNING,
    meaning="sys.stdout.write, or print(…, file=…): the first corrupts production's protocol, the"
    " second is a TypeError there.",
    source="observed in code",
    fold=_WritesStdout,
)
SECRET_IN_LOG = Rule(
    code="XF410",
    name="secret-in-log",
    severity=WARNING,
    meaning="A secret parameter or a token stands in a log line.",
    source="documented: a debug log may be handed to others",
    fold=_SecretInLog,
    confidence=LIKELY,
)
SECRET_IN_INCIDENT = Rule(
    code="XF411",
    name="secret-in-incident",
    severity=ERROR,
    meaning="A secret parameter or a token stands in an incident.",
    source="documented: analysts see incidents",
    fold=_SecretInIncident,
    confidence=LIKELY,
)
SECRET_IN_URL = Rule(
    code="XF412",
    name="secret-in-url",
    severity="info",
    meaning="A secret stands in a URL; some products ask for it.",
    source="xfetch's own",
    fold=_SecretInUrl,
    confidence=LIKELY,
)
