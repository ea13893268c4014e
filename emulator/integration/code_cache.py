"""Compiled code of large sources, kept between two runs in the user's cache folder.

CommonServerPython takes longer to compile than many cycles take to run. A cache that cannot be read,
written or trusted is no cache: the code is compiled then, and nobody is told.
"""

from __future__ import annotations

import hashlib
import importlib.util
import marshal
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from types import CodeType

_LARGE_CHARS = 100_000
_DIGEST_BYTES = 32
_MOST_FILES = 64


def code_of(text: str, filename: str) -> CodeType:
    """As ``compile`` does it, which also raises what this raises."""
    if len(text) < _LARGE_CHARS:
        return _compiled(text, filename)
    path = _folder() / f"{_key(text, filename)}.bin"
    found = _read(path)
    if found is not None:
        return found
    code = _compiled(text, filename)
    with suppress(OSError):
        _write(path, marshal.dumps(code))
    return code


def _compiled(text: str, filename: str) -> CodeType:
    return compile(text, filename, "exec", dont_inherit=True)


def _key(text: str, filename: str) -> str:
    """Everything that the code depends on: the text, the name in its tracebacks, and the interpreter."""
    parts = (importlib.util.MAGIC_NUMBER, sys.version.encode(), filename.encode("utf-8", "replace"))
    digest = hashlib.sha256(b"\0".join(parts))
    digest.update(text.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _folder() -> Path:
    if sys.platform == "darwin":
        base = Path("~/Library/Caches").expanduser()
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    return base / "xfetch" / "code"


def _read(path: Path) -> CodeType | None:
    """None for what is not there, not whole, or could have been written by somebody else."""
    try:
        if not _ours(path.parent) or not _ours(path):
            return None
        content = path.read_bytes()
        if hashlib.sha256(content[_DIGEST_BYTES:]).digest() != content[:_DIGEST_BYTES]:
            return None
        code = marshal.loads(content[_DIGEST_BYTES:])
    except (OSError, ValueError, EOFError, TypeError):
        return None
    return code if isinstance(code, CodeType) else None


def _ours(path: Path) -> bool:
    status = path.stat()
    return status.st_uid == os.geteuid() and not status.st_mode & 0o022


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, whoever else writes it at the same time."""
    folder = path.parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _ours(folder):
        return
    handle, name = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(content).digest() + content)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    files = sorted(folder.glob("*.bin"), key=lambda file: file.stat().st_mtime)
    for old in files[:-_MOST_FILES]:
        old.unlink(missing_ok=True)


__all__ = ["code_of"]
