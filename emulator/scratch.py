"""Temporary folders of xfetch, which are removed when its process ends.

The process that creates a folder keeps it locked. A folder that is not locked belongs to a process that was
killed; xfetch removes the folder when it next creates such a folder in the same place. The kernel releases
the lock, so this does not depend on process numbers, which are reused.
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
# A file name has at most 255 bytes, and a character up to four.
_MOST_OF_A_NAME = 55

# The folders to remove, each with the process that created it and the descriptor of its lock.
_held: dict[Path, tuple[int, int | None]] = {}


def temporary_folder() -> Path:
    """Create a folder for this process in the system's temporary folder. Raises OSError."""
    return _made(temporary_place(), _RUN_HEAD, _RUN_TAIL)


def folder_beside(path: Path) -> Path:
    """Create a folder in the folder of a file. A new version of the file is written there and then
    replaces the file. Raises OSError.
    """
    return _made(path.parent, f".{path.name[:_MOST_OF_A_NAME]}.", _PART_TAIL)


def remove(folder: Path) -> None:
    """Remove a temporary folder that this process created; does nothing in a forked process."""
    process, lock = _held.get(folder, (0, None))
    if process != os.getpid():
        return
    shutil.rmtree(folder, ignore_errors=True)
    del _held[folder]
    if lock is not None:
        os.close(lock)


def remove_all() -> None:
    """Remove all temporary folders of this process at its end; an interruption may have left some."""
    for folder in list(_held):
        remove(folder)


@contextmanager
def temporary() -> Iterator[Path]:
    """A context that creates a temporary folder and removes it at the end."""
    folder = temporary_folder()
    try:
        yield folder
    finally:
        remove(folder)


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A context that creates a folder in the folder of a file and removes it at the end."""
    folder = folder_beside(path)
    try:
        yield folder
    finally:
        remove(folder)


def temporary_place() -> Path:
    """Return the system's temporary folder, as ``tempfile.gettempdir`` but without creating a test file.

    A signal during that test would leave the file there.
    """
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
        # Noted before it is created, because a signal may come at any moment.
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
    """Lock a new temporary folder; return False if another process removed it before it was locked."""
    try:
        lock = os.open(folder, _OPEN)
    except FileNotFoundError:
        return False
    _held[folder] = (os.getpid(), lock)
    # On a file system without locks nothing is locked, and nothing is removed by later starts.
    with suppress(OSError):
        fcntl.flock(lock, fcntl.LOCK_EX)
    if folder.exists():
        return True
    os.close(lock)
    return False


def _clear_dead(place: Path, head: str, tail: str) -> None:
    """Remove temporary folders that killed processes of this user have left."""
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
        # It is locked, so its process is alive.
        pass
    finally:
        os.close(lock)
