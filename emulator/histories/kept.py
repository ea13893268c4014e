"""The fetches of a run while they come: in memory at first, in a SQLite file when they become many."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..history import FetchRun, History
from .row import row_of
from .stored_run import StoredRun

if TYPE_CHECKING:
    from .sqlite_file import SqliteFile

_MOST_IN_MEMORY = 1_000


class KeptRuns:
    """Append-only; iterating it reads from the start, whatever was added so far.

    ``store`` is where the file shall lie that stays; without it the file is a temporary one, and comes
    into being only when ``most`` fetches are in memory.
    """

    def __init__(self, store: Path | None = None, most: int = _MOST_IN_MEMORY) -> None:
        self._most = most
        self._runs: list[FetchRun] = []
        self._count = 0
        self._file: SqliteFile | None = None
        self._store = store
        if store is not None:
            self._file = _file_at(_part(store))

    def append(self, run: FetchRun) -> None:
        self._count += 1
        if self._file is None:
            self._runs.append(run)
            if self._count > self._most:
                self._spill()
        else:
            self._file.add(run.cycle, row_of(run))

    def _spill(self) -> None:
        folder = tempfile.mkdtemp(prefix="xfetch-history-")
        self._file = _file_at(Path(folder) / "history.sqlite")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        for run in self._runs:
            self._file.add(run.cycle, row_of(run))
        self._runs.clear()

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[FetchRun]:
        if self._file is None:
            return iter(tuple(self._runs))
        return map(StoredRun, self._file.rows())

    def whole(self) -> History:
        """All of them: a tuple where they are few, else this."""
        return self if self._file is not None and self._count else tuple(self._runs)

    @property
    def file(self) -> SqliteFile | None:
        return self._file

    def publish(self) -> None:
        """Give the store its name; until now whoever looked for it found what was there before."""
        if self._store is not None and self._file is not None:
            self._file.settle()
            _part(self._store).replace(self._store)

    def discard(self) -> None:
        """The run came to nothing: leave nothing behind."""
        if self._file is not None:
            self._file.close()
        if self._store is not None:
            for suffix in ("", "-wal", "-shm"):
                part = _part(self._store)
                part.with_name(part.name + suffix).unlink(missing_ok=True)


def _part(store: Path) -> Path:
    return store.with_name(f".{store.name}.part")


def _file_at(path: Path) -> SqliteFile:
    # Most runs are short, and need none.
    from .sqlite_file import SqliteFile

    path.unlink(missing_ok=True)
    return SqliteFile(path)
