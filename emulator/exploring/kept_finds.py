"""Keep finds as scenario files in a folder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from ..errors import CannotWrite
from .emitted import test_lines
from .find import CauseKey, Find
from .ground import Ground
from .written import scenario_lines

SUFFIX = ".xfetch.yml"


@dataclass(frozen=True)
class Kept:
    """The scenario file or the test of a find. ``is_new`` is False if the file held the same text before."""

    path: Path
    is_new: bool


def write_finds(ground: Ground, finds: tuple[Find, ...], folder: Path) -> Mapping[CauseKey, Kept]:
    """Write the world of each find as a scenario file into the folder; return the files by the key of
    the find.

    A file is named after the cause. No file with other text is overwritten: a number then follows the name.
    Raises CannotWrite.
    """
    files: dict[CauseKey, Kept] = {}
    for find in finds:
        about = " ".join((find.finding.title or find.finding.message).split())
        text = "\n".join(scenario_lines(ground, find.world, about, folder)) + "\n"
        files[find.key] = keep(folder, find.key.slug, SUFFIX, text)
    return files


def write_tests(finds: tuple[Find, ...], files: Mapping[CauseKey, Kept]) -> tuple[Kept, ...]:
    """Write beside the scenario file of each find a test for pytest that replays it. Raises CannotWrite."""
    found = []
    for find in finds:
        file = files[find.key].path
        name = "test_" + re.sub(r"\W", "_", file.name.removesuffix(SUFFIX))
        text = "".join(f"{one}\n" for one in test_lines(find, file.name, name))
        found.append(keep(file.parent, name, ".py", text, "_"))
    return tuple(found)


def keep(folder: Path, name: str, suffix: str, text: str, gap: str = "-") -> Kept:
    """Write a text to the first of NAME, NAME-2, NAME-3 … that does not exist or holds this text already;
    ``gap`` stands before the number. Raises CannotWrite.
    """
    names = chain([name], (f"{name}{gap}{number}" for number in count(2)))
    path = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in (folder / f"{one}{suffix}" for one in names):
            known = path.is_file() and path.read_bytes() == text.encode()
            if known or not path.exists():
                break
        if not known:
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CannotWrite(f"cannot write {path}: {error.strerror}") from error
    return Kept(path, is_new=not known)
