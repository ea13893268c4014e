"""The task of checking many scenarios: how one is checked here, and how another machine is asked to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..executing.executor import Task
from ..record.codec import codec
from ..record.entries import CheckedJson, Json
from .check_one import CheckSettings
from .checked import Checked, broken
from .needed import files_needed
from .problem import Problem

# How long a check took is sent apart from its result.
CHECKED = codec(Checked, "took_s", "cached")
PROBLEM = codec(Problem)


@dataclass(frozen=True)
class CheckTask(Task[Path, Checked]):
    """Checks the scenario at a path by ``check``; ``settings`` are those that ``check`` has."""

    check: Callable[[Path], Checked]
    settings: CheckSettings

    module = f"{__package__}.answering"

    def do(self, job: Path) -> Checked:
        """Check a scenario in this process."""
        return self.check(job)

    def lost(self, job: Path, cause: str) -> Checked:
        """Return the result of a scenario whose process died."""
        return broken(job, f"{cause} while it checked this scenario", 3)

    def needs(self, jobs: Iterable[Path]) -> Iterable[Path]:
        """Return the files that the scenarios use."""
        return files_needed(jobs, self.settings)

    def request(self, job: Path, place: Callable[[Path], str]) -> Mapping[str, Json]:
        """Return the scenario and the settings as JSON."""
        settings = self.settings
        known = settings.baseline.of(job) if settings.baseline is not None else None
        content, variable = (
            place(Path(folder).expanduser()) if folder else folder
            for folder in (settings.content, settings.content_variable)
        )
        return {
            "scenario": place(job),
            "content": content,
            "content_variable": variable,
            "strict": settings.strict,
            "fail_on": settings.fail_on,
            "severities": dict(settings.severities),
            "reports": list(settings.reports),
            "known": None if known is None else [PROBLEM.plain(one) for one in known],
        }

    def read(self, job: Path, answer: CheckedJson) -> Checked:
        """Return the result from what another machine answered."""
        one = CHECKED.read(answer["checked"])
        return replace(one, path=str(job), took_s=answer["took_s"])
