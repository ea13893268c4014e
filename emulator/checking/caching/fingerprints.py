"""Fingerprints of files and folders, and the index that spares reading a file again."""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

from ...scratch import beside

ABSENT, FOLDER, SPECIAL = "-", "d", "?"
_MOST_FILES = 100_000
# A file that changed a moment ago may change once more without another time of change.
_SETTLED_NS = 2_000_000_000
_CODE = (".py", ".pyc", ".so", ".pyd", ".pth", ".egg-link", ".zip", ".yml", ".yaml")


class Fingerprints:
    """Gives the fingerprints of files and folders.

    The index maps the path of a file to its size, times, inode number and digest: as long as size, times and
    number stay, the file need not be read.
    """

    def __init__(self, index: Mapping[str, Any] | None = None) -> None:
        self._index = dict(index or {})
        self._changed = False

    def of_file(self, path: str) -> str:
        """Return the digest of a file's content. For a path that is no readable file, return a constant that
        says what it is: absent, a folder, or something else.
        """
        try:
            status = os.stat(path)  # noqa: PTH116 - of 20,000 files
        except (OSError, ValueError):
            return ABSENT
        if stat.S_ISDIR(status.st_mode):
            return FOLDER
        if not stat.S_ISREG(status.st_mode):
            return SPECIAL
        facts = [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
        known = self._index.get(path)
        if known is not None and known[:4] == facts:
            return str(known[4])
        try:
            digest = digest_of(Path(path).read_bytes())
        except OSError:
            return SPECIAL
        if max(status.st_mtime_ns, status.st_ctime_ns) < time.time_ns() - _SETTLED_NS:
            self._index[path] = [*facts, digest]
            self._changed = True
        return digest

    def of_names(self, path: str) -> str:
        """Return a digest of the names in a folder."""
        return _digest_of_names(path, lambda name: True)

    def of_codes(self, path: str) -> str:
        """Return a digest of those names in a folder that may be code: of modules, packages, yml files."""
        return _digest_of_names(path, _is_code)

    def save(self, path: Path) -> None:
        """Write the index, if it knows more than before. Raises OSError."""
        if not self._changed:
            return
        # The newest entries stand last.
        kept = dict(list(self._index.items())[-_MOST_FILES:])
        with beside(path) as folder:
            part = folder / path.name
            part.write_text(json.dumps(kept, separators=(",", ":")), encoding="utf-8")
            part.replace(path)


def read_fingerprints(path: Path) -> Fingerprints:
    """Read the index; an index that is missing or damaged is empty."""
    with suppress(OSError, ValueError):
        index = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(index, dict) and all(map(_is_entry, index.values())):
            return Fingerprints(index)
    return Fingerprints()


def digest_of(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def digest_of_texts(texts: Iterable[str]) -> str:
    """Return a digest of texts; where one ends and the next begins counts."""
    return digest_of("\0".join(texts).encode("utf-8", "surrogateescape"))


def _is_entry(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 5
        and all(type(number) is int for number in value[:4])
        and isinstance(value[4], str)
    )


def _digest_of_names(path: str, counts: Callable[[str], bool]) -> str:
    try:
        names = sorted(name for name in os.listdir(path) if counts(name))  # noqa: PTH208
    except (OSError, ValueError):
        return ABSENT
    return digest_of_texts(names)


def _is_code(name: str) -> bool:
    """Whether this is the name of a module, a yml file, or something that may be a package."""
    if name.startswith(".") or name == "__pycache__":
        return False
    return name.endswith(_CODE) or "." not in name or name.endswith("-info")
