"""Folders that are gone when the process is: a run's temporary one, and one beside each file it writes.

The process that made a folder holds a lock on it for as long as it lives. A folder that can be locked was
left by a process that was killed, and the next start removes it. The kernel gives the lock back, so no
number of a process, which another one may have by now, has to be believed.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_RUN_HEAD, _RUN_TAIL = "xfetch-", ".run"
_PART_TAIL = ".part"
_OPEN = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# A file's name has 255 bytes, and a character up to four of them.
_MOST_OF_A_NAME = 55

# The folders that this process has to remove, the process that made them, and the lock.
_held: dict[Path, tuple[int, int | None]] = {}


def temporary_folder() -> Path:
    """One in the temporary folder. Raises OSError."""
    return _made(_temporary_place(), _RUN_HEAD, _RUN_TAIL)


def folder_beside(path: Path) -> Path:
    """One in the folder of the file: what is written there moves into the file's place. Raises OSError."""
    return _made(path.parent, f".{path.name[:_MOST_OF_A_NAME]}.", _PART_TAIL)


def remove(folder: Path) -> None:
    """Remove a folder of this process; of a process that was forked, nothing."""
    process, lock = _held.get(folder, (0, None))
    if process != os.getpid():
        return
    shutil.rmtree(folder, ignore_errors=True)
    del _held[folder]
    if lock is not None:
        os.close(lock)


def remove_all() -> None:
    """Remove what is left at the end of the process, where an interruption kept it from being removed."""
    for folder in list(_held):
        remove(folder)


@contextmanager
def temporary() -> Iterator[Path]:
    """A temporary folder, removed after."""
    folder = temporary_folder()
    try:
        yield folder
    finally:
        remove(folder)


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A folder beside the file, removed after."""
    folder = folder_beside(path)
    try:
        yield folder
    finally:
        remove(folder)


def _temporary_place() -> Path:
    """As ``tempfile.gettempdir``, which tries each place with a file that a signal would leave there."""
    if tempfile.tempdir is not None:
        return Path(os.fsdecode(tempfile.tempdir))
    named = [os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP")]
    for name in (*named, "/tmp", "/var/tmp", "/usr/tmp"):
        if name and Path(name).is_dir() and os.access(name, os.W_OK | os.X_OK):
            return Path(name).absolute()
    return Path.cwd()


def _made(place: Path, head: str, tail: str) -> Path:
    _clear_dead(place, head, tail)
    while True:
        folder = place / f"{head}{os.urandom(4).hex()}{tail}"
        # Noted before it is there: a signal may come at any moment.
        _held[folder] = (os.getpid(), None)
        try:
            folder.mkdir(mode=0o700)
            if _locked(folder):
                return folder
        except FileExistsError:
            pass
        except OSError:
            del _held[folder]
            raise
        del _held[folder]


def _locked(folder: Path) -> bool:
    """False where another process took the folder for a dead one's, before it was locked."""
    try:
        lock = os.open(folder, _OPEN)
    except FileNotFoundError:
        return False
    _held[folder] = (os.getpid(), lock)
    # A file system without locks has none that is taken, and nothing is cleared there.
    with suppress(OSError):
        fcntl.flock(lock, fcntl.LOCK_EX)
    if folder.exists():
        return True
    os.close(lock)
    return False


def _clear_dead(place: Path, head: str, tail: str) -> None:
    """Remove what processes of this user that were killed left under such names."""
    name = re.compile(f"{re.escape(head)}[0-9a-f]{{8}}{re.escape(tail)}")
    with suppress(OSError), os.scandir(place) as entries:
        for entry in entries:
            if name.fullmatch(entry.name):
                _clear(Path(entry.path))


def _clear(folder: Path) -> None:
    try:
        lock = os.open(folder, _OPEN)
    except OSError:
        return
    try:
        if os.fstat(lock).st_uid == os.geteuid():
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        # It is locked: its process lives.
        pass
    finally:
        os.close(lock)
