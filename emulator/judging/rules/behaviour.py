"""XF4xx: rules about how long a fetch takes, and about runs that prove nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...record.fetch_run import FetchRun
from ...settings.settings import LONG_RUNNING
from ...settings.units import format_duration
from ..finding import ERROR, INFO, WARNING, Finding
from ..identity import Duplicate
from ..verdict.event_verdict import EventVerdict
from .asking import answered_alike
from .rule import Case, Fold, Once, Rule

_SHORT_TIMEOUT_S = 180.0
_NEAR_TIMEOUT = 0.6
# What Fetch History says of a fetch that got something: pulled 3, assetsPulled: 3.
_PULLED = "pulled"


class _ProvesNothing(Fold):
    all_commands = True

    def begin(self) -> None:
        self._asked = self._fetched = self._failed = False

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        self._failed |= run.failed
        self._fetched |= bool(run.incidents or run.dropped) or _PULLED in run.message.lower()
        if not self._asked:
            self._asked = bool(run.record.exchanges)
        return iter(())

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        if not self.facts.complete or self._failed or self._fetched:
            return
        what = "fetched anything" if self._asked else "sent a request or fetched anything"
        yield self.finding(None, f"no cycle {what}: this run proves nothing")


class _Timed(Once):
    """Base of rules about the duration of a fetch. They skip a fetch that waited for an answer that xfetch
    did not have.
    """

    all_commands = True

    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        # ``unanswered`` searches the record, so it is read only if there is a finding.
        for finding in self.spent(run):
            if not run.unanswered:
                yield finding

    def spent(self, run: FetchRun) -> Iterator[Finding]:
        """Yield the findings about the duration of this fetch."""
        return iter(())


class _Scheduled(_Timed):
    """Base of rules about the duration of a scheduled fetch. A long-running command has no schedule and no
    time limit.
    """

    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        if run.command != LONG_RUNNING:
            yield from super().look(run, duplicates)


class _LongRun(_Scheduled):
    def spent(self, run: FetchRun) -> Iterator[Finding]:
        took_s, limit_s = run.duration_s, self.facts.timeout_s
        if took_s > _SHORT_TIMEOUT_S and run.status != "timeout":
            what = f"the run took {took_s:g}s; some servers kill a run after 3 minutes"
            yield self.finding(run.cycle, what, duration_s=took_s)
        elif took_s > _NEAR_TIMEOUT * limit_s and run.status != "timeout":
            what = f"the run took {took_s:g}s; the server kills it after {limit_s:g}s"
            yield self.finding(run.cycle, what, duration_s=took_s)


class _Timeout(_Timed):
    def spent(self, run: FetchRun) -> Iterator[Finding]:
        if run.status == "timeout":
            what = "the server killed the run at its timeout and saved nothing of it"
            line = run.failure.line if run.failure else None
            case = Case("", f"cycle {run.cycle} never ends: the server kills it at its timeout")
            yield self.finding(
                run.cycle,
                what,
                line,
                by_answers=answered_alike(run),
                case=case,
                duration_s=run.duration_s,
            )


class _LongerThanInterval(_Scheduled):
    def spent(self, run: FetchRun) -> Iterator[Finding]:
        interval_s = self.facts.interval_s
        if run.duration_s > interval_s and run.status != "timeout":
            took, every = format_duration(run.duration_s), format_duration(interval_s)
            what = f"the run took {took}, longer than the interval of {every}: scheduled runs are skipped"
            yield self.finding(run.cycle, what, duration_s=run.duration_s)


class _SleepsLong(_Scheduled):
    def spent(self, run: FetchRun) -> Iterator[Finding]:
        if run.slept_s > self.facts.interval_s:
            slept, every = format_duration(run.slept_s), format_duration(self.facts.interval_s)
            what = f"the run slept {slept}, longer than the interval of {every}"
            yield self.finding(run.cycle, what, slept_s=run.slept_s)


PROVES_NOTHING = Rule(
    code="XF401",
    name="proves-nothing",
    severity=INFO,
    strict_severity=ERROR,
    meaning="No cycle created an incident, so the run shows neither duplicates nor losses.",
    source="xfetch's own",
    fold=_ProvesNothing,
    remedy="give it events: a scenario, a vendor file, or an earlier --start",
)
LONG_RUN = Rule(
    code="XF402",
    name="long-run",
    severity=WARNING,
    meaning="A fetch took over 60 % of its timeout, or more than 3 minutes, the timeout of some servers.",
    source="reported: 3 minutes by the administrator's guide, 5 observed (content PR 44853)",
    fold=_LongRun,
    remedy="fetch fewer events in a run, and details only of what you create",
)
TIMEOUT = Rule(
    code="XF403",
    name="killed-at-timeout",
    severity=ERROR,
    meaning="The server killed a fetch at its timeout and saved nothing of it.",
    source="documented: a run is killed at its timeout",
    fold=_Timeout,
    remedy="stop in time and send what was fetched; the next run does the rest",
)
LONGER_THAN_INTERVAL = Rule(
    code="XF404",
    name="longer-than-interval",
    severity=INFO,
    meaning="A fetch took longer than the interval between two fetches.",
    source="assumed: the server skips a fetch that is due while another one runs",
    fold=_LongerThanInterval,
    remedy="fetch fewer events in a run, or choose a longer interval",
)
SLEEPS_LONG = Rule(
    code="XF405",
    name="sleeps-longer-than-interval",
    severity=WARNING,
    meaning="A fetch slept longer than the interval; the next fetch would have come sooner.",
    source="reported: content PR 44853",
    fold=_SleepsLong,
    remedy="save what was fetched, end the run, and continue in the next one",
)
