"""XF1xx: how many incidents were sent, and how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...record.fetch_run import FetchRun
from ..finding import INFO, WARNING, Finding
from ..identity import Duplicate
from .incidents import FETCH_INCIDENTS, SENDERS
from .rule import Once, Rule, counted, line_of

# The platform's own bound: a max_fetch above it makes the instance's Test fail.
_MOST_PER_RUN = 200
_LIMITS = ("max_fetch", "fetch_limit", "limit", "max_incidents", "max_results", "maxFetch")


class _MoreThanMaxFetch(Once):
    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        limit = _limit(self.facts.params)
        count = len(run.incidents)
        if limit is not None and self.facts.command == FETCH_INCIDENTS and count > limit[1] > 0:
            yield self.finding(
                run.cycle,
                f"{counted(count, 'incident')} in one run, and {limit[0]} is {limit[1]}",
                line_of(run, *SENDERS),
                count=count,
                limit=limit[1],
            )


class _TooMany(Once):
    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        count = len(run.incidents)
        if self.facts.command == FETCH_INCIDENTS and count > _MOST_PER_RUN:
            what = f"{count} incidents in one run; the platform asks for {_MOST_PER_RUN} at most"
            yield self.finding(run.cycle, what, line_of(run, *SENDERS), count=count)


class _NeverCalled(Once):
    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        if self.facts.command != FETCH_INCIDENTS or run.status != "ok":
            return
        called = run.record.named("incidents", "createIncidents", "fetchResults")
        if not called and not run.unanswered:
            what = "the run ended well without a call of incidents(); send [] when there is nothing"
            yield self.finding(run.cycle, what)


class _CalledWithNone(Once):
    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        for call in run.record.named("incidents"):
            if call.args.get("incidents", ()) is None and not call.error:
                yield self.finding(run.cycle, "incidents(None): send [] instead", call.line)
                return


def _limit(params: object) -> tuple[str, int] | None:
    """The instance's limit, under the first of its usual names that holds a number."""
    values = params if isinstance(params, dict) else {}
    for name in _LIMITS:
        text = str(values.get(name, "")).strip()
        if text.isdecimal():
            return name, int(text)
    return None


MORE_THAN_MAX_FETCH = Rule(
    "XF117",
    "more-than-max-fetch",
    WARNING,
    "A run created more incidents than the instance's limit allows.",
    "documented: max_fetch bounds a run; reported: content PRs 29411, 40661",
    _MoreThanMaxFetch,
)
TOO_MANY = Rule(
    "XF118",
    "too-many-in-a-run",
    WARNING,
    "A run created more than 200 incidents.",
    "documented: a max_fetch above 200 makes the instance's Test fail",
    _TooMany,
)
NEVER_CALLED = Rule(
    "XF119",
    "incidents-not-called",
    WARNING,
    "A run ended well and never called incidents().",
    "reported: advised against in the documentation's own repository (329)",
    _NeverCalled,
)
CALLED_WITH_NONE = Rule(
    "XF120",
    "incidents-none",
    INFO,
    "incidents() was called with None.",
    "documented: a list, empty where there is nothing",
    _CalledWithNone,
)
