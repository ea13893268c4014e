"""Compiled code of large sources, kept between two runs in the user's cache folder.

CommonServerPython takes longer to compile, or to gather from its modules, than many cycles take to run.
A cache that cannot be read, written or trusted is no cache: the code is compiled then, and nobody is told.
"""

from __future__ import annotations

import hashlib
import importlib.util
import marshal
import os
import sys
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import CodeType

from .collector import collector_resting
from .scratch import beside

_LARGE_CHARS = 100_000
_CHECKSUM_BYTES = 4
_MOST_FILES = 64


def code_of(text: str, filename: str) -> CodeType:
    """As ``compile`` does it, which also raises what this raises."""
    if len(text) < _LARGE_CHARS:
        return _compiled(text, filename)
    key = (filename.encode("utf-8", "replace"), text.encode("utf-8", "surrogatepass"))
    return kept(key, lambda: (_compiled(text, filename),))[0]


def kept(key: tuple[bytes, ...], make: Callable[[], tuple[CodeType, ...]]) -> tuple[CodeType, ...]:
    """What ``make`` makes, or made in an earlier run. ``key`` says all that it depends on, the
    interpreter apart."""
    folder, name = _folder(), f"{_digest(key)}.bin"
    # A user without a home has no folder of their own, and none is made for them.
    if not os.path.isabs(folder) or not _has_home():  # noqa: PTH117
        return make()
    found = _read(folder, name)
    if found is not None:
        return found
    codes = make()
    with suppress(OSError):
        _write(Path(folder, name), marshal.dumps(codes))
    return codes


def _compiled(text: str, filename: str) -> CodeType:
    return compile(text, filename, "exec", dont_inherit=True)


def _digest(key: tuple[bytes, ...]) -> str:
    digest = hashlib.blake2b(digest_size=32)
    python = f"{sys.version} {sys.flags.optimize}".encode()
    for part in (importlib.util.MAGIC_NUMBER, python, *key):
        digest.update(part)
        digest.update(b"\0")
    return digest.hexdigest()


def _folder() -> str:
    # No Path here and below: making a few of them takes as long as all the rest.
    if sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")  # noqa: PTH111
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111
    return f"{base}/xfetch/code"


def _has_home() -> bool:
    named = sys.platform != "darwin" and os.environ.get("XDG_CACHE_HOME")
    return bool(named) or os.path.isdir(os.path.expanduser("~"))  # noqa: PTH111, PTH112


def _read(folder: str, name: str) -> tuple[CodeType, ...] | None:
    """None for what is not there, not whole, or could have been written by somebody else."""
    try:
        with open(f"{folder}/{name}", "rb", buffering=0) as file:  # noqa: PTH123
            if not _ours(os.stat(folder)) or not _ours(os.fstat(file.fileno())):  # noqa: PTH116
                return None
            content = memoryview(file.readall())
        if _checksum(content[_CHECKSUM_BYTES:]) != content[:_CHECKSUM_BYTES]:
            return None
        with collector_resting():
            codes = marshal.loads(content[_CHECKSUM_BYTES:])
    except (OSError, ValueError, EOFError, TypeError):
        return None
    return codes if isinstance(codes, tuple) else None


def _checksum(content: bytes | memoryview) -> bytes:
    """Against damage only; who may write is another matter."""
    return zlib.crc32(content).to_bytes(_CHECKSUM_BYTES, "big")


def _ours(status: os.stat_result) -> bool:
    return status.st_uid == os.geteuid() and not status.st_mode & 0o022


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, whoever else writes it at the same time."""
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


__all__ = ["code_of", "kept"]
