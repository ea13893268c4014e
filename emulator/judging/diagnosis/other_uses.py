"""Finds other lines of the integration that use the value which a condition compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from ...record.entries import Line
from ..cause import USED, Place
from ..finding import Finding
from .with_cause import with_cause

_CODE = "code-filter-excludes"
_MOST_LINES, _MOST_USES = 20_000, 2
_WORD = re.compile(r"[A-Za-z_]\w*")
# What fails for a value that it does not know: ``LEVELS.index(x)`` and ``LEVELS[x]``.
_LOOKS_UP = re.compile(r"\.index\(|\w\[\w+[\[.(]")


def with_other_uses(
    finding: Finding, source: Callable[[Iterable[Line]], Mapping[str, str]]
) -> Finding:
    """Return the finding with the other lines that use the value which left the event out: to correct the
    condition alone may make them fail.

    ``source`` returns the text of the given lines of the integration, by ``file:number``.
    """
    cause = finding.cause
    if cause is None or cause.code != _CODE or cause.line is None or not cause.places[0].values:
        return finding
    names = _WORD.findall(cause.places[0].values[0].name)
    if not names:
        return finding
    file, own = cause.line.file, {place.line for place in cause.places}
    lines = [Line(file, number) for number in range(1, _MOST_LINES)]
    texts = source(lines)
    uses = re.compile(rf"[\"'.]{re.escape(names[-1])}\b")
    found = [
        line
        for line in lines[: len(texts)]
        if line not in own
        and uses.search(texts.get(str(line), ""))
        and not texts[str(line)].lstrip().startswith("#")
    ]
    found.sort(key=lambda line: not _LOOKS_UP.search(texts[str(line)]))
    places = tuple(Place(USED, line) for line in found[:_MOST_USES])
    return with_cause(
        finding, replace(cause, places=(*cause.places[:1], *places, *cause.places[1:]))
    )
