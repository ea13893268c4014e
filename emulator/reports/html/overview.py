"""One HTML file about the runs of many scenarios: first an overview, then the page of each run.

The overview needs no JavaScript. The address ``?run=PATH`` shows the page of the run of the scenario at PATH.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

from ...judging.finding import INFO, Finding
from ...judging.outcome import Outcome
from ...judging.value_words import counted
from ...printable import printable_line
from ..guess_words import guess_words
from ..headline import NOT_PROVEN, told_lines, unasked_failures
from .frame import body, head, tail
from .numbers import numbers_of

FAILED, BROKEN, KNOWN, OK, NOT_RUN = "failed", "broken", "known", "passed", "not run"
# The sections in their order. What needs a reader stands first.
_SECTIONS = {
    BROKEN: "Cannot be run",
    FAILED: "Failed",
    NOT_RUN: "Not run",
    KNOWN: "Known: in the baseline",
    OK: "Passed",
}
_STYLES = {BROKEN: "error", FAILED: "error", NOT_RUN: "warning", KNOWN: "warning", OK: "good"}
# Of the numbers of all runs together; a browser still opens such a page in a few seconds.
_MOST_CHARS = 64_000_000
_MOST_FOUND = 20


@dataclass(frozen=True)
class Found:
    """A finding in the overview. ``number`` is its position in the findings of the run, from 1.

    ``told`` are the lines below its message: its cause, the deciding line, what to do. ``place`` is its line
    as ``file:number``, empty where it has none.
    """

    number: int
    severity: str
    rule: str
    name: str
    message: str
    told: tuple[str, ...]
    place: str


@dataclass(frozen=True)
class RunPage:
    """What the HTML file shows of the run of one scenario.

    ``expected`` says that the run was as the scenario's ``expect`` states; ``notes`` say what is wrong
    besides the findings; ``found`` are the findings for the overview; ``numbers`` are the script elements
    with the data of the run's own page.
    """

    expected: bool = False
    notes: tuple[str, ...] = ()
    found: tuple[Found, ...] = ()
    numbers: str = field(default="", repr=False)


@dataclass(frozen=True)
class Row:
    """A scenario in the overview.

    ``status`` is failed, broken (it could not be run), not run, known (it fails only for what a baseline
    holds) or passed. ``word`` is the verdict, ``headline`` has the counts of the run. ``style`` is that of
    ``word``, empty for the usual one of the status. ``facts`` are further lines, each with a label; a line
    that continues the one before has an empty label.
    """

    path: str
    name: str
    status: str
    word: str
    headline: str
    page: RunPage
    style: str = ""
    facts: tuple[tuple[str, str], ...] = ()


def run_page(outcome: Outcome, path: str) -> RunPage:
    """Return what the HTML file shows of the run of the scenario at ``path``."""
    notes = [f"not as expected: {line}" for line in outcome.differs or ()]
    if outcome.differs is None:
        notes += unasked_failures(outcome)
    if outcome.stop != "complete":
        asked = f": {outcome.dossier.attempts[0].target}" if outcome.dossier.attempts else ""
        notes.append(f"the run stopped: {outcome.stop}{asked}")
    notes += guess_words(outcome)
    found = tuple(
        _found(outcome, finding, number)
        for number, finding in enumerate(outcome.findings, 1)
        if finding.severity != INFO
    )
    expected = outcome.differs == ()
    return RunPage(expected, tuple(notes), found, "".join(numbers_of(outcome, _address(path))))


def render_all(
    rows: Sequence[Row],
    title: str,
    command: str = "xfetch check",
    sections: Mapping[str, str] = _SECTIONS,
    last: tuple[str, Sequence[str]] = ("", ()),
) -> Iterator[str]:
    """Yield the HTML file in pieces. If it would become too large, the pages of some runs are left out,
    those of passed scenarios first.

    ``command`` is whose report it is; ``sections`` are the headings of the scenarios by their status.
    ``last`` is the heading of the last section and its lines; without a line there is no such section.
    """
    shown = _shown(rows)
    yield head(f"{command}: {title}")
    yield f'<div id="scenarios">\n<header class="overview">\n<h1>{_text(command)}</h1>\n'
    doubtful = any(row.status == NOT_RUN or row.word == NOT_PROVEN for row in rows)
    failed = any(row.status in (BROKEN, FAILED) for row in rows)
    kind = "fails" if failed else "doubt" if doubtful else "holds"
    yield f'<p id="banner" class="{kind}"><span class="verdict">{_text(title)}</span></p>\n'
    yield '<p id="absent" class="bad" role="status"></p>\n</header>\n<main class="overview">\n'
    for status, words in sections.items():
        those = [row for row in rows if row.status == status]
        if those:
            name = status.replace(" ", "-")
            yield f'<section aria-labelledby="{name}"><h2 id="{name}">{words} ({len(those)})</h2>\n<ul>\n'
            for row in those:
                yield from _row(row, row in shown)
            yield "</ul></section>\n"
    if last[1]:
        lines = "".join(f"<p>{_text(one.strip())}</p>\n" for one in last[1])
        yield f'<section aria-labelledby="last"><h2 id="last">{_text(last[0])}</h2>\n{lines}</section>\n'
    yield "</main>\n<noscript><p>The pages of the runs need JavaScript.</p></noscript>\n</div>\n"
    yield f'<template id="page">\n{body()}</template>\n'
    yield from (row.page.numbers for row in rows if row in shown)
    yield tail("overview.js")


def _found(outcome: Outcome, finding: Finding, number: int) -> Found:
    message, *told = told_lines(outcome, finding)
    place = outcome.dossier.integration.place(finding.line) if finding.line else ""
    return Found(number, finding.severity, finding.rule, finding.name, message, tuple(told), place)


def _shown(rows: Sequence[Row]) -> list[Row]:
    """Return the scenarios whose run has a page in the file: as many as fit, those that could not be run
    or failed first.
    """
    left, shown = _MOST_CHARS, []
    for row in sorted(rows, key=lambda row: list(_SECTIONS).index(row.status)):
        size = len(row.page.numbers)
        if 0 < size <= left:
            left -= size
            shown.append(row)
    return shown


def _row(row: Row, shown: bool) -> Iterator[str]:
    address = _address(row.path)
    name = _text(row.name)
    title = f'<a href="{address}">{name}</a>' if shown else name
    style = row.style or ("warning" if row.word == NOT_PROVEN else _STYLES[row.status])
    word = f'<span class="badge {style}">{_text(row.word)}</span>'
    yield f'<li class="scenario"><h3>{title} {word}</h3>\n'
    yield f'<p class="soft">{_text(row.path)}</p>\n<p>{_text(row.headline)}</p>\n'
    if row.facts:
        facts = "".join(
            f"<dt>{_text(name)}</dt><dd>{_text(what)}</dd>\n" for name, what in row.facts
        )
        yield f'<dl class="facts">\n{facts}</dl>\n'
    if row.page.numbers and not shown:
        command = f"xfetch run {shlex.quote(row.path)} -o html:run.html"
        told = "Its page is not in this file, which would get too large. This writes it:"
        yield f"<p>{told} <code>{_text(command)}</code></p>\n"
    if row.page.notes:
        yield "".join(f'<p class="bad">{_text(note)}</p>\n' for note in row.page.notes)
    if row.page.found:
        yield from _findings(row, address if shown else "")
    yield "</li>\n"


def _findings(row: Row, address: str) -> Iterator[str]:
    found = row.page.found
    few = "".join(_finding(one, address) for one in found[:_MOST_FOUND])
    more = len(found) - _MOST_FOUND
    rest = f'<p class="soft">and {more} more</p>\n' if more > 0 else ""
    is_open = " open" if row.status != OK else ""
    words = counted(len(found), "finding") + (", as expected" if row.page.expected else "")
    yield f"<details{is_open}><summary>{words}</summary>\n<ul>\n{few}</ul>\n{rest}</details>\n"


def _finding(one: Found, address: str) -> str:
    message = _text(one.message)
    linked = f'<a href="{address}#finding-{one.number}">{message}</a>' if address else message
    told = "".join(f'<p class="soft">{_text(line)}</p>' for line in one.told)
    place = f" <code>{_text(one.place)}</code>" if one.place else ""
    badge = f'<span class="badge {one.severity}">{one.severity}</span>'
    return f"<li>{badge} {one.rule} {one.name}: {linked}{place}{told}</li>\n"


def _address(path: str) -> str:
    return f"?run={quote(path, safe='/', errors='surrogateescape')}"


def _text(text: str) -> str:
    return escape(printable_line(text))
