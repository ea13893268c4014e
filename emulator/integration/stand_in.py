"""Parse ``--module NAME=FILE``: a stand-in is a file of the user that replaces the library NAME."""

from __future__ import annotations

import keyword
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

from ..errors import LoadError, UsageError
from .checkout import COMMON_SERVER, COMMON_SERVER_USER

_WHERE = "--module"
_ADVICE = (
    "write it like --module imapclient=fake_imap.py",
    "FILE is a Python file, or a folder with an __init__.py in it",
)
# Modules of the platform, and modules without which xfetch itself would fail.
_NOT_REPLACED = (
    "demistomock",
    "DemistoClassApiModule",
    COMMON_SERVER,
    COMMON_SERVER_USER,
    "xfetch",
    "builtins",
    "sys",
    "importlib",
)


@dataclass(frozen=True)
class StandIn:
    """A file of the user that replaces the library ``name``; ``file`` holds its code.

    ``folder`` is the package's folder if it is a package, else None. ``shown`` is the path as the user wrote
    it.
    """

    name: str
    file: Path
    folder: Path | None
    shown: str

    def code(self) -> CodeType:
        """Compile the user's file. Raises UsageError if it cannot be read, LoadError if it is not Python."""
        try:
            text = self.file.read_bytes()
        except OSError as error:
            raise UsageError(
                f"the file of --module cannot be read: {error.strerror}",
                where=f"{_WHERE} {self.shown}",
            ) from error
        try:
            return compile(text, str(self.file), "exec", dont_inherit=True)
        except SyntaxError as error:
            where = f"{self.shown}:{error.lineno}" if error.lineno else self.shown
            raise LoadError(
                f"the file of --module has a syntax error: {error.msg}", where=where
            ) from error
        except ValueError as error:
            raise LoadError(
                f"the file of --module is not Python: {error}", where=self.shown
            ) from error


def parse_stand_ins(texts: Sequence[str], base_dir: Path) -> tuple[StandIn, ...]:
    """Parse each ``--module NAME=FILE``; files are relative to ``base_dir``.

    Raises UsageError for bad syntax, a missing file, a name that cannot be replaced or that occurs twice.
    """
    found: dict[str, StandIn] = {}
    for text in texts:
        stand_in = _parse(text, base_dir)
        if stand_in.name in found:
            raise _bad(f"the module {stand_in.name} is given twice")
        found[stand_in.name] = stand_in
    return tuple(found.values())


def _parse(text: str, base_dir: Path) -> StandIn:
    name, equals, shown = (part.strip() for part in text.partition("="))
    if not equals or not name or not shown:
        raise _bad(f"{text!r} is not NAME=FILE")
    parts = name.split(".")
    if not all(part.isidentifier() and not keyword.iskeyword(part) for part in parts):
        raise _bad(f"{name!r} is not a module's name")
    if parts[0] in _NOT_REPLACED:
        raise _bad(f"the module {name} cannot be replaced")
    path = base_dir / shown
    if path.is_dir():
        if not (path / "__init__.py").is_file():
            raise _bad(f"the folder {shown} has no __init__.py")
        return StandIn(name, (path / "__init__.py").resolve(), path.resolve(), shown)
    if not path.is_file():
        raise _bad(f"no such file: {shown}")
    return StandIn(name, path.resolve(), None, shown)


def _bad(what: str) -> UsageError:
    return UsageError(what, where=_WHERE, advice=_ADVICE)
