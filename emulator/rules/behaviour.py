"""XF4xx: how the runs went."""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import INFO, WARNING, Finding
from .rule import Judged, Rule

_SHORT_TIMEOUT_S = 180.0


def _proves_nothing(rule: Rule, judged: Judged) -> Iterator[Finding]:
    if not judged.complete or any(run.failed for run in judged.runs):
        return
    asked = any(run.record.exchanges for run in judged.runs)
    fetched = any(run.incidents or run.dropped for run in judged.runs)
    if fetched:
        return
    what = (
        "nothing was fetched in any cycle" if asked else "nothing was requested and nothing fetched"
    )
    yield rule.finding(judged, None, f"{what}: this run proves nothing")


def _long_run(rule: Rule, judged: Judged) -> Iterator[Finding]:
    for run in judged.runs:
        if run.duration_s > _SHORT_TIMEOUT_S:
            yield rule.finding(
                judged,
                run.cycle,
                f"the run took {run.duration_s:g}s; some servers kill a run after 3 minutes",
                duration_s=run.duration_s,
            )
            return


PROVES_NOTHING = Rule(
    code="XF401",
    name="proves-nothing",
    severity=INFO,
    strict_severity="error",
    meaning="No incident came in any cycle: neither duplicates nor losses could show.",
    source="xfetch's own",
    judge=_proves_nothing,
)
LONG_RUN = Rule(
    code="XF402",
    name="long-run",
    severity=WARNING,
    meaning="A fetch took more than 3 minutes, the default timeout by the administrator's guide.",
    source="reported: 3 minutes by the administrator's guide, 5 observed (content PR 44853)",
    judge=_long_run,
)
