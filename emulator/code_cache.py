"""Keeps the compiled code of large sources between runs, in the user's cache folder.

Compiling a checkout's CommonServerPython takes longer than running many cycles. If the cache cannot be read,
written or trusted, the code is compiled without a message.
"""

from __future__ import annotations

import gc
import hashlib
import importlib.util
import marshal
import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import CodeType

from .scratch import beside

_LARGE_CHARS = 100_000
_CHECKSUM_BYTES = 4
_MOST_FILES = 64


def code_of(text: str, filename: str) -> CodeType:
    """Return the compiled code of a module's text. The code of a large text (100,000 characters or more)
    is read from the cache; if it is not there, it is compiled and written to the cache.

    Raises what ``compile`` raises.
    """
    folder = cache_folder()
    # A user without a home folder has no cache folder, and xfetch does not create a home.
    if len(text) < _LARGE_CHARS or not folder.is_absolute() or not _has_home():
        return _compiled(text, filename)
    path = folder / f"{_digest(text, filename)}.bin"
    code = _read(path)
    if code is None:
        code = _compiled(text, filename)
        with suppress(OSError):
            _write(path, marshal.dumps(code))
    return code


def _compiled(text: str, filename: str) -> CodeType:
    return compile(text, filename, "exec", dont_inherit=True)


def _digest(text: str, filename: str) -> str:
    """Return a digest of everything on which compiled code depends, the Python version included."""
    key = (filename.encode("utf-8", "replace"), text.encode("utf-8", "surrogatepass"))
    digest = hashlib.blake2b(digest_size=32)
    python = f"{sys.version} {sys.flags.optimize}".encode()
    for part in (importlib.util.MAGIC_NUMBER, python, *key):
        digest.update(part)
        digest.update(b"\0")
    return digest.hexdigest()


def cache_folder() -> Path:
    """Return the folder of the code cache: in ``XDG_CACHE_HOME`` if it is set (not on macOS), else in the
    user's home folder. The path is relative if there is no home folder.
    """
    named = os.environ.get("XDG_CACHE_HOME") if sys.platform != "darwin" else None
    below = "Library/Caches" if sys.platform == "darwin" else ".cache"
    return Path(named or _home() / below, "xfetch", "code")


def _home() -> Path:
    return Path(os.path.expanduser("~"))  # noqa: PTH111 - Path raises if there is no home


def _has_home() -> bool:
    named = sys.platform != "darwin" and os.environ.get("XDG_CACHE_HOME")
    return bool(named) or _home().is_dir()


def _read(path: Path) -> CodeType | None:
    """Read compiled code from a cache file; return None if it is missing, damaged, or others can write it."""
    try:
        with path.open("rb", buffering=0) as file:
            if not _ours(path.parent.stat()) or not _ours(os.fstat(file.fileno())):
                return None
            content = memoryview(file.readall())
        if _checksum(content[_CHECKSUM_BYTES:]) != content[:_CHECKSUM_BYTES]:
            return None
        with collector_resting():
            code = marshal.loads(content[_CHECKSUM_BYTES:])
    except (OSError, ValueError, EOFError, TypeError):
        return None
    return code if isinstance(code, CodeType) else None


def _checksum(content: bytes | memoryview) -> bytes:
    """Return a checksum that shows a damaged cache file; it does not protect against an attacker."""
    return zlib.crc32(content).to_bytes(_CHECKSUM_BYTES, "big")


def _ours(status: os.stat_result) -> bool:
    """Whether only the current user can write the cache file or folder."""
    return status.st_uid == os.geteuid() and not status.st_mode & 0o022


def _write(path: Path, content: bytes) -> None:
    """Write a cache file atomically: other processes never read a partial file. Delete the oldest files if
    there are too many.
    """
    folder = path.parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _ours(folder.stat()):
        return
    with beside(path) as part:
        whole = part / path.name
        whole.write_bytes(_checksum(content) + content)
        whole.replace(path)
    files = sorted(folder.glob("*.bin"), key=lambda file: file.stat().st_mtime)
    for old in files[:-_MOST_FILES]:
        old.unlink(missing_ok=True)


@contextmanager
def collector_resting() -> Iterator[None]:
    """A context in which Python's garbage collector is switched off.

    It is for code that creates many objects that all stay: searching them for garbage takes longer than
    creating them.
    """
    worked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if worked:
            gc.enable()
