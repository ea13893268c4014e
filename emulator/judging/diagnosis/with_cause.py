"""Adds a cause to its finding: the deciding line, the other lines, and what to do about it. To a finding
about what a fetch asked for, which has no cause, it adds the line that computed that.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ...masking.logins import is_login
from ...record.entries import Line
from ...record.fetch_run import FetchRun
from ...record.trace import TO_KEY, Trace
from ..cause import Cause
from ..finding import Finding
from ..window.sent_values import sent_values
from ..window.window import asked_from
from .deciding import computed
from .lines import assigned_before, is_value, made_before
from .vocabulary import KINDS

# The rules about where a first fetch begins, and about the most incidents of a fetch.
_BEGIN, _MOST = "XF303", "XF117"
ASKED_FOR = (_BEGIN, _MOST)
_LIMIT = re.compile(r"limit|max|size|count|rows|top|page|fetch", re.I)


def with_cause(finding: Finding, cause: Cause | None) -> Finding:
    """Return the finding with its cause.

    A known cause replaces the rule's line and remedy by its own, which are more exact. An unknown cause
    changes neither.
    """
    if cause is None or not cause.known:
        return replace(finding, cause=cause)
    kind, line = KINDS.get(cause.code), cause.line or finding.line
    lines = [(place.role, place.line) for place in cause.places]
    roles = {role for role, _ in lines}
    lines += [(what, at) for what, at in finding.places if what not in roles]
    # The line where the rule saw it: that of the call that sent the incidents, say.
    lines += [("seen", finding.line)] if finding.line is not None else []
    known = {line: ""}
    for what, at in lines:
        known.setdefault(at, what)
    return replace(
        finding,
        cause=cause,
        line=line,
        places=tuple((what, at) for at, what in known.items() if what and at is not None),
        remedy=cause.remedy or (kind.remedy if kind is not None else finding.remedy),
    )


def with_asking_line(finding: Finding, run: FetchRun | None, trace: Trace | None) -> Finding:
    """Return a finding of ``ASKED_FOR`` with the line that computed the start of the window, or the limit
    that was sent and is above that of the instance. Return it unchanged where the trace shows no such line.
    """
    if run is None or trace is None or not trace.reproduced:
        return finding
    line = _begin_line(run, trace) if finding.rule == _BEGIN else None
    if finding.rule == _MOST:
        line = _limit_line(run, trace, int(str(finding.evidence["limit"])))
    if line is None or line == finding.line:
        return finding
    places = finding.places if finding.line is None else (*finding.places, ("seen", finding.line))
    return replace(finding, line=line, places=places)


def _begin_line(run: FetchRun, trace: Trace) -> Line | None:
    window = asked_from(run.record.exchanges, run.at)
    for exchange in run.record.exchanges:
        if window is not None and window == asked_from((exchange,), run.at):
            step = made_before(trace, window.start, exchange.seq)
            return step.line if step is not None else None
    return None


def _limit_line(run: FetchRun, trace: Trace, limit: int) -> Line | None:
    for exchange in run.record.exchanges:
        for sent in () if is_login(exchange) else sent_values(exchange):
            text = str(sent.value)
            # Twice the limit and more is a size of pages, which the code has to cut.
            if not (
                text.isdecimal() and _LIMIT.search(sent.key) and limit < int(text) <= 2 * limit
            ):
                continue
            steps = [
                one
                for one in assigned_before(trace, exchange.seq)
                if is_value(one.values[0].value, text)
                and one.then != TO_KEY
                and _LIMIT.search(one.outcome)
            ]
            if steps:
                return computed(trace, steps[-1]).line
    return None
