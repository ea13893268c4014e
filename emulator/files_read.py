"""Records which files this process reads: it opens them, lists their folder, or asks whether they exist.

An audit hook sees what Python opens and lists, and three functions of ``os`` are replaced while a record is
made. Native code that opens a file by itself is not seen.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Size, time of change and number of a file; None where there is none.
Stamp = tuple[int, int, int] | None
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_IMPORTER = "<frozen importlib._bootstrap_external>"
# It looks for what killed processes left in the folder of all temporary files.
_SCRATCH = str(Path(__file__).with_name("scratch.py"))
_SYSTEM = ("/proc/", "/sys/", "/dev/")
_HARMLESS = frozenset({"/dev/null", "/dev/urandom", "/dev/random"})
_STARTS = frozenset(
    {
        *("os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system", "os.exec"),
        *("subprocess.Popen", "pty.spawn"),
    }
)
_CHANGES = frozenset(
    {
        *("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink"),
        *("os.truncate", "os.chmod", "os.utime", "sqlite3.connect"),
    }
)
_ASKS = frozenset({"socket.gethostname"})
_LISTS = frozenset({"os.listdir", "os.scandir"})
_SEEN = frozenset({"open"}) | _LISTS | _STARTS | _CHANGES | _ASKS
_PROBES = ("stat", "lstat", "access")


@dataclass
class FilesRead:
    """What a process has read.

    ``files`` maps each file that it opened or looked for to its stamp at the first time. ``names`` are the
    folders that it listed, ``codes`` those in which an import or xfetch itself looked for code. ``why_not``
    says why the record does not tell all that the result depends on; it is empty where it does.

    ``private`` are folders that belong to this process alone: what lies below them is no part of the record.
    A path that begins with a text of ``skipped`` is none either, unless it is an installed library. A
    ``strict`` record is that of the process of an integration. Only there the start of a process, the change
    of a file and the reading of a file of the system (``/proc``) are reasons for ``why_not``. In a record
    that is not strict all listed folders are ``codes``.
    """

    private: Sequence[str] = ()
    skipped: Sequence[str] = ()
    strict: bool = False
    files: dict[str, Stamp] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    why_not: str = ""

    def row(self) -> dict[str, Any]:
        """Return the record as JSON."""
        return {
            "files": dict(self.files),
            "names": sorted(self.names),
            "codes": sorted(self.codes),
            "why_not": self.why_not,
        }

    def take(self, row: Mapping[str, Any]) -> None:
        """Add the record of another process; ``row`` is what its method ``row`` returned."""
        for path, stamp in row["files"].items():
            self._add(str(path), None if stamp is None else (stamp[0], stamp[1], stamp[2]))
        self.names.update(map(str, row["names"]))
        self.codes.update(map(str, row["codes"]))
        self.refuse(str(row["why_not"]))

    def refuse(self, why: str) -> None:
        """Note why the record does not tell all; the first reason stays."""
        self.why_not = self.why_not or why

    def note_modules(self) -> None:
        """Add the files of all modules that this process has imported, also before the record began."""
        for module in list(sys.modules.values()):
            # A module may answer getattr with an import.
            file = getattr(module, "__dict__", {}).get("__file__")
            if isinstance(file, str):
                self._note(file)

    def see(self, event: str, args: tuple[Any, ...]) -> None:
        """Note what an event of Python's audit hook says: which file is read, or which folder is listed."""
        if event == "open":
            self._opened(*args)
        elif event in _LISTS:
            path = args[0]
            if not isinstance(path, int):
                self._listed("." if path is None else path)
        elif not self.strict:
            return
        elif event in _STARTS:
            self.refuse("it starts a process")
        elif event in _ASKS:
            self.refuse("it asks for the name of this machine")
        elif event in _CHANGES:
            self._changed(args)

    def probed(self, path: object) -> None:
        """Note that the process asks whether a file exists."""
        if not isinstance(path, int):
            self._note(path)

    def _changed(self, args: tuple[Any, ...]) -> None:
        """Refuse a change of a file or folder that is not private."""
        if args[0] == ":memory:":
            return
        path = _absolute(args[0], args[-1])
        if path is None or not self._is_private(path):
            self.refuse(f"it changes {path or args[0]}")

    def _opened(self, path: object, mode: object, flags: object) -> None:
        if isinstance(path, int):
            return
        if isinstance(flags, int) and flags & _WRITES:
            name = _absolute(path)
            if not self.strict or name is None or self._is_private(name) or _is_bytecode(name):
                return
            if name not in _HARMLESS:
                self.refuse(f"it writes {name}")
            return
        self._note(path)

    def _listed(self, path: object) -> None:
        name = _absolute(path)
        if name is None or self._is_private(name) or self._is_skipped(name):
            return
        if name.startswith(_SYSTEM):
            self._read_of_system(name)
            return
        # Three frames up: this method, ``see``, and the hook itself.
        caller = sys._getframe(3).f_code.co_filename
        if caller == _SCRATCH:
            return
        # xfetch itself looks for code and yml files.
        codes = not self.strict or caller == _IMPORTER
        found = self.codes if codes else self.names
        found.add(name)

    def _note(self, path: object) -> None:
        name = _absolute(path)
        if name is None or name in self.files:
            return
        if _is_bytecode(name):
            name = _source_of(name)
        if self._is_private(name) or self._is_skipped(name):
            return
        if name.startswith(_SYSTEM):
            self._read_of_system(name)
            return
        self._add(name, stamp_of(name))

    def _read_of_system(self, name: str) -> None:
        if self.strict and name not in _HARMLESS:
            self.refuse(f"it reads {name}")

    def _add(self, name: str, stamp: Stamp) -> None:
        if self.files.setdefault(name, stamp) != stamp:
            self.refuse(f"{name} changed meanwhile")

    def _is_private(self, name: str) -> bool:
        return any(name == one or name.startswith(f"{one}/") for one in self.private)

    def _is_skipped(self, name: str) -> bool:
        return any(name.startswith(one) for one in self.skipped) and not is_library(name)


def is_library(name: str) -> bool:
    """Whether a file belongs to an installed library; these may lie below the standard library."""
    return "/site-packages/" in name or "/dist-packages/" in name


def own_folders() -> tuple[str, ...]:
    """Return the folders of the standard library, which the version of the interpreter stands for, and those
    of xfetch's own code. Each path ends with a slash.
    """
    # Imported here: few processes make a record.
    import sysconfig

    names = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib")}
    home = Path(__file__).parents[1]
    return (*sorted(f"{name}/" for name in names), f"{home}/cli/", f"{home}/emulator/")


def stamp_of(name: str) -> Stamp:
    """Return size in bytes, time of change in ns, and inode number of a file, as they are now; None if there
    is no such file. Of a folder only the number is told: the other two are 0.
    """
    try:
        status = _stat(name)
    except (OSError, ValueError):
        return None
    # The time of a folder changes with whatever is written into it.
    changed_ns = 0 if status.st_mode & 0o170000 == 0o040000 else status.st_mtime_ns
    return (status.st_size if changed_ns else 0, changed_ns, status.st_ino)


@contextmanager
def recording(record: FilesRead) -> Iterator[FilesRead]:
    """Note into ``record`` what this process reads while the context is open."""
    _begin_to_listen()
    before, _active[:] = list(_active), [record]
    try:
        with _probes():
            yield record
    finally:
        _active[:] = before


# The record that is being made; empty where none is. An audit hook stays for the life of the process.
_active: list[FilesRead] = []
_listening: list[bool] = []
_stat = os.stat


def _begin_to_listen() -> None:
    if not _listening:
        sys.addaudithook(_hook)
        _listening.append(True)


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if _active and event in _SEEN:
        _active[0].see(event, args)


@contextmanager
def _probes() -> Iterator[None]:
    """Replace the functions that ask whether a file exists by ones that note it, while this is open."""
    before = {name: getattr(os, name) for name in _PROBES}
    sets = (
        os.supports_dir_fd,
        os.supports_fd,
        os.supports_follow_symlinks,
        os.supports_effective_ids,
    )
    for name, function in before.items():
        noting = _noting(function)
        setattr(os, name, noting)
        for one in sets:
            if function in one:
                one.add(noting)
    try:
        yield
    finally:
        for name, function in before.items():
            for one in sets:
                one.discard(getattr(os, name))
            setattr(os, name, function)


def _noting(function: Callable[..., Any]) -> Callable[..., Any]:
    def noting(path: object, *args: Any, **options: Any) -> Any:
        if _active and options.get("dir_fd") is None:
            _active[0].probed(path)
        return function(path, *args, **options)

    noting.__name__ = function.__name__
    return noting


def _absolute(path: object, folder: object = None) -> str | None:
    """Return the absolute path that an event names, in the folder with the descriptor ``folder`` if there is
    one. None for what is no path, and where the folder cannot be told.
    """
    try:
        if isinstance(folder, int) and folder >= 0:
            # On a system without this folder it cannot be told.
            above = os.readlink(f"/proc/self/fd/{folder}")  # noqa: PTH115
            return os.path.join(above, os.fsdecode(path))  # type: ignore[arg-type]  # noqa: PTH118
        # resolve() would follow links, and ask for each folder on the way.
        return os.path.abspath(os.fsdecode(path))  # type: ignore[arg-type]  # noqa: PTH100
    except (TypeError, ValueError, OSError):
        return None


def _is_bytecode(name: str) -> bool:
    return "/__pycache__/" in name


def _source_of(name: str) -> str:
    """Return the path of the source from which a ``.pyc`` file in ``__pycache__`` was compiled. Return any
    other name unchanged.
    """
    folder, _, file = name.partition("/__pycache__/")
    return f"{folder}/{file.partition('.')[0]}.py" if name.endswith(".pyc") else name
