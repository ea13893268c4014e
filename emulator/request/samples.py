"""Find the sample integrations that ship with xfetch.

Each folder describes its sample in a scenario, or in ``expect.yml`` beside a vendor file.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from ..errors import LoadError
from .scenario_file.read import read_scenario

EXPECT, SCENARIO = "expect.yml", "scenario.yml"


@dataclass(frozen=True)
class Sample:
    """A sample integration that ships with xfetch; its ``arguments`` follow the target in ``xfetch run``."""

    name: str
    folder: Path
    about: str
    arguments: tuple[str, ...]

    def command(self, folder: Path) -> str:
        """Return the ``xfetch run`` command for the copy of this sample in ``folder``.

        ``{folder}`` in the arguments is replaced.
        """
        arguments = [argument.replace("{folder}", str(folder)) for argument in self.arguments]
        return shlex.join(["xfetch", "run", str(folder), *arguments])

    @property
    def shown_arguments(self) -> str:
        """The sample's arguments for a list of samples; empty if they contain no option besides
        ``--cycles``.
        """
        own = [text for text in self.arguments if text.startswith("--") and text != "--cycles"]
        return shlex.join(self.arguments) if own else ""


def sample_folders() -> list[Path]:
    """Return the folders of all sample integrations, in the order of their names."""
    roots = import_module("xfetch.sample_integrations").__path__
    return sorted(
        folder
        for root in roots
        for folder in Path(root).iterdir()
        if (folder / EXPECT).is_file() or (folder / SCENARIO).is_file()
    )


def find_samples() -> tuple[Sample, ...]:
    """Return all sample integrations in the order of their names. Raises LoadError if none is installed."""
    folders = sample_folders()
    if not folders:
        raise LoadError(
            "the sample integrations of xfetch are not installed",
            where="xfetch.sample_integrations",
        )
    return tuple(map(_read_sample, folders))


def _read_sample(folder: Path) -> Sample:
    """Read the name of a sample integration, what it is about, and the arguments with which to run it.

    These come from ``scenario.yml`` in its folder, or without that file from ``expect.yml``. Raises
    LoadError for a broken ``scenario.yml``.
    """
    import yaml

    scenario = folder / SCENARIO
    if scenario.is_file():
        return Sample(folder.name, folder, read_scenario(scenario).about, ())
    stated = yaml.safe_load((folder / EXPECT).read_text(encoding="utf-8"))
    return Sample(
        name=folder.name,
        folder=folder,
        about=stated["about"],
        arguments=tuple(stated.get("arguments", ())),
    )
