"""Checks a scenario and keeps its result."""

from __future__ import annotations

from pathlib import Path

from ...files_read import FilesRead, own_folders, recording
from ...scratch import temporary_place
from ..check_one import CheckSettings, held, known_marks, run_one
from ..checked import Checked
from .cache import Cache


def check_and_keep(path: Path, settings: CheckSettings, cache: Cache) -> Checked:
    """Check a scenario as ``check_one`` does, and keep the result if all is known that it depends on."""
    place = str(temporary_place())
    # xfetch's own temporary folders, by the begin of their names.
    skipped = (*own_folders(), f"{place}/xfetch-")
    record = FilesRead(private=(str(cache.folder),), skipped=skipped)
    inside = FilesRead()
    with recording(record):
        one = run_one(path, settings, inside)
    record.take(inside.row())
    cache.keep(path, known_marks(path, settings), one, record)
    return held(one, path, settings)
