"""Runs and judges one scenario, and returns what the summary of ``xfetch check`` needs."""

from __future__ import annotations

import traceback
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic
from xml.etree import ElementTree as ET

from ..emulate import prepare
from ..error_text import named_error
from ..errors import XfetchError
from ..files_read import FilesRead
from ..judging.finding import ERROR, WARNING
from ..judging.outcome import Outcome
from ..record.fetch_run import COMPLETE, NOT_ANSWERED
from ..reports import render
from ..reports.guess_words import guess_words
from ..reports.headline import located, unasked_failures, verdict_counts, verdict_word
from ..reports.html.overview import run_page
from ..reports.json_report import finding_row, summary_row
from ..reports.junit import suite
from ..reports.sarif import results_of
from ..request.from_recording import replayed
from ..request.from_scenario import find_scenario, with_scenario
from ..request.inputs import inputs_of
from ..request.request import Container, Judging, Request
from ..request.target import target_of
from ..settings.isolation import Isolation
from ..starter.both_ways import run_both_ways
from .baseline import Baseline
from .checked import FAILED, OK, Checked, broken, name_of, with_known
from .problem import problems_of, without_known

_MOST_OF_A_KIND = 3
_PAGE = "html"


@dataclass(frozen=True)
class CheckSettings:
    """How ``xfetch check`` runs and judges each scenario: the options of the command."""

    content: str | None = None
    content_variable: str | None = None
    strict: bool = False
    fail_on: str = ERROR
    severities: Mapping[str, str] = field(default_factory=dict)
    # The reports, by their names in ``REPORTS``, to render of each run that fails; ``html`` of every run.
    reports: tuple[str, ...] = ()
    isolation: Isolation = field(default_factory=lambda: Isolation("process"))
    baseline: Baseline | None = None


def request_of(path: Path, settings: CheckSettings) -> Request:
    """Return the request that runs a scenario file; for the code of an integration without a scenario, the
    request that a search begins with. Raises LoadError for a broken scenario.

    A scenario that names no integration is for the integration in the scenario's folder.
    """
    if path.suffix == ".py":
        return _plain_request(target_of(path), settings)
    target, file = find_scenario(path.parent, path)
    target = file.integration if file is not None and file.integration is not None else target
    request = _plain_request(target, settings)
    if file is None:
        return replace(request, stated=request.stated - {"command"})
    request = replace(request, typed=("xfetch", "run", path.as_posix()))
    return replayed(with_scenario(request, file, frozenset()), file.stated)


def _plain_request(target: Path, settings: CheckSettings) -> Request:
    """Return a request with only the integration and the settings."""
    return Request(
        target=target,
        container=Container(content=settings.content, content_variable=settings.content_variable),
        judging=Judging(strict=settings.strict, severities=settings.severities),
        isolation=settings.isolation,
    )


def read_by(paths: Iterable[Path], settings: CheckSettings) -> Iterator[tuple[str, Path]]:
    """Yield each file that the scenarios read: a description for messages (such as ``a scenario``), and
    its path.
    """
    for path in paths:
        yield "a scenario", path
        with suppress(XfetchError):
            yield from inputs_of(request_of(path, settings))


def check_one(path: Path, settings: CheckSettings) -> Checked:
    """Run and judge a scenario, and compare the result with the baseline. If the scenario cannot be run,
    because it or its integration cannot be loaded or xfetch itself fails, the result is ``broken``.

    Raises KeyboardInterrupt if the run was interrupted.
    """
    return held(run_one(path, settings), path, settings)


def known_marks(path: Path, settings: CheckSettings) -> Collection[str]:
    """Return the marks of the problems that the baseline holds for a scenario."""
    known = () if settings.baseline is None else settings.baseline.of(path)
    return {problem.mark for problem in known}


def held(one: Checked, path: Path, settings: CheckSettings) -> Checked:
    """Return the result of a scenario, compared with the baseline of the settings by ``with_known``; the same
    result if there is no baseline.
    """
    return one if settings.baseline is None else with_known(one, settings.baseline.of(path))


def run_one(path: Path, settings: CheckSettings, reads: FilesRead | None = None) -> Checked:
    """Run and judge a scenario. ``reads`` gets the record of what the child processes have read."""
    began_s = monotonic()
    try:
        request = request_of(path, settings)
        if reads is not None and (request.scenario.live or not request.isolation.outside):
            reads.refuse("it is no simulation in a process of its own")
        outcome = run_both_ways(prepare(request), reads)
        outcome = replace(outcome, fail_on=settings.fail_on)
    except XfetchError as error:
        return broken(path, str(error), error.exit_code)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        text = f"xfetch itself failed: {named_error(error)} ({where.name})"
        if reads is not None:
            reads.refuse(text)
        return broken(path, text, 3)
    if reads is not None and outcome.stop not in (COMPLETE, NOT_ANSWERED):
        reads.refuse(f"the run stopped: {outcome.stop}")
    known = known_marks(path, settings)
    return checked_of(outcome, path, settings.reports, monotonic() - began_s, known)


def checked_of(
    outcome: Outcome,
    path: Path,
    reports: Collection[str],
    took_s: float | None = None,
    known: Collection[str] = (),
) -> Checked:
    """Return what a summary needs of the run of the scenario at ``path``; ``reports`` as in CheckSettings.

    ``known`` are the marks of problems that a baseline holds. Lines, annotations, Markdown, JUnit and the
    report for agents leave them out; JSON, SARIF and the page of the run do not.
    """
    code = outcome.exit_code()
    new = without_known(outcome, known)
    named = replace(outcome.dossier.integration, id=name_of(path))
    located, new_located = (
        replace(one, dossier=replace(one.dossier, integration=named)) for one in (outcome, new)
    )
    return Checked(
        path=str(path),
        name=name_of(path),
        status=FAILED if code else OK,
        word=verdict_word(outcome),
        exit_code=code,
        headline=", ".join(verdict_counts(outcome)),
        wrong=(*(_wrong(new) if code else ()), *guess_words(outcome)),
        suite=ET.tostring(suite(new_located), encoding="unicode"),
        took_s=took_s,
        reports={
            name: "".join(render(name, new_located)) for name in reports if code and name != _PAGE
        },
        findings=tuple(finding_row(outcome, one) for one in outcome.findings),
        counts=summary_row(outcome),
        page=run_page(located, path.as_posix()) if _PAGE in reports else None,
        results=() if outcome.differs == () else tuple(results_of(outcome)),
        problems=problems_of(outcome),
    )


def _wrong(outcome: Outcome) -> Iterator[str]:
    """Yield a line for each difference from what the scenario expects.

    For a scenario without expectations, yield a line for each failed cycle and each finding, a few of each
    kind, and how many more there are.
    """
    if outcome.differs is not None:
        yield from (f"not as expected: {line}" for line in outcome.differs)
        return
    grave = (ERROR, WARNING) if outcome.fail_on == WARNING else (ERROR,)
    by_rule: dict[str, list[str]] = {}
    for finding in outcome.findings:
        if finding.severity in grave:
            by_rule.setdefault(finding.rule, []).append(located(outcome, finding))
    for rule, lines in by_rule.items():
        yield from _few(lines, f"of {rule}")
    yield from _few(unasked_failures(outcome), "failed cycles")
    if outcome.stop != "complete":
        asked = f": {outcome.dossier.attempts[0].target}" if outcome.dossier.attempts else ""
        yield f"the run stopped: {outcome.stop}{asked}"


def _few(lines: list[str], what: str) -> Iterator[str]:
    # The line "… and 1 more" would take as much room as that one.
    shown = _MOST_OF_A_KIND if len(lines) > _MOST_OF_A_KIND + 1 else len(lines)
    yield from lines[:shown]
    if lines[shown:]:
        yield f"… and {len(lines) - shown} more {what}"
