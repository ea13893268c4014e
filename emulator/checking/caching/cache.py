"""The cache of a check: a folder with a JSON file for each result."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from ...files_read import FilesRead
from ...scratch import beside
from ..check_one import CheckSettings
from ..checked import Checked
from .base_key import base_key
from .entry import Needs, entry_of, paths_of, read_entry, read_needs
from .fingerprints import Fingerprints, digest_of_texts, read_fingerprints

_INDEX = "files.json"
_MOST_BYTES = 512 << 20
_MOST_OF_ONE_BYTES = 16 << 20


@dataclass(frozen=True)
class Found:
    """A result from the cache, and the paths of the files that it depends on."""

    result: Checked
    paths: tuple[str, ...]


@dataclass
class Cache:
    """The cache in ``folder``. ``base`` is the digest of what all results of a check have in common: only
    results that were kept with the same digest are found.

    It can be sent to a worker process, which then keeps results too.
    """

    folder: Path
    base: str
    fingerprints: Fingerprints
    _libraries: dict[str, bool] = field(default_factory=dict)

    def find(self, scenario: Path, known: Iterable[str]) -> Found | None:
        """Return the kept result of a scenario; None if there is none, or something has changed that it
        depends on. ``known`` are the marks of the problems that a baseline holds for the scenario.
        """
        path = self._place(scenario, known)
        try:
            entry = read_entry(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        if entry is None or entry.result.path != str(scenario):
            return None
        if not entry.holds(self.fingerprints) or not self._has_libraries(entry.libraries):
            return None
        with suppress(OSError):
            # What was used last is removed last.
            os.utime(path)
        return Found(replace(entry.result, cached=True), tuple(paths_of(entry)))

    def keep(
        self,
        scenario: Path,
        known: Iterable[str],
        result: Checked,
        record: FilesRead,
    ) -> None:
        """Keep a result, if ``record`` tells all that its run has read, and it has at most 16 MB.

        A cache that cannot be written does no harm: nothing is kept.
        """
        kept = entry_of(result, record, self.fingerprints)
        if kept is None:
            return
        entry, libraries = kept
        text = entry.text()
        if len(text) > _MOST_OF_ONE_BYTES:
            return
        with suppress(OSError):
            self._keep_libraries(entry.libraries, libraries)
            _write(self._place(scenario, known), text)

    def close(self) -> None:
        """Write the index of files. If the cache is larger than 512 MB, remove the results that were not used
        for the longest time.
        """
        with suppress(OSError):
            if self.folder.is_dir():
                self.fingerprints.save(self.folder / _INDEX)
                _bound(self.folder)

    def _place(self, scenario: Path, known: Iterable[str]) -> Path:
        key = digest_of_texts([self.base, str(scenario), *sorted(known)])
        return self.folder / key[:2] / f"{key[2:]}.json"

    def _has_libraries(self, name: str) -> bool:
        """Whether the files of libraries in this set are as they were."""
        if name not in self._libraries:
            try:
                needs = read_needs(self._libraries_file(name).read_text(encoding="utf-8"))
            except (OSError, ValueError):
                needs = None
            self._libraries[name] = needs is not None and all(
                self.fingerprints.of_file(path) == old for path, old in needs.items()
            )
        return self._libraries[name]

    def _keep_libraries(self, name: str, needs: Needs) -> None:
        path = self._libraries_file(name)
        if path.is_file():
            os.utime(path)
        else:
            _write(path, json.dumps(needs, separators=(",", ":")))

    def _libraries_file(self, name: str) -> Path:
        return self.folder / "libraries" / f"{name}.json"


def cache_of(folder: Path, settings: CheckSettings) -> Cache:
    """Return the cache in ``folder``, an absolute path, for a check with these settings."""
    # It may lie in a folder that a run lists.
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    fingerprints = read_fingerprints(folder / _INDEX)
    return Cache(folder, base_key(settings, fingerprints), fingerprints)


def _write(path: Path, text: str) -> None:
    """Write a file as a whole: other processes never read a part of it. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ignored = path.parents[1] / ".gitignore"
    if not ignored.exists():
        ignored.write_text("*\n", encoding="utf-8")
    with beside(path) as folder:
        part = folder / path.name
        part.write_text(text, encoding="utf-8")
        part.replace(path)


def _bound(folder: Path) -> None:
    """Remove the files that were not used for the longest time, beyond the limit. Raises OSError."""
    files = []
    for path in folder.glob("*/*.json"):
        with suppress(OSError):
            status = path.stat()
            files.append((status.st_mtime_ns, status.st_size, path))
    size = sum(one[1] for one in files)
    for _, bytes_of, path in sorted(files):
        if size <= _MOST_BYTES:
            return
        with suppress(OSError):
            path.unlink()
            size -= bytes_of
