"""The reports of a search, one for each format. A find looks like a scenario in the reports of ``xfetch
check``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from ...checking.check_one import checked_of
from ...checking.checked import FAILED, KNOWN, NOT_RUN, OK
from ...judging.value_words import counted
from ...reports.html.overview import Row, render_all, run_page
from ...reports.junit import document_of as junit_document
from ...reports.sarif import document_of as sarif_document
from ...reports.screen.styled import UNBOUNDED, plain
from ..find import CauseKey, Explored, Find
from .document import BEYOND, ERROR, EXCLUDED, OPEN, SETTING, document, kind_of
from .screen import facts_of, find_lines, lines_of, tried_lines

_COMMAND = "xfetch explore"
# The overview of check has a section for each status: here a status stands for a kind of find.
_STATUS = {ERROR: FAILED, OPEN: NOT_RUN, BEYOND: OK, EXCLUDED: KNOWN, SETTING: KNOWN}
_STYLES = {ERROR: "error", OPEN: "warning", BEYOND: "warning", EXCLUDED: "info", SETTING: "info"}
_SECTIONS = {
    FAILED: "Errors",
    NOT_RUN: "Open: a guess about the product decides",
    OK: "Only where the product does more than it promises",
    KNOWN: "Left out by the code's own filter, or a setting that does not hold",
}


@dataclass(frozen=True)
class Told:
    """A search to report. ``files`` are the scenario files of its finds."""

    explored: Explored
    files: Mapping[CauseKey, Path]
    seed: int = 1

    @property
    def errors(self) -> tuple[Find, ...]:
        return tuple(one for one in self.explored.finds if one.is_error)

    @property
    def title(self) -> str:
        """The counts of the search in one line."""
        return plain(next(iter(tried_lines(self.explored, UNBOUNDED))))

    def path(self, find: Find) -> Path:
        return self.files[find.key]


def text(told: Told, width: int = UNBOUNDED) -> Iterator[str]:
    yield from (plain(one) + "\n" for one in lines_of(told.explored, told.files, width))


def as_json(told: Told) -> Iterator[str]:
    yield from document(told.explored, told.files, told.seed)


def junit(told: Told) -> Iterator[str]:
    """Yield a suite for each error. Without an error there is one suite with one case. This case fails if no
    world created an incident, else it passes.
    """
    suites = [
        ET.fromstring(checked_of(one.outcome, told.path(one), ()).suite) for one in told.errors
    ]
    if not suites:
        failures = str(int(told.explored.tested_nothing))
        suite = ET.Element("testsuite", name=_COMMAND, tests="1", failures=failures, errors="0")
        what = f"no error in {counted(told.explored.worlds, 'world')}"
        case = ET.SubElement(suite, "testcase", classname=_COMMAND, name=what)
        if told.explored.tested_nothing:
            ET.SubElement(case, "failure", message="no world created an incident")
        suites = [suite]
    yield from junit_document(suites)


def sarif(told: Told) -> Iterator[str]:
    checks = [checked_of(one.outcome, told.path(one), ()) for one in told.errors]
    yield from sarif_document([result for one in checks for result in one.results])


def github(told: Told) -> Iterator[str]:
    """Yield the annotations of the errors, and a line with the counts of the search."""
    yield from _reports(told, "github")
    yield f"::notice title={_COMMAND}::{told.title}\n"


def markdown(told: Told) -> Iterator[str]:
    """Yield a line with the counts of the search, each find, and for each find that is an error the report of
    its run.
    """
    mark = "❌" if told.explored.exit_code else "✅"
    yield f"## {mark} {_COMMAND}: {told.title}\n\n"
    for number, find in enumerate(told.explored.finds, 1):
        lines = find_lines(find, number, told.explored.worlds, told.path(find), 100)
        yield f"### {find.key.slug} ({kind_of(find)})\n\n"
        yield from (f"    {plain(one)}\n" for one in lines)
        yield "\n"
    yield from _reports(told, "markdown")


def html(told: Told) -> Iterator[str]:
    """Yield one HTML file: an overview of the finds, what was tried, and the page of the run of each find's
    world.
    """
    rows = [_row(told, one) for one in told.explored.finds]
    _, *tried = map(plain, tried_lines(told.explored, UNBOUNDED))
    yield from render_all(rows, told.title, _COMMAND, _SECTIONS, ("What was tried", tried))


def _row(told: Told, find: Find) -> Row:
    path, kind = told.path(find), kind_of(find)
    facts = facts_of(find, told.explored.worlds, path)
    return Row(
        path=path.as_posix(),
        name=find.key.slug,
        status=_STATUS[kind],
        word=kind.upper(),
        headline=find.finding.title or find.finding.message,
        page=run_page(find.outcome, path.as_posix()),
        style=_STYLES[kind],
        facts=tuple((one.label, one.text) for one in facts),
    )


def _reports(told: Told, name: str) -> Iterator[str]:
    for find in told.errors:
        yield from checked_of(find.outcome, told.path(find), (name,)).reports.values()


FORMATS: Mapping[str, Callable[[Told], Iterator[str]]] = {
    "text": text,
    "json": as_json,
    "html": html,
    "markdown": markdown,
    "junit": junit,
    "sarif": sarif,
    "github": github,
}
