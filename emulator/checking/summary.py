"""The report of ``xfetch check``: text, JUnit XML, SARIF, Markdown, HTML, JSON, annotations for GitHub, or
the report for agents.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

from ..excerpt import excerpt
from ..judging.value_words import counted
from ..printable import printable_json, printable_line
from ..record.entries import Json
from ..record.json_text import to_json_utf8
from ..reports.agent import MOST_OF_CAUSES, fitted
from ..reports.headline import NOT_PROVEN
from ..reports.html.overview import Row, RunPage, render_all
from ..reports.json_report import SCHEMA
from ..reports.junit import document_of as junit_document
from ..reports.junit import timed
from ..reports.markdown import escaped, fitting
from ..reports.sarif import document_of as sarif_document
from ..reports.screen.styled import UNBOUNDED, Span, StyledLine, line, plain, wrapped
from ..version import xfetch_version
from .checked import BROKEN, FAILED, KNOWN, NOT_RUN, OK, Checked

_STYLES = {OK: "good", FAILED: "error", BROKEN: "error", KNOWN: "warning", NOT_RUN: "warning"}
_DOUBT = "warning"
# So many scenarios share the room of the report for agents; further ones are only counted.
_MOST_TOLD = 6
_MOST_OF_PATH = 240


def lines_of(one: Checked, width: int) -> Iterator[StyledLine]:
    """Yield a line for the result of one scenario, and below it a line for each thing that is wrong, and for
    each problem of the baseline that is gone. Long lines are wrapped to ``width``.
    """
    # Why a scenario could not be run stands below it.
    rest = f"{one.path}  {one.headline}" if one.counts else one.path
    pieces = list(wrapped(f"{one.word:<6}  {rest}", width, " " * 8, first=""))
    first, end = plain(pieces[0]), max(len(one.word), 6)
    style = _DOUBT if one.word == NOT_PROVEN else _STYLES[one.status]
    yield line(Span(first[:end], style), first[end:])
    yield from pieces[1:]
    wrong = one.wrong if one.status != BROKEN else (one.headline, *one.wrong)
    for text in wrong:
        yield from wrapped(text, width, " " * 12, "dim", first=" " * 8)
    for problem in one.gone:
        yield from wrapped(f"gone: {problem.words()}", width, " " * 12, "good", first=" " * 8)


def last_line(checks: Sequence[Checked]) -> StyledLine:
    """Return the line that counts the results: ``12 scenarios: 9 passed, 1 not proven, 2 failed``.

    A scenario that is not proven passes too: it does not make the check fail.
    """
    counts = Counter(NOT_PROVEN.lower() if one.word == NOT_PROVEN else one.status for one in checks)
    order = (OK, NOT_PROVEN.lower(), KNOWN, FAILED, BROKEN, NOT_RUN)
    statuses = ", ".join(f"{counts[status]} {status}" for status in order if counts[status])
    doubtful = _DOUBT if counts[OK] < len(checks) else "good"
    style = "error" if counts[FAILED] or counts[BROKEN] else doubtful
    return line(Span(f"{counted(len(checks), 'scenario')}: {statuses}", style))


def text(checks: Sequence[Checked], width: int = UNBOUNDED) -> Iterator[str]:
    for one in (one for one in checks if one.status != NOT_RUN):
        yield from (plain(styled) + "\n" for styled in lines_of(one, width))
    yield plain(last_line(checks)) + "\n"


def junit(checks: Sequence[Checked]) -> Iterator[str]:
    yield from junit_document(timed(ET.fromstring(one.suite), one.took_s) for one in checks)


def sarif(checks: Sequence[Checked]) -> Iterator[str]:
    yield from sarif_document([result for one in checks for result in one.results])


def github(checks: Sequence[Checked]) -> Iterator[str]:
    """Yield a line with the counts of the check, then the annotations of the scenarios that fail. Of each
    kind a runner shows only the first ones.
    """
    yield f"::notice title=xfetch check::{plain(last_line(checks))}\n"
    yield from _reports(checks, "github")


def markdown(checks: Sequence[Checked]) -> Iterator[str]:
    """Yield a line with the counts of the check, what is gone of a baseline, then the reports of the
    scenarios that fail, as far as a comment has room for them.
    """
    mark = "✅" if all(one.status in (OK, KNOWN) for one in checks) else "❌"
    texts = [
        f"- gone: {escaped(printable_line(f'{one.path}: {problem.words()}'))}\n"
        for one in checks
        for problem in one.gone
    ]
    if texts:
        texts[-1] += "\n"
    texts += _reports(checks, "markdown")
    yield from fitting(f"## {mark} xfetch check: {plain(last_line(checks))}\n\n", texts, "report")


def as_json(checks: Sequence[Checked], part: Mapping[str, Json] | None = None) -> Iterator[str]:
    """Yield one JSON object; each scenario has a line of its own. ``part`` holds the results of a
    shard, for the check that merges all shards; None for a whole check.
    """
    yield f'{{\n"schema": {SCHEMA},\n"xfetch": {_json(xfetch_version())},\n"scenarios": ['
    separator = "\n"
    for one in checks:
        row: dict[str, Json] = {
            "path": Path(one.path).as_posix(),
            "name": one.name,
            "status": one.status,
            "word": one.word,
            "exit_code": one.exit_code,
            "headline": one.headline,
            "wrong": list(one.wrong),
            "findings": list(one.findings),
            "summary": dict(one.counts),
            "problems": [problem.row() for problem in one.problems],
            "known": [problem.mark for problem in one.known],
            "gone": [problem.row() for problem in one.gone],
        }
        yield f"{separator}{_json(row)}"
        separator = ",\n"
    yield "\n]" if part is None else f'\n],\n"part": {_json(part)}'
    statuses = Counter(one.status for one in checks)
    counts = {status: statuses[status] for status in (OK, FAILED, BROKEN, KNOWN, NOT_RUN)}
    yield f',\n"summary": {_json({"scenarios": len(checks), **counts})}\n}}\n'


def _json(value: Json) -> str:
    return printable_json(to_json_utf8(value))


def html(checks: Sequence[Checked]) -> Iterator[str]:
    """Yield one HTML file: an overview of all scenarios, and the page of each run."""
    rows = [
        Row(
            path=Path(one.path).as_posix(),
            name=one.name,
            status=one.status,
            word=one.word,
            headline=one.headline,
            page=_page(one),
        )
        for one in checks
    ]
    yield from render_all(rows, plain(last_line(checks)))


def agent(checks: Sequence[Checked]) -> Iterator[str]:
    """Yield the report for a reader with little room: the counts, then the causes of each scenario that
    fails. Up to six scenarios share the room equally; those for which no room is left are only counted.
    """
    yield f"verdict: {plain(last_line(checks))}\n"
    yield f"exit code: {exit_code(checks)}\n"
    gone = [f"gone: {one.path}: {problem.words()}\n" for one in checks for problem in one.gone]
    failed = [one for one in checks if one.status in (BROKEN, FAILED)]
    texts = ["".join(_agent_text(one, len(failed))) for one in failed]
    yield from fitted([*texts, *gone], MOST_OF_CAUSES, "xfetch check … -o json")
    if failed:
        path = excerpt(shlex.quote(Path(failed[0].path).as_posix()), _MOST_OF_PATH)
        yield f"\nnext: mend {path}: xfetch run {path} -o agent says more; then check again\n"
    else:
        yield "\nnext: nothing has to be mended\n"


def _agent_text(one: Checked, count: int) -> Iterator[str]:
    """Yield the text about one of ``count`` scenarios that fail."""
    yield f"== {excerpt(printable_line(one.path), _MOST_OF_PATH)}: {one.word}\n"
    # The first paragraph is the verdict, and the last one the next step.
    causes = one.reports.get("agent", "").strip().split("\n\n")
    causes = causes if one.status == BROKEN else causes[1:-1]
    most = MOST_OF_CAUSES // max(min(count, _MOST_TOLD), 1) - 2 * len(one.path) - 150
    path = shlex.quote(Path(one.path).as_posix())
    yield from fitted([f"{text}\n" for text in causes], most, f"xfetch run {path} -o agent")


def _page(one: Checked) -> RunPage:
    page = one.page or RunPage(notes=one.wrong)
    return replace(page, notes=(*page.notes, *(f"gone: {old.words()}" for old in one.gone)))


def _reports(checks: Sequence[Checked], name: str) -> Iterator[str]:
    return (one.reports[name] for one in checks if name in one.reports)


SUMMARIES: Mapping[str, Callable[[Sequence[Checked]], Iterator[str]]] = {
    "text": text,
    "junit": junit,
    "sarif": sarif,
    "github": github,
    "markdown": markdown,
    "html": html,
    "json": as_json,
    "agent": agent,
}


def exit_code(checks: Sequence[Checked]) -> int:
    """Return the exit code of ``xfetch check``: 3 if a scenario is broken (it could not be run), else 1 if a
    scenario fails, else 0.
    """
    if any(one.status == BROKEN for one in checks):
        return 3
    return 1 if any(one.status == FAILED for one in checks) else 0
