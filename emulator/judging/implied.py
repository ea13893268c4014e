"""Splits findings into those to report and those that another finding implies: a report shows only one of
two.

The pages of the rules say which findings imply others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .finding import SEVERITIES, Finding
from .rules.cursor import ONLY_REPEATS

_NEVER_RECOVERS = ("XF214", "XF407", "XF416", "XF417")
# For each rule the rules that imply it where they are about all of its cycles: a fetch that slept longer than
# the interval also took longer, and so on.
_TOLD_BY: Mapping[str, Sequence[str]] = {
    "XF201": _NEVER_RECOVERS,
    "XF208": ("XF101",),
    "XF303": ("XF301",),
    "XF403": ("XF417",),
    "XF404": ("XF405",),
}


def split_implied(
    findings: Sequence[Finding],
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Return the findings to report, and those that one of them implies, each in the given order."""
    implied = tuple(one for one in findings if any(_implies(other, one) for other in findings))
    return tuple(one for one in findings if one not in implied), implied


def _implies(telling: Finding, other: Finding) -> bool:
    if telling.rule not in _TOLD_BY.get(other.rule, ()) or not other.cycles:
        return False
    # A run that creates nothing new has no newer time to save. One that does should have moved on.
    if other.rule == "XF208" and other.shape != ONLY_REPEATS:
        return False
    as_grave = SEVERITIES.index(telling.severity) <= SEVERITIES.index(other.severity)
    return as_grave and set(other.cycles) <= set(telling.cycles)
