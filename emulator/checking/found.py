"""Finds the scenario files below the paths that the user gives to ``xfetch check``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..errors import UsageError
from ..request.from_scenario import BESIDE
from ..request.scenario_file.read import is_scenario

SUFFIXES = (".xfetch.yml", ".xfetch.yaml")
_SKIPPED = frozenset(
    {".git", ".venv", ".xfetch", "node_modules", "__pycache__", ".tox", "build", "dist"}
)


def find_scenarios(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the scenario files: those below the given folders and those given by path, sorted.

    Raises UsageError for a path that does not exist and for a file that is not a scenario.
    """
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found.update(_below(path))
        elif not path.exists():
            raise UsageError("no such file or folder", where=str(path))
        elif is_scenario(path):
            found.add(path)
        else:
            raise UsageError(
                "the file is not a scenario",
                where=str(path),
                advice=("`xfetch init TARGET` writes one",),
            )
    return tuple(sorted(found))


def is_scenario_name(name: str) -> bool:
    """Whether a file of this name (``scenario.yml``, ``*.xfetch.yml``) is a scenario."""
    return name == BESIDE or name.endswith(SUFFIXES)


def folders_below(folder: Path) -> Iterable[Path]:
    """Yield the folder and those below it, but for those that hold no code of the user."""
    yield folder
    for path in sorted(folder.iterdir()):
        skipped = path.name in _SKIPPED or path.name.startswith(".venv")
        if not skipped and not path.is_symlink() and path.is_dir():
            yield from folders_below(path)


def _below(folder: Path) -> Iterable[Path]:
    for one in folders_below(folder):
        for path in one.iterdir():
            if is_scenario_name(path.name) and not path.is_symlink() and not path.is_dir():
                yield path
