"""Runs of public integrations of today, whose verdicts were checked by hand: kept in ``living.yml``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "living.yml"


@dataclass(frozen=True)
class Run:
    """One run: what ran, in which simulated world, what came, and xfetch's verdict.

    ``right`` says whether the verdict agrees with the code: it begins with yes or no.
    """

    integration: str
    version: str
    command: str
    world: str
    cycles: int
    came: str
    said: str
    right: str = "yes"


@dataclass(frozen=True)
class Living:
    """All runs, the day on which they were checked, and what xfetch cannot do there."""

    checked: str
    runs: Sequence[Run]
    short_of: Sequence[str]


def read(file: Path = FILE) -> Living:
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    runs = tuple(Run(**row) for row in document["runs"])
    return Living(str(document["checked"]), runs, tuple(document["short_of"]))
