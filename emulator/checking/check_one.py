"""Run one scenario and keep what a summary needs of it."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.etree import ElementTree as ET

from ..emulate import emulate_whole, prepare
from ..error_text import named_error
from ..errors import XfetchError
from ..judging.finding import ERROR, WARNING
from ..judging.outcome import Outcome
from ..reports.headline import headline, one_line
from ..reports.junit import suite
from ..reports.sarif import results_of
from ..request.from_recording import replayed
from ..request.from_scenario import find_scenario, with_scenario
from ..request.inputs import inputs_of
from ..request.request import Container, Judging, Request
from ..settings.isolation import Isolation
from .broken import broken, name_of
from .checked import FAILED, OK, Checked

_MOST_OF_A_KIND = 3


@dataclass(frozen=True)
class CheckSettings:
    """How every scenario of a check is run and judged."""

    content: str | None = None
    content_variable: str | None = None
    strict: bool = False
    fail_on: str = ERROR
    severities: Mapping[str, str] = field(default_factory=dict)
    isolation: Isolation = field(default_factory=lambda: Isolation("process"))


def request_of(path: Path, settings: CheckSettings) -> Request:
    """The request that a scenario file is; one that names no integration is for the folder it lies in.

    Raises LoadError for a broken scenario.
    """
    target, file = find_scenario(path.parent, path)
    target = file.integration if file is not None and file.integration is not None else target
    request = Request(
        target=target,
        container=Container(content=settings.content, content_variable=settings.content_variable),
        judging=Judging(strict=settings.strict, severities=settings.severities),
        isolation=settings.isolation,
    )
    if file is None:
        return replace(request, stated=request.stated - {"command"})
    return replayed(with_scenario(request, file, frozenset()), file.stated)


def read_by(paths: Iterable[Path], settings: CheckSettings) -> Iterator[tuple[str, Path]]:
    """What each file is that the scenarios are read from, and where it lies."""
    for path in paths:
        yield "a scenario", path
        with suppress(XfetchError):
            yield from inputs_of(request_of(path, settings))


def check_one(path: Path, settings: CheckSettings) -> Checked:
    """Raises nothing for what a scenario or an integration does: that is the result. An interruption is
    raised."""
    try:
        outcome = emulate_whole(prepare(request_of(path, settings)))
    except XfetchError as error:
        return broken(path, str(error), error.exit_code)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        text = f"xfetch itself failed: {named_error(error)} ({where.name})"
        return broken(path, text, 3)
    code = outcome.exit_code(settings.fail_on)
    named = replace(outcome.dossier.integration, id=name_of(path))
    located = replace(outcome, dossier=replace(outcome.dossier, integration=named))
    return Checked(
        path=str(path),
        name=name_of(path),
        status=FAILED if code else OK,
        exit_code=code,
        headline=headline(outcome),
        told=tuple(_told(outcome, settings.fail_on)) if code else (),
        suite=ET.tostring(suite(located), encoding="unicode"),
        results=() if outcome.differs == () else tuple(results_of(outcome)),
    )


def _told(outcome: Outcome, fail_on: str) -> Iterator[str]:
    """What differs from what was expected; without that, a few lines of each kind and how many more there
    are of it."""
    if outcome.differs is not None:
        yield from (f"not as expected: {line}" for line in outcome.differs)
        return
    grave = (ERROR, WARNING) if fail_on == WARNING else (ERROR,)
    by_rule: dict[str, list[str]] = {}
    for finding in outcome.findings:
        if finding.severity in grave:
            place = f"   {finding.line}" if finding.line else ""
            by_rule.setdefault(finding.rule, []).append(f"{one_line(finding)}{place}")
    for rule, lines in by_rule.items():
        yield from _few(lines, f"of {rule}")
    failed = (run for run in outcome.runs if run.failed)
    yield from _few(
        [
            f"cycle {run.cycle}: {run.message}"
            for run in failed
            if not (run.failure and run.failure.on_purpose)
        ],
        "failed cycles",
    )
    if outcome.stop != "complete":
        asked = f": {outcome.dossier.attempts[0].target}" if outcome.dossier.attempts else ""
        yield f"the run stopped: {outcome.stop}{asked}"


def _few(lines: list[str], what: str) -> Iterator[str]:
    # A single one more takes no more room than the line that would say so.
    shown = _MOST_OF_A_KIND if len(lines) > _MOST_OF_A_KIND + 1 else len(lines)
    yield from lines[:shown]
    if lines[shown:]:
        yield f"… and {len(lines) - shown} more {what}"
