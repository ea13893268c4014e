"""The files of a revision that a run of one integration needs, in a folder of their own."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

# CommonServerPython and the ApiModules, where they were over the years.
_COMMON = (
    "Packs/Base/Scripts/CommonServerPython",
    "Packs/Base/Scripts/CommonServerUserPython",
    "Packs/ApiModules/Scripts",
    "Scripts/CommonServerPython",
    "Scripts/CommonServerUserPython",
)
_NOW = Path("Packs/Base/Scripts/CommonServerPython/CommonServerPython.py")


def checked_out(git: Path, revision: str, code: str, folder: Path) -> Path:
    """Write the integration, the CommonServerPython and the ApiModules of a revision into a folder, at their
    places of today. Return the integration's folder.

    A revision that has none of the modules gets those of the checkout ``git``.
    """
    home = str(Path(code).parent)
    for place in (home, *_COMMON):
        _extract(git, revision, place, folder)
    for old in folder.glob("Scripts/*"):
        new = folder / "Packs/Base/Scripts" / old.name
        if not new.exists():
            shutil.copytree(old, new)
    for module in (_NOW.parent, Path("Packs/ApiModules/Scripts")):
        if not any((folder / module).rglob("*.py")):
            shutil.copytree(git / module, folder / module, dirs_exist_ok=True)
    return folder / home


def _extract(git: Path, revision: str, place: str, folder: Path) -> None:
    """Extract a folder of a revision, if it is there."""
    archive = subprocess.run(
        ["git", "-C", str(git), "archive", revision, place], capture_output=True, check=False
    )
    if archive.returncode == 0:
        subprocess.run(["tar", "-x", "-C", str(folder)], input=archive.stdout, check=True)
