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
from xfetch.emulator.checking.checked import FAILED, OK, Checked, broken, with_known
from xfetch.emulator.checking.found import folders_below
from xfetch.emulator.checking.problem import not_run
from xfetch.emulator.errors import XfetchError
from xfetch.emulator.exploring.earlier import earlier_worlds
from xfetch.emulator.exploring.find import Explored
from xfetch.emulator.exploring.ground import Ground, ground_of
from xfetch.emulator.exploring.kept_finds import write_finds
from xfetch.emulator.exploring.promised import promised
from xfetch.emulator.exploring.searching.campaign import Budget, Campaign
from xfetch.emulator.exploring.world import World
from xfetch.emulator.integration.source import locate
from xfetch.emulator.judging.value_words import counted
from xfetch.emulator.reports.headline import NOT_PROVEN, PASSED
from xfetch.emulator.request.from_scenario import find_scenario, with_scenario
from xfetch.emulator.request.request import Request
from xfetch.emulator.request.target import target_of
from xfetch.emulator.starter.starter import events_beside, starter

from ..outputs import write_whole
from .old_code import OldCode

# Below the working directory, in a folder that is no part of a later check.
_PLACE = Path(".xfetch/explore")
_SEED = 1
_FETCHES = re.compile(rb"\b(isfetch(events|assets)?|feed)[\"']?\s*:\s*[\"']?true\b", re.I)


@dataclass(frozen=True)
class Search:
    """Checks a scenario by ``check``, and an integration of ``targets`` by a search that lasts as long as
    ``budget`` says. With ``old`` its old code goes through the same worlds, and what that fails for is known.
    """

    check: Callable[[Path], Checked]
    settings: CheckSettings
    targets: frozenset[Path]
    budget: Budget
    old: OldCode | None = None

    def __call__(self, path: Path) -> Checked:
        if path not in self.targets:
            return self.check(path)
        began_s = monotonic()
        try:
            if self.old is not None and path in self.old.copies:
                one = self._compared(path, self.old, self.old.copies[path])
            else:
                one = held(self._searched(path), path, self.settings)
        except XfetchError as error:
            return broken(path, str(error), error.exit_code)
        return replace(one, took_s=monotonic() - began_s)

    def _searched(self, path: Path) -> Checked:
        """Search for worlds that break an integration, and return the result as that of a scenario."""
        folder = _folder_of(path)
        request, lacking = _request(path, self.settings, folder)
        if lacking:
            return _unproven(path, lacking)
        ground = _ground_of(request)
        explored = _explored(ground, self.budget, earlier_worlds(ground, folder))
        return _checked(path, ground, explored, self.settings, folder)

    def _compared(self, path: Path, old: OldCode, copy: Path) -> Checked:
        """Search for worlds that break the new code of an integration or its old code, the ``copy``. Return
        the result of the new code; the problems of the old code are known ones.

        Both have the same API and go through the same worlds, also those in which only one of them breaks.
        """
        folder = _folder_of(path)
        request, lacking = _request(path, self.settings, folder)
        old_request = request_of(copy, old.settings)
        if lacking:
            # The API is that of the code which works.
            old_request, still = _request(copy, old.settings, old.folder / folder)
            if still:
                return _unproven(path, lacking)
            request = _on_code_of(request, old_request)
        ground = _ground_of(request)
        old_ground = replace(ground, request=_on_code_of(old_request, ground.request))
        earlier = earlier_worlds(ground, folder)
        try:
            before = _explored(old_ground, self.budget, earlier)
        except XfetchError as error:
            explored = _explored(ground, self.budget, earlier)
            one = _checked(path, ground, explored, self.settings, folder)
            return with_known(one, (not_run(str(error)),))
        budget = replace(self.budget, worlds=before.worlds, seconds=None)
        worlds = _numbered(*earlier, *(one.world for one in before.finds))
        explored = _explored(ground, budget, worlds)
        known = {one.key for one in before.finds}
        new = _numbered(*(one.world for one in explored.finds if one.key not in known))
        again = _explored(old_ground, Budget(0), new) if new else Explored()
        was = _checked(path, old_ground, before, old.settings, None)
        also = _checked(path, old_ground, again, old.settings, None)
        one = _checked(path, ground, explored, self.settings, folder)
        problems = {problem.mark: problem for problem in (*old.shown(also), *old.shown(was))}
        # How many events a mistake costs depends on the world: it is no change.
        own = {one.mark: problems.get(one.mark, one) for one in reversed(one.problems)}
        return with_known(replace(one, problems=tuple(own.values())), tuple(problems.values()))


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


def _folder_of(path: Path) -> Path:
    """Return the folder for the guess and the finds of an integration, below the working directory."""
    folder, here = path.parent.resolve(), Path.cwd()
    if folder.is_relative_to(here):
        return _PLACE / folder.relative_to(here)
    return _PLACE.joinpath("elsewhere", *folder.parts[1:])


def _ground_of(request: Request) -> Ground:
    request, promises = promised(request, ())
    return ground_of(request, promises)


def _explored(ground: Ground, budget: Budget, earlier: tuple[World, ...]) -> Explored:
    explored = Campaign(ground, _SEED, budget, earlier=earlier).explore()
    if explored.stopped:
        raise KeyboardInterrupt
    return explored


def _numbered(*worlds: World) -> tuple[World, ...]:
    """Return the worlds with the indexes that earlier worlds have."""
    return tuple(replace(one, index=-number) for number, one in enumerate(worlds, 1))


def _on_code_of(code: Request, product: Request) -> Request:
    """Return the request for the code of one request and the product of the other."""
    return replace(product, target=code.target, container=code.container)


def _request(path: Path, settings: CheckSettings, folder: Path) -> tuple[Request, str]:
    """Return the request of a search with the API that is guessed from the code, and what that lacks: an
    empty text where events come. A guess of an earlier search is used: the user may have corrected it.
    """
    request = request_of(path, settings)
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
    path: Path, ground: Ground, explored: Explored, settings: CheckSettings, folder: Path | None
) -> Checked:
    """Return the result of a search as that of a scenario. The worlds of its errors are written into
    ``folder``; without a folder nothing is written.
    """
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
    files = {} if folder is None else write_finds(ground, errors, folder)
    runs = [
        checked_of(replace(one.outcome, fail_on=settings.fail_on), path, settings.reports)
        for one in errors
    ]
    wrong: list[str] = []
    suite = ET.Element("testsuite", name=path.stem, errors="0")
    for find, run in zip(errors, runs, strict=True):
        wrong += run.wrong
        if find.key in files:
            wrong.append(f"see it: xfetch run {quote(files[find.key].path.as_posix())}")
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
