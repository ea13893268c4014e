"""The part of a key that all results of a check have in common: all that they depend on beside files that
their runs read.
"""

from __future__ import annotations

import os
import sys
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

from ...integration.environment import small_environment
from ...record.entries import CheckedJson
from ...record.json_path import canonical
from ...version import xfetch_version
from ..check_one import CheckSettings
from .fingerprints import Fingerprints, digest_of, digest_of_texts

# Raised when what is kept, or what it depends on, changes its form.
_FORM = 1
# What differs from run to run, and no integration sees or should see.
_NOT_SEEN = ("TMPDIR", "TERM", "SHELL")
_HOME = Path(__file__).parents[3]


def base_key(settings: CheckSettings, fingerprints: Fingerprints) -> str:
    """Return a digest of all that every result of a check depends on beside the files that it reads: the
    version and code of xfetch, the interpreter, libraries, zone data, environment, working directory and
    options.
    """
    facts: dict[str, CheckedJson] = {
        "form": _FORM,
        "xfetch": [xfetch_version(), _own_code(fingerprints)],
        "python": [sys.version, sys.executable, sys.platform, os.uname().machine],
        "libraries": _libraries(fingerprints),
        "zones": _zones(),
        "environment": _environment(),
        "folder": str(Path.cwd()),
        "content": [settings.content, settings.content_variable],
        "strict": settings.strict,
        "fail_on": settings.fail_on,
        "severities": dict(settings.severities),
        "reports": list(settings.reports),
        "isolation": repr(settings.isolation),
    }
    return digest_of(canonical(facts).encode("utf-8", "surrogatepass"))


def _own_code(fingerprints: Fingerprints) -> str:
    """Return a digest of xfetch's own files: an installation from a clone changes without a new version."""
    files = [
        f"{folder}/{name}"
        for top in ("cli", "emulator")
        for folder, _, names in os.walk(_HOME / top)
        if not folder.endswith("__pycache__")
        for name in names
    ]
    return digest_of_texts(f"{one}:{fingerprints.of_file(one)}" for one in sorted(files))


def _libraries(fingerprints: Fingerprints) -> str:
    """Return a digest of what is installed: the names in each folder of the import path hold the versions.

    A path file or a record of an installation may change alone.
    """
    parts: list[str] = []
    for folder in sys.path:
        parts += (folder, fingerprints.of_codes(folder or "."))
        for file in _that_tell(folder):
            parts.append(f"{file}:{fingerprints.of_file(file)}")
    return digest_of_texts(parts)


def _that_tell(folder: str) -> Iterator[str]:
    """Yield the files of a folder of libraries that tell what is installed and where."""
    try:
        names = sorted(os.listdir(folder or "."))  # noqa: PTH208 - 10,000 names
    except OSError:
        return
    for name in names:
        if name.endswith(".pth"):
            yield f"{folder}/{name}"
        elif name.endswith(".dist-info"):
            yield f"{folder}/{name}/RECORD"


def _zones() -> str:
    """Return a digest of the system's zone data: size and time of change of each of its files, since native
    code reads them too.
    """
    parts: list[str] = []
    for top in zoneinfo.TZPATH:
        for folder, folders, names in os.walk(top):
            folders.sort()
            for name in sorted(names):
                try:
                    status = os.stat(f"{folder}/{name}")  # noqa: PTH116 - of 2,000 files
                except OSError:
                    continue
                parts.append(f"{folder}/{name}:{status.st_size}:{status.st_mtime_ns}")
    return digest_of_texts(parts)


def _environment() -> dict[str, CheckedJson]:
    """Return a digest of each environment variable that an integration may see, by name."""
    return {
        name: digest_of(value.encode("utf-8", "surrogateescape"))
        for name, value in sorted(small_environment(os.environ).items())
        if name not in _NOT_SEEN and not name.startswith("XFETCH_")
    }
