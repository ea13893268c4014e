"""All checks in one: for people, for JUnit's readers, for code scanning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from ..reports.sarif import document_of
from ..reports.styled import UNBOUNDED, Span, StyledLine, line, plain, wrapped
from .checked import BROKEN, FAILED, OK, Checked

if TYPE_CHECKING:
    from collections.abc import Callable

_STYLES = {OK: "good", FAILED: "error", BROKEN: "error"}


def lines_of(one: Checked, width: int) -> Iterator[StyledLine]:
    """A scenario's line, and what is wrong with it beneath."""
    rest = f"{one.path}  {one.headline}" if one.status != BROKEN else one.path
    pieces = list(wrapped(f"{one.status:<7} {rest}", width, " " * 8, first=""))
    first = plain(pieces[0])
    yield line(Span(first[:7], _STYLES[one.status]), first[7:])
    yield from pieces[1:]
    told = one.told if one.status != BROKEN else (one.headline, *one.told)
    for text in told:
        yield from wrapped(text, width, " " * 12, "dim", first=" " * 8)


def last_line(checks: Sequence[Checked]) -> StyledLine:
    """``12 scenarios: 10 ok, 2 failed``."""
    counts = Counter(one.status for one in checks)
    number = "1 scenario" if len(checks) == 1 else f"{len(checks)} scenarios"
    told = ", ".join(
        f"{counts[status]} {status}" for status in (OK, FAILED, BROKEN) if counts[status]
    )
    good = counts[OK] == len(checks)
    return line(Span(f"{number}: {told}", "good" if good else "error"))


def text(checks: Sequence[Checked], width: int = UNBOUNDED) -> Iterator[str]:
    for one in checks:
        yield from (plain(styled) + "\n" for styled in lines_of(one, width))
    yield plain(last_line(checks)) + "\n"


def junit(checks: Sequence[Checked]) -> Iterator[str]:
    root = ET.Element("testsuites", name="xfetch")
    root.extend(ET.fromstring(one.suite) for one in checks)
    ET.indent(root)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield ET.tostring(root, encoding="unicode") + "\n"


def sarif(checks: Sequence[Checked]) -> Iterator[str]:
    yield from document_of([result for one in checks for result in one.results])


SUMMARIES: Mapping[str, Callable[[Sequence[Checked]], Iterator[str]]] = {
    "text": text,
    "junit": junit,
    "sarif": sarif,
}


def exit_code(checks: Sequence[Checked]) -> int:
    """0 where every scenario is ok; 3 where one could not be run; else 1."""
    if any(one.status == BROKEN for one in checks):
        return 3
    return 1 if any(one.status == FAILED for one in checks) else 0
