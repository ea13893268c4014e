"""Adds a cause to its finding: the deciding line, the other lines, and what to do about it."""

from __future__ import annotations

from dataclasses import replace

from ..cause import Cause
from ..finding import Finding
from .vocabulary import KINDS


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
