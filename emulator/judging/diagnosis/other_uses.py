"""Finds other lines of the integration that must be corrected too: they use the value that a condition
compared, or add to the collection that grows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from ...record.entries import Line
from ..cause import ADDED, USED, Cause, Place
from ..finding import Finding
from .with_cause import with_cause

_CODE, _GROWS = "code-filter-excludes", "state-grows"
_MOST_LINES, _MOST_USES = 20_000, 2
_WORD = re.compile(r"[A-Za-z_]\w*")
# What fails for a value that it does not know: ``LEVELS.index(x)`` and ``LEVELS[x]``.
_LOOKS_UP = re.compile(r"\.index\(|\w\[\w+[\[.(]")
# What adds to the collection of that name: ``seen.append(x)``, ``seen += [x]``, ``seen[x] = 1``.
_ADDS = (
    r"(?:\.\w+)?(?:\.(?:append|add|extend|update|insert|setdefault)\(|\[[^\]]+\]\s*=[^=]|\s*[+|]=)"
)


def with_other_uses(
    finding: Finding, source: Callable[[Iterable[Line]], Mapping[str, str]]
) -> Finding:
    """Return the finding with other lines of the integration, if its cause is a condition or a growing state.

    They are the lines that use the value which left the event out: if only the condition is corrected, these
    lines may fail. For a saved state that grows, they are the lines that add to it. ``source`` returns the
    text of the given lines of the integration, by ``file:number``.
    """
    cause = finding.cause
    if cause is None or cause.code not in (_CODE, _GROWS) or cause.line is None:
        return finding
    grows = cause.code == _GROWS
    names = _grown(cause) if grows else _compared(cause)
    if not names:
        return finding
    file, own = cause.line.file, {place.line for place in cause.places}
    lines = [Line(file, number) for number in range(1, _MOST_LINES)]
    texts = source(lines)
    name = re.escape(names[-1])
    uses = re.compile(rf"\b{name}{_ADDS}" if grows else rf"[\"'.]{name}\b")
    found = [
        line
        for line in lines[: len(texts)]
        if line not in own
        and uses.search(texts.get(str(line), ""))
        and not texts[str(line)].lstrip().startswith("#")
    ]
    found.sort(key=lambda line: not _LOOKS_UP.search(texts[str(line)]))
    places = tuple(Place(ADDED if grows else USED, line) for line in found[:_MOST_USES])
    return with_cause(
        finding, replace(cause, places=(*cause.places[:1], *places, *cause.places[1:]))
    )


def _compared(cause: Cause) -> list[str]:
    """Return the words of the name whose value the condition compared."""
    values = cause.places[0].values
    return _WORD.findall(values[0].name) if values else []


def _grown(cause: Cause) -> list[str]:
    """Return the key of the last run that grows."""
    return re.findall(r"`(\w+)`", cause.because)[:1]
