"""XF4xx: rules about writing to stdout, and about secrets in logs, incidents and URLs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...masking.mask import MASK
from ...record.fetch_run import SENDERS, FetchRun
from ...record.json_path import canonical
from ..finding import ERROR, LIKELY, WARNING, Finding
from ..identity import Duplicate
from .rule import Case, Once, Rule, line_of


class _WritesStdout(Once):
    all_commands = True

    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        for log in run.record.logs:
            if log.level == "stdout":
                what = "the code writes to sys.stdout, which production uses for its own protocol"
                yield self.finding(run.cycle, what, log.line)
                return
        failure = run.failure
        if failure and failure.error_type == "TypeError" and "demisto_print()" in failure.message:
            what = "in production print() accepts positional arguments only"
            yield self.finding(run.cycle, what, failure.line)


class _SecretInLog(Once):
    all_commands = True

    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        for log in run.record.logs:
            if MASK in log.message:
                yield self.finding(run.cycle, f"a {log.level} line contains a secret", log.line)


class _SecretInIncident(Once):
    all_commands = True

    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        for incident in (*run.incidents, *run.dropped):
            if MASK in canonical(incident):
                label = self.facts.identity.label(incident)
                what = f"{label} contains a secret of the instance"
                yield self.finding(run.cycle, what, line_of(run, *SENDERS))
                return


class _SecretInUrl(Once):
    all_commands = True

    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        for exchange in run.record.exchanges:
            if MASK in exchange.url:
                what = f"a URL contains a secret, and proxies and servers log URLs: {exchange.url}"
                case = Case(exchange.url.partition("?")[0])
                yield self.finding(run.cycle, what, exchange.line, case=case)


WRITES_STDOUT = Rule(
    code="XF409",
    name="writes-to-stdout",
    severity=WARNING,
    meaning="The code uses sys.stdout.write, which corrupts production's protocol, or print(…, file=…),"
    " which raises a TypeError in production.",
    source="observed in code",
    fold=_WritesStdout,
    remedy="log with demisto.debug or demisto.info",
)
SECRET_IN_LOG = Rule(
    code="XF410",
    name="secret-in-log",
    severity=WARNING,
    meaning="A log line contains a secret parameter or a token.",
    source="documented: debug logs are shared with others",
    fold=_SecretInLog,
    confidence=LIKELY,
    remedy="do not log secrets, only the names of headers",
)
SECRET_IN_INCIDENT = Rule(
    code="XF411",
    name="secret-in-incident",
    severity=ERROR,
    meaning="An incident contains a secret parameter or a token.",
    source="documented: analysts see incidents",
    fold=_SecretInIncident,
    confidence=LIKELY,
    remedy="remove the field from the event before you send the incident",
)
SECRET_IN_URL = Rule(
    code="XF412",
    name="secret-in-url",
    severity="info",
    meaning="A URL contains a secret. Some products require it.",
    source="xfetch's own",
    fold=_SecretInUrl,
    confidence=LIKELY,
    remedy="send the secret in a header, if the product accepts that",
)
