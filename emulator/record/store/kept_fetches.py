"""Collect the fetches of a run: in memory first, in a SQLite file once there are many."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from pathlib import Path

from ...errors import CannotWrite
from ...scratch import folder_beside, remove, temporary_folder
from ..fetch_run import FetchRun, History
from .row import row_of
from .sqlite_file import SqliteFile
from .stored_fetch import StoredRun

_MOST_IN_MEMORY = 1_000
_FILE = "history.sqlite"


class KeptRuns:
    """A list of a run's fetches, to which fetches can only be appended; iteration begins at the first.

    ``store`` is the path of the file to keep. Without it the file is temporary, and is created only when more
    than ``most`` fetches are in memory. Methods raise CannotWrite if the disk is full; the fetches added
    before stay readable.
    """

    def __init__(self, store: Path | None = None, most: int = _MOST_IN_MEMORY) -> None:
        self._most = most
        self._runs: list[FetchRun] = []
        self._count = 0
        self._file: SqliteFile | None = None
        self._store = store
        if store is not None:
            self._file = self._opened()

    def append(self, run: FetchRun) -> None:
        """Add a fetch to the list. Raises CannotWrite."""
        self._count += 1
        if self._file is not None:
            self._file.add(run.cycle, row_of(run))
            return
        self._runs.append(run)
        if self._count > self._most:
            self._spill()

    def _spill(self) -> None:
        file = self._opened()
        for run in self._runs:
            file.add(run.cycle, row_of(run))
        self._file = file
        self._runs.clear()

    def _opened(self) -> SqliteFile:
        """Create the SQLite file in a folder that is removed together with this object.

        Raises CannotWrite.
        """
        where = "the temporary folder" if self._store is None else f"--store {self._store.name}"
        try:
            folder = temporary_folder() if self._store is None else folder_beside(self._store)
        except OSError as error:
            raise CannotWrite(
                f"the file of fetches cannot be written: {error.strerror}", where=where
            ) from error
        weakref.finalize(self, remove, folder)
        return SqliteFile(folder / _FILE, where)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[FetchRun]:
        if self._file is None:
            return iter(tuple(self._runs))
        return map(StoredRun, self._file.rows())

    def whole(self) -> History:
        """Return all fetches of the run: as a tuple if they are in memory, else this object."""
        return self if self._file is not None and self._count else tuple(self._runs)

    @property
    def file(self) -> SqliteFile | None:
        return self._file

    def publish(self) -> None:
        """Move the complete SQLite file to the path ``store``.

        Until then a file from an earlier run stays there.
        """
        if self._store is not None and self._file is not None:
            self._file.settle()
            self._file.path.replace(self._store)

    def discard(self) -> None:
        """Delete the SQLite file, because the run has no result."""
        if self._file is not None:
            self._file.close()
            remove(self._file.path.parent)
