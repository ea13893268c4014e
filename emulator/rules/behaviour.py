"""XF4xx: how the runs went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..finding import INFO, WARNING, Finding
from ..history import FetchRun
from ..identity import Duplicate
from ..missed import Missed
from .rule import Case, Fold, Rule

_SHORT_TIMEOUT_S = 180.0


class _ProvesNothing(Fold):
    def __init__(self, rule: Rule, case: Case) -> None:
        super().__init__(rule, case)
        self._asked = self._fetched = self._failed = False

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        self._failed |= run.failed
        self._fetched |= bool(run.incidents or run.dropped)
        if not self._asked:
            self._asked = bool(run.record.exchanges)
        return iter(())

    def end(self, missed: Sequence[Missed]) -> Iterator[Finding]:
        if not self.case.complete or self._failed or self._fetched:
            return
        what = "nothing was fetched in any cycle"
        if not self._asked:
            what = "nothing was requested and nothing fetched"
        yield self.finding(None, f"{what}: this run proves nothing")


class _LongRun(Fold):
    _told = False

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        if run.duration_s <= _SHORT_TIMEOUT_S or self._told:
            return
        self._told = True
        took_s = run.duration_s
        what = f"the run took {took_s:g}s; some servers kill a run after 3 minutes"
        yield self.finding(run.cycle, what, duration_s=took_s)


PROVES_NOTHING = Rule(
    code="XF401",
    name="proves-nothing",
    severity=INFO,
    strict_severity="error",
    meaning="No incident came in any cycle: neither duplicates nor losses could show.",
    source="xfetch's own",
    fold=_ProvesNothing,
)
LONG_RUN = Rule(
    code="XF402",
    name="long-run",
    severity=WARNING,
    meaning="A fetch took more than 3 minutes, the default timeout by the administrator's guide.",
    source="reported: 3 minutes by the administrator's guide, 5 observed (content PR 44853)",
    fold=_LongRun,
)
