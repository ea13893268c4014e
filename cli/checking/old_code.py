"""Runs scenarios with the code of an earlier commit, for ``xfetch check --diff``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from xfetch.emulator.checking.base_tree import lay_out
from xfetch.emulator.checking.baseline import Baseline
from xfetch.emulator.checking.check_one import CheckSettings, check_one
from xfetch.emulator.checking.check_task import CheckTask
from xfetch.emulator.checking.checked import Checked
from xfetch.emulator.checking.git_range import GitRange
from xfetch.emulator.checking.problem import Problem
from xfetch.emulator.executing.executor import Executor
from xfetch.emulator.scratch import temporary


def problems_before(
    change: GitRange, scenarios: Sequence[Path], settings: CheckSettings, executor: Executor
) -> Baseline:
    """Run the scenarios with the code of the commit ``change.base``, and return what they fail for. Those
    whose integration that commit does not hold fail for nothing.
    """
    content, variable = (
        None if value and Path(value).expanduser().resolve() == change.root else value
        for value in (settings.content, settings.content_variable)
    )
    # The copy is a checkout of its own, with the old content modules.
    there = replace(settings, reports=(), baseline=None, content=content, content_variable=variable)
    with temporary() as folder:
        folder = folder.resolve()
        copies = lay_out(change, scenarios, settings, folder)
        task = CheckTask(partial(check_one, settings=there), there)
        results = executor.results(task, list(copies.values()))
        checks = [_from_here(one, path, folder) for path, one in zip(copies, results, strict=True)]
    return Baseline(Path.cwd()).updated(checks)


def _from_here(one: Checked, path: Path, folder: Path) -> Checked:
    """Return the result with the path of the scenario itself, and without the folder of the copies."""

    def shown(problem: Problem) -> Problem:
        title, place = (text.replace(f"{folder}/", "") for text in (problem.title, problem.place))
        return replace(problem, title=title, place=place)

    return replace(one, path=str(path), problems=tuple(map(shown, one.problems)))
