"""Keep finds as scenario files in a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..errors import CannotWrite
from .find import CauseKey, Find
from .ground import Ground
from .written import scenario_lines

SUFFIX = ".xfetch.yml"


def write_finds(ground: Ground, finds: tuple[Find, ...], folder: Path) -> Mapping[CauseKey, Path]:
    """Write the world of each find as a scenario file into the folder; return the files by find.

    A file is named after the cause; of several finds with one cause the later ones get a number. Raises
    CannotWrite.
    """
    files: dict[CauseKey, Path] = {}
    for find in finds:
        names = (
            find.key.slug,
            *(f"{find.key.slug}-{number}" for number in range(2, len(finds) + 1)),
        )
        path = next(
            path
            for path in (folder / f"{name}{SUFFIX}" for name in names)
            if path not in files.values()
        )
        about = " ".join((find.finding.title or find.finding.message).split())
        text = "\n".join(scenario_lines(ground, find.world, about, folder)) + "\n"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CannotWrite(f"cannot write {path}: {error.strerror}") from error
        files[find.key] = path
    return files
