"""The code of an earlier commit, for ``xfetch check --diff``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
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


@dataclass(frozen=True)
class OldCode:
    """The code of an earlier commit, laid out in ``folder``: the copy of each scenario and of each
    integration without one. ``settings`` are those of a check of the copies.
    """

    folder: Path
    copies: Mapping[Path, Path]
    settings: CheckSettings

    def problems(self, scenarios: Sequence[Path], executor: Executor) -> Baseline:
        """Run the copies of the scenarios. Return what they fail for; one without a copy fails for
        nothing.
        """
        copies = {
            path: self.copies[path]
            for path in scenarios
            if path in self.copies and path.suffix != ".py"
        }
        task = CheckTask(partial(check_one, settings=self.settings), self.settings)
        results = executor.results(task, list(copies.values()))
        checks = [
            replace(one, path=str(path), problems=self.shown(one))
            for path, one in zip(copies, results, strict=True)
        ]
        return Baseline(Path.cwd()).updated(checks)

    def shown(self, one: Checked) -> tuple[Problem, ...]:
        """Return the problems of a copy without the folder of the copies."""

        def without(text: str) -> str:
            return text.replace(f"{self.folder}/", "")

        return tuple(
            replace(problem, title=without(problem.title), place=without(problem.place))
            for problem in one.problems
        )


@contextmanager
def laid_out(
    change: GitRange, scenarios: Sequence[Path], settings: CheckSettings
) -> Iterator[OldCode]:
    """Lay out the code of the commit ``change.base``, as long as this context is open. A scenario whose
    integration that commit does not hold has no copy.
    """
    content, variable = (
        None if value and Path(value).expanduser().resolve() == change.root else value
        for value in (settings.content, settings.content_variable)
    )
    # The copy is a checkout of its own, with the old content modules.
    there = replace(settings, reports=(), baseline=None, content=content, content_variable=variable)
    with temporary() as folder:
        folder = folder.resolve()
        yield OldCode(folder, lay_out(change, scenarios, settings, folder), there)
