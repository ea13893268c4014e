"""Merges reports of one cause into one finding: reports of the same rule with the same line and shape.

A shape is a word for the kind of cause, such as ``window-reaches-back``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter

from .finding import CONFIDENCES, Finding
from .value_words import cycles_words

# A title mentions as many events as fit into two lines of a screen, and the number of the others.
_MOST_MENTIONS, _MOST_CHARS = 9, 104
_IN_CYCLE = "in cycle"


def merged(findings: Iterable[Finding], headings: Mapping[str, str]) -> list[Finding]:
    """Return one finding for each cause, in the order in which the causes were first reported.

    ``headings`` maps a rule's code to the words for several events in a title (``events missed``). Rules that
    report cycles have none: their titles list the cycles.
    """
    causes: dict[object, list[Finding]] = {}
    for number, finding in enumerate(findings):
        alone = number if not finding.shape else None
        key = (finding.rule, finding.severity, finding.line, finding.shape, alone)
        causes.setdefault(key, []).append(finding)
    return [_one(_clearest_first(same), headings) for same in causes.values()]


def in_cycles(finding: Finding, cycles: Sequence[int]) -> Finding:
    """Return the finding as one that concerns all of ``cycles`` (in order): the title and the message list
    them.
    """
    if len(cycles) < 2:
        return replace(finding, cycles=tuple(cycles))
    times = f" ({len(cycles)} times: {cycles_words(cycles)})"
    return replace(
        finding,
        title=f"{finding.title or finding.message}{times}",
        message=f"{finding.message}{times}",
        cycles=tuple(cycles),
        count=len(cycles),
    )


def _clearest_first(same: list[Finding]) -> list[Finding]:
    """Put first the report that shows the problem best. It is the surest one; of equally sure ones, one
    with a story; of these, the one of the earliest cycle.
    """
    clearest = min(same, key=_clearness)
    return [clearest, *(one for one in same if one is not clearest)]


def _clearness(finding: Finding) -> tuple[int, bool, int]:
    no_cycle = finding.cycle is None
    return CONFIDENCES.index(finding.confidence), not finding.story, no_cycle or finding.cycle or 0


def _one(same: Sequence[Finding], headings: Mapping[str, str]) -> Finding:
    first = same[0]
    cycles = {cycle for one in same for cycle in one.cycles or (one.cycle,) if cycle is not None}
    found = replace(first, cycles=tuple(sorted(cycles)), title=first.title or first.message)
    if len(same) == 1:
        return found
    count = sum(one.count for one in same)
    heading = headings.get(first.rule)
    title = (
        f"{count} {heading}: {_mentions(same, count)}"
        if heading
        else f"{found.title} ({count} times: {cycles_words(found.cycles)})"
    )
    return replace(
        found,
        title=title,
        message=f"{title}; {first.story}" if first.story else title,
        events=tuple(dict.fromkeys(event for one in same for event in one.events)),
        count=count,
        reports=sum(one.reports for one in same),
    )


def _mentions(same: Sequence[Finding], count: int) -> str:
    """Return the events of the reports for a title: ``5, 6 (in cycle 3); 11, 12 (in cycle 5) … 4 more``, or
    ``event 7 in cycles 1, 2; event 8 in cycles 2–4 … 4 more``.
    """
    briefs = [one.brief for one in same if one.brief][:_MOST_MENTIONS]
    while True:
        more = count - len(briefs)
        text = _joined(briefs) + (f" … {more} more" if more else "")
        if len(text) <= _MOST_CHARS or len(briefs) <= 1:
            return text
        briefs.pop()


def _joined(briefs: Sequence[str]) -> str:
    """Join the mentions of events. Neighbours with the same cycle in brackets name it once."""
    parts: list[str] = []
    for end, group in groupby((brief.partition(" (") for brief in briefs), itemgetter(2)):
        names = [name for name, _, _ in group]
        parts += [f"{', '.join(names)} ({end}"] if end else names
    return ("; " if any(_IN_CYCLE in part for part in parts) else ", ").join(parts)
