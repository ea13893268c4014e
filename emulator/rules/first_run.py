"""XF3xx: what happens with no last run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ..finding import WARNING, Finding
from .rule import Judged, Rule

_UNBOUNDED = timedelta(days=10 * 365)


def _unbounded(rule: Rule, judged: Judged) -> Iterator[Finding]:
    window = judged.window
    first = next((run for run in judged.runs if run.first_run), None)
    if window is None or first is None or first.at - window.start < _UNBOUNDED:
        return
    exchange = first.record.exchanges[0] if first.record.exchanges else None
    yield rule.finding(
        judged,
        first.cycle,
        f"the first run asks for everything since {window.start:%Y-%m-%d} ({window.key})",
        exchange.line if exchange else None,
        key=window.key,
        value=window.text,
    )


UNBOUNDED = Rule(
    code="XF301",
    name="unbounded-first-run",
    severity=WARNING,
    meaning="With no last run the integration asks for more than ten years of events.",
    source="documented: first_fetch bounds the first run",
    judge=_unbounded,
)
