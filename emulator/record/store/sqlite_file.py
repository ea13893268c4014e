"""Write the rows of a run's fetches to a SQLite file in batches, and read them in order."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ...errors import CannotWrite
from .row import Row
from .schema import COLUMNS, TABLES, VERSION, VIEWS

_BATCH = 1_000
_READ = 100
_INSERT = f"INSERT INTO cycle VALUES ({', '.join('?' * len(COLUMNS))})"
_SELECT = f"SELECT {', '.join(Row._fields)} FROM cycle WHERE cycle <= ? ORDER BY cycle"


class SqliteFile:
    """A new SQLite file of fetches at ``path``, which must not exist; ``where`` names the file in messages.

    ``rows`` returns every added row, also those that could not be written. Methods that write raise
    CannotWrite if the disk is full.
    """

    def __init__(self, path: Path, where: str = "") -> None:
        self.path = path
        self._where = where
        self._waiting: list[tuple[object, ...]] = []
        # The last cycle that is in the file.
        self._last = 0
        with self._writing():
            # Reports may be written by another thread than the one that ran the cycles.
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            run = self._connection.execute
            run("PRAGMA locking_mode = EXCLUSIVE")
            run("PRAGMA journal_mode = WAL")
            run("PRAGMA synchronous = OFF")
            run(f"PRAGMA user_version = {VERSION}")
            self._connection.executescript(TABLES + VIEWS)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise CannotWrite(
                f"the file of fetches cannot be written: {error}", where=self._where
            ) from error

    def add(self, cycle: int, row: Row) -> None:
        """Add the row of the fetch of the next cycle; it is written with its batch."""
        self._waiting.append((cycle, *row))
        if len(self._waiting) >= _BATCH:
            self.commit()

    def commit(self) -> None:
        """Write the added rows that are not written yet."""
        if self._waiting:
            self._all(_INSERT, self._waiting)
            self._last = int(str(self._waiting[-1][0]))
            self._waiting.clear()

    def _all(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        with self._writing():
            self._connection.execute("BEGIN")
            try:
                self._connection.executemany(statement, rows)
                self._connection.execute("COMMIT")
            except BaseException:
                # If the disk is full, SQLite has already rolled back.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def rows(self) -> Iterator[Row]:
        """Yield the rows of all fetches in the order of cycles."""
        waiting = tuple(self._waiting)
        cursor = self._connection.cursor()
        cursor.arraysize = _READ
        cursor.execute(_SELECT, (self._last,))
        while fetched := cursor.fetchmany():
            yield from map(Row._make, fetched)
        yield from (Row(*map(str, values[1:])) for values in waiting)

    def add_facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Insert facts about the run: pairs of a name and a JSON text."""
        self._all("INSERT INTO fact VALUES (?, ?)", facts)

    def add_findings(self, findings: Iterable[tuple[object, ...]]) -> None:
        """Insert the findings of the run: tuples in the order of the table's columns."""
        rows = (tuple(map(_storable, row)) for row in findings)
        self._all("INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def settle(self) -> None:
        """Complete the SQLite file: write everything, and remove the lock and the other files of SQLite."""
        self.commit()
        with self._writing():
            self._connection.execute("PRAGMA journal_mode = DELETE")
            self._connection.execute("PRAGMA locking_mode = NORMAL")
            self._connection.execute("SELECT 1 FROM cycle LIMIT 1").fetchall()

    def close(self) -> None:
        self._connection.close()


def _storable(value: object) -> object:
    """Return the value, with lone surrogates in a text (half an emoji) written as escapes: UTF-8 has none."""
    return value.encode("utf-8", "backslashreplace").decode() if type(value) is str else value
