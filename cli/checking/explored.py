"""The option ``--explore`` of ``xfetch check``: a search where an integration has no scenario."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from shlex import quote
from time import monotonic
from xml.etree import ElementTree as ET

from xfetch.emulator.checking.check_one import CheckSettings, checked_of, held, request_of
from xfetch.emulator.checking.checked import FAILED, OK, Checked, broken
from xfetch.emulator.checking.found import folders_below
from xfetch.emulator.errors import XfetchError
from xfetch.emulator.exploring.earlier import earlier_worlds
from xfetch.emulator.exploring.find import Explored
from xfetch.emulator.exploring.ground import Ground, ground_of
from xfetch.emulator.exploring.kept_finds import write_finds
from xfetch.emulator.exploring.promised import promised
from xfetch.emulator.exploring.searching.campaign import Budget, Campaign
from xfetch.emulator.integration.source import locate
from xfetch.emulator.judging.value_words import counted
from xfetch.emulator.reports.headline import NOT_PROVEN, PASSED
from xfetch.emulator.request.from_scenario import find_scenario, with_scenario
from xfetch.emulator.request.request import Container, Judging, Request
from xfetch.emulator.request.target import target_of
from xfetch.emulator.starter.starter import events_beside, starter

from ..outputs import write_whole

# Below the working directory, in a folder that is no part of a later check.
_PLACE = Path(".xfetch/explore")
_SEED = 1
_FETCHES = re.compile(rb"\b(isfetch(events|assets)?|feed)[\"']?\s*:\s*[\"']?true\b", re.I)


@dataclass(frozen=True)
class Search:
    """Checks a scenario by ``check``, and an integration of ``targets`` by a search that lasts as long as
    ``budget`` says.
    """

    check: Callable[[Path], Checked]
    settings: CheckSettings
    targets: frozenset[Path]
    budget: Budget

    def __call__(self, path: Path) -> Checked:
        if path not in self.targets:
            return self.check(path)
        return held(_searched(path, self.settings, self.budget), path, self.settings)


def without_scenario(
    paths: Iterable[Path], scenarios: Iterable[Path], settings: CheckSettings
) -> tuple[Path, ...]:
    """Return the code files of the integrations below the paths that fetch and that no scenario is for,
    sorted.
    """
    known = set()
    for one in scenarios:
        with suppress(XfetchError):
            known.add(_code_of(request_of(one, settings).target))
    found: set[Path] = set()
    for path in paths:
        found.update(_packages(path))
    return tuple(sorted(one for one in found if one.resolve() not in known))


def _code_of(target: Path) -> Path:
    return locate(target_of(target))[0].resolve()


def _packages(path: Path) -> Iterator[Path]:
    """Yield the code files of the integrations that fetch, at or below a path."""
    for folder in folders_below(path) if path.is_dir() else (path.parent,):
        code, yml = folder / f"{folder.name}.py", folder / f"{folder.name}.yml"
        if path in (code, yml) or path.is_dir():
            with suppress(OSError):
                if code.is_file() and _FETCHES.search(yml.read_bytes()):
                    yield code


def _searched(path: Path, settings: CheckSettings, budget: Budget) -> Checked:
    """Search for worlds that break an integration, and return the result as that of a scenario."""
    began_s = monotonic()
    folder = _PLACE / path.parent
    try:
        request, lacking = _request(path, settings, folder)
        if lacking:
            return _unproven(path, lacking)
        request, promises = promised(request, ())
        ground = ground_of(request, promises)
        earlier = earlier_worlds(ground, folder)
        explored = Campaign(ground, _SEED, budget, earlier=earlier).explore()
    except XfetchError as error:
        return broken(path, str(error), error.exit_code)
    if explored.stopped:
        raise KeyboardInterrupt
    took_s = monotonic() - began_s
    return replace(_checked(path, ground, explored, settings, folder), took_s=took_s)


def _request(path: Path, settings: CheckSettings, folder: Path) -> tuple[Request, str]:
    """Return the request of a search with the API that is guessed from the code, and what that lacks: an
    empty text where events come. A guess of an earlier search is used: the user may have corrected it.
    """
    request = Request(
        target=target_of(path),
        container=Container(content=settings.content, content_variable=settings.content_variable),
        judging=Judging(strict=settings.strict, severities=settings.severities),
        isolation=settings.isolation,
    )
    guessed = folder / f"{path.stem}.yml"
    if not guessed.is_file():
        made = starter(request, guessed)
        if not made.created:
            return request, made.lacking or "no event comes from the guessed API"
        folder.mkdir(parents=True, exist_ok=True)
        if made.events:
            write_whole(events_beside(guessed), [made.events])
        write_whole(guessed, [made.text])
    _, file = find_scenario(request.target, guessed)
    return request if file is None else with_scenario(request, file, frozenset()), ""


def _unproven(path: Path, why: str) -> Checked:
    """Return the result of an integration about which a search tells nothing: it does not fail."""
    suite = f'<testsuite name="{path.stem}" tests="0" failures="0" errors="0" />'
    return Checked(
        *(str(path), path.stem, OK, NOT_PROVEN, 0, "no world could be tried"),
        wrong=(why,),
        suite=suite,
    )


def _checked(
    path: Path, ground: Ground, explored: Explored, settings: CheckSettings, folder: Path
) -> Checked:
    tried = counted(explored.worlds, "world")
    if explored.tested_nothing:
        return _unproven(path, f"the fetch created nothing in {tried}")
    errors = tuple(one for one in explored.finds if one.is_error)
    headline = f"{tried}, {counted(len(errors), 'error')}"
    if not errors:
        suite = ET.Element("testsuite", name=path.stem, tests="1", failures="0", errors="0")
        ET.SubElement(suite, "testcase", classname=path.stem, name=f"no error in {tried}")
        text = ET.tostring(suite, encoding="unicode")
        return Checked(str(path), path.stem, OK, PASSED, 0, headline, suite=text)
    files = write_finds(ground, errors, folder)
    runs = [
        checked_of(replace(one.outcome, fail_on=settings.fail_on), path, settings.reports)
        for one in errors
    ]
    wrong: list[str] = []
    suite = ET.Element("testsuite", name=path.stem, errors="0")
    for find, run in zip(errors, runs, strict=True):
        wrong += (*run.wrong, f"see it: xfetch run {quote(files[find.key].path.as_posix())}")
        suite.extend(ET.fromstring(run.suite))
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(sum(case.find("failure") is not None for case in suite)))
    names = {name for run in runs for name in run.reports}
    return Checked(
        *(str(path), path.stem, FAILED, FAILED.upper(), 1, headline),
        wrong=tuple(wrong),
        suite=ET.tostring(suite, encoding="unicode"),
        results=tuple(one for run in runs for one in run.results),
        reports={name: "".join(run.reports.get(name, "") for run in runs) for name in names},
        findings=tuple(one for run in runs for one in run.findings),
        counts=runs[0].counts,
        page=runs[0].page,
        problems=tuple(dict.fromkeys(one for run in runs for one in run.problems)),
    )
