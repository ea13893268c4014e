"""The result of checking one scenario, small enough to be sent from the process that ran it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.etree import ElementTree as ET

from ..printable import printable_line
from ..record.entries import Json
from ..reports.github import runner_text
from ..reports.html.overview import BROKEN, FAILED, KNOWN, NOT_RUN, OK, RunPage
from ..reports.junit import clean
from ..reports.sarif import not_run, suppressed
from .problem import Problem
from .problem import not_run as cannot_run

__all__ = [
    "BROKEN",
    "FAILED",
    "KNOWN",
    "NOT_RUN",
    "OK",
    "Checked",
    "broken",
    "left_out",
    "name_of",
    "with_known",
]


@dataclass(frozen=True)
class Checked:
    """The result of checking one scenario.

    ``status`` is passed, failed (a finding, a failed cycle, a difference from what is expected), broken (the
    scenario could not be run), known (it fails only for what the baseline holds) or not run (the check was
    stopped before).

    ``word`` is the verdict that the terminal shows; ``headline`` is the counts of the run in one line;
    ``wrong`` has a line for each thing that is wrong and for what is guessed.

    ``suite`` is the JUnit suite as XML text; ``results`` are the SARIF results; ``reports`` maps the names of
    other formats to their texts, for a run that failed; ``findings`` and ``counts`` are the findings and the
    summary of the run's JSON report, both empty if the scenario was not run; ``page`` is what the HTML report
    shows of the run, None if no HTML report is written.

    ``took_s`` is the real time in seconds, None if the scenario was not run; ``cached`` says that the result
    was kept from an earlier check.

    ``problems`` are all things for which the scenario fails; ``known`` are those of the baseline that it
    still has; ``gone`` are those of the baseline that it no longer has.
    """

    path: str
    name: str
    status: str
    word: str
    exit_code: int
    headline: str
    wrong: tuple[str, ...] = ()
    suite: str = ""
    results: tuple[Mapping[str, Json], ...] = ()
    reports: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Mapping[str, Json], ...] = ()
    counts: Mapping[str, Json] = field(default_factory=dict)
    page: RunPage | None = None
    problems: tuple[Problem, ...] = ()
    known: tuple[Problem, ...] = ()
    gone: tuple[Problem, ...] = ()
    took_s: float | None = field(default=None, compare=False)
    cached: bool = field(default=False, compare=False)


def broken(path: Path, text: str, exit_code: int) -> Checked:
    """Return the result of a scenario that could not be run; ``text`` says why, where, and what to do."""
    name = name_of(path)
    lines = tuple(text.splitlines())
    element = ET.Element("testsuite", name=clean(name), tests="1", failures="0", errors="1")
    case = ET.SubElement(element, "testcase", classname=clean(name), name="it can be run")
    ET.SubElement(case, "error", message=clean(lines[0])).text = clean(text)
    return Checked(
        path=str(path),
        name=name,
        status=BROKEN,
        word=BROKEN.upper(),
        exit_code=exit_code,
        headline=lines[0],
        wrong=lines[1:],
        page=RunPage(notes=lines[1:]),
        suite=ET.tostring(element, encoding="unicode"),
        results=(not_run(path.as_posix(), text),),
        problems=(cannot_run(lines[0]),),
        reports={
            "github": f"::error file={printable_line(path.as_posix())}::{runner_text(text)}\n",
            "agent": "".join(f"{printable_line(one)}\n" for one in lines),
            "markdown": f"### ❌ xfetch: {printable_line(name)}\n\n"
            + "".join(f"    {printable_line(one)}\n" for one in lines)
            + "\n",
        },
    )


def with_known(one: Checked, known: Sequence[Problem]) -> Checked:
    """Return the result compared with ``known``, the problems that the baseline holds for the scenario: which
    of them it still has, and which are gone. If it fails for nothing else, its status is known, and no report
    shows a failure.
    """
    marks = {problem.mark for problem in one.problems}
    still = tuple(problem for problem in known if problem.mark in marks)
    # A scenario that cannot be run does not show what is gone.
    left = () if one.status == BROKEN else tuple(old for old in known if old.mark not in marks)
    shown = tuple(suppressed(result, {old.mark for old in still}) for result in one.results)
    one = replace(one, known=still, gone=left, results=shown)
    if not still:
        return one
    old = tuple(f"known: {problem.words()}" for problem in still)
    if len(still) < len(marks):
        return replace(one, wrong=(*one.wrong, *old))
    element = _skipped(one.name, "no new problem", f"known: {len(still)} in the baseline")
    return replace(
        one,
        status=KNOWN,
        word=KNOWN.upper(),
        wrong=old,
        suite=ET.tostring(element, encoding="unicode"),
        reports={},
    )


def left_out(path: Path) -> Checked:
    """Return the result of a scenario that was not run, because the check was stopped before it."""
    name, why = name_of(path), "the check was stopped before"
    element = _skipped(name, "it is run", why)
    return Checked(
        path=str(path),
        name=name,
        status=NOT_RUN,
        word=NOT_RUN.upper(),
        exit_code=0,
        headline=why,
        suite=ET.tostring(element, encoding="unicode"),
    )


def _skipped(name: str, case_name: str, why: str) -> ET.Element:
    """Return a JUnit suite with one case, which is skipped."""
    element = ET.Element("testsuite", name=clean(name), tests="1", failures="0", errors="0")
    element.set("skipped", "1")
    case = ET.SubElement(element, "testcase", classname=clean(name), name=case_name)
    ET.SubElement(case, "skipped", message=why)
    return element


def name_of(path: Path) -> str:
    """Return a scenario's name: the name of its folder for ``scenario.yml``, else its file's name up to
    the first dot.
    """
    return path.parent.name if path.name == "scenario.yml" else path.name.partition(".")[0]
