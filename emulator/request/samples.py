"""Finds the sample integrations that ship with xfetch.

Each folder describes its sample in a scenario, or in ``expect.yml`` beside a vendor file.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from ..errors import LoadError
from ..record.entries import Json
from .scenario_file.read import read_scenario

EXPECT, SCENARIO = "expect.yml", "scenario.yml"


@dataclass(frozen=True)
class Sample:
    """A sample; ``arguments`` follow the target in ``xfetch run``, ``expect`` is what the run must show."""

    name: str
    folder: Path
    about: str
    arguments: tuple[str, ...]
    expect: Mapping[str, Json]

    def command(self, folder: Path) -> str:
        """The command line that runs the sample from a folder; ``{folder}`` in its arguments is replaced."""
        arguments = [argument.replace("{folder}", str(folder)) for argument in self.arguments]
        return shlex.join(["xfetch", "run", str(folder), *arguments])

    @property
    def manner(self) -> str:
        """The arguments, if the sample needs any option besides ``--cycles``; else empty."""
        own = [text for text in self.arguments if text.startswith("--") and text != "--cycles"]
        return shlex.join(self.arguments) if own else ""


def find_samples() -> tuple[Sample, ...]:
    """Return every sample in order of names. Raises LoadError if none is installed."""
    package = import_module("xfetch.sample_integrations")
    roots = [Path(path) for path in package.__path__]
    folders = sorted(
        path.parent
        for root in roots
        for file in (EXPECT, SCENARIO)
        for path in root.glob(f"*/{file}")
    )
    if not folders:
        raise LoadError(
            "the sample integrations of xfetch are not installed",
            where="xfetch.sample_integrations",
        )
    return tuple(read_sample(folder) for folder in folders)


def sample_names() -> list[str]:
    """Return the names of all samples."""
    package = import_module("xfetch.sample_integrations")
    return [
        folder.name
        for root in package.__path__
        for folder in sorted(Path(root).iterdir())
        if (folder / EXPECT).is_file() or (folder / SCENARIO).is_file()
    ]


def sample_folder(name: str) -> Path | None:
    """Return the folder of the sample with this name, None if there is none."""
    if Path(name).name != name:
        return None
    package = import_module("xfetch.sample_integrations")
    folders = (Path(root) / name for root in package.__path__)
    return next(
        (one for one in folders if (one / EXPECT).is_file() or (one / SCENARIO).is_file()), None
    )


def read_sample(folder: Path) -> Sample:
    """Read one sample. Raises LoadError for a broken scenario."""
    import yaml

    scenario = folder / SCENARIO
    if scenario.is_file():
        return Sample(folder.name, folder, read_scenario(scenario).about, (), {})
    stated = yaml.safe_load((folder / EXPECT).read_text(encoding="utf-8"))
    return Sample(
        name=folder.name,
        folder=folder,
        about=stated["about"],
        arguments=tuple(stated.get("arguments", ())),
        expect=stated.get("expect", {}),
    )
