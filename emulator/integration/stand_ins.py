"""Make the user's files that replace libraries importable under the names of those libraries."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from ..error_text import named_error
from ..errors import LoadError, XfetchError
from ..interrupts import pass_on
from .stand_in import StandIn

_NOTHING = object()


class StandIns(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """An import hook for stand-ins: files of the user that replace libraries.

    A stand-in is executed once, like a library, and keeps its state between cycles; with ``fresh`` it is
    executed again in each cycle. Parent packages that are not installed are created as empty packages.
    """

    def __init__(self, stand_ins: Sequence[StandIn] = (), *, fresh: bool = False) -> None:
        self._stand_ins = {stand_in.name: stand_in for stand_in in stand_ins}
        self._codes = {stand_in.name: stand_in.code() for stand_in in stand_ins}
        parents = {
            ".".join(parts[:length])
            for name in self._stand_ins
            for parts in [name.split(".")]
            for length in range(1, len(parts))
        }
        self._last = _Parents(parents - set(self._stand_ins))
        self._fresh = fresh
        self._kept: dict[str, ModuleType] = {}

    def has(self, module: str) -> bool:
        """Whether a module is replaced by a file of the user, or belongs to a package that is."""
        return any(module == name or module.startswith(f"{name}.") for name in self._stand_ins)

    def renew(self) -> None:
        """Remove the stand-ins from ``sys.modules`` if (``fresh``) each cycle must import them again."""
        if self._fresh:
            _taken_out(self.has)

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Make the stand-ins importable while this context is open; restore the real modules afterwards."""
        if not self._stand_ins:
            yield
            return
        before = _taken_out(self.has)
        attributes = self._hidden()
        sys.modules.update(self._kept)
        sys.meta_path.insert(0, self)
        sys.meta_path.append(self._last)
        try:
            yield
        finally:
            sys.meta_path.remove(self)
            sys.meta_path.remove(self._last)
            self._kept = {**_taken_out(self.has), **self._last.taken_out()}
            sys.modules.update(before)
            for parent, name, value in attributes:
                setattr(parent, name, value)

    def _hidden(self) -> list[tuple[ModuleType, str, Any]]:
        """Delete replaced modules from their parent packages, and return parent, name and value of each.

        ``from parent import child`` reads the parent's attribute before it asks an import hook.
        """
        hidden = []
        for name in self._stand_ins:
            above, _, child = name.rpartition(".")
            parent = sys.modules.get(above)
            value = getattr(parent, child, _NOTHING)
            if parent is not None and value is not _NOTHING:
                delattr(parent, child)
                hidden.append((parent, child, value))
        return hidden

    # What the import system calls

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        stand_in = self._stand_ins.get(fullname)
        if stand_in is None:
            return None
        spec = importlib.util.spec_from_loader(
            fullname, self, origin=str(stand_in.file), is_package=stand_in.folder is not None
        )
        if spec is not None and stand_in.folder is not None:
            spec.submodule_search_locations = [str(stand_in.folder)]
        return spec

    def exec_module(self, module: ModuleType) -> None:
        stand_in = self._stand_ins[module.__name__]
        module.__file__ = str(stand_in.file)
        try:
            exec(self._codes[stand_in.name], vars(module))
        except XfetchError:
            raise
        except BaseException as error:
            pass_on(error)
            raise _raised(stand_in, error) from error


class _Parents(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """An import hook that is asked last: it creates an empty package for a parent package that is missing."""

    def __init__(self, names: set[str]) -> None:
        self._names = names
        self._made: set[str] = set()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in self._names:
            return None
        return importlib.util.spec_from_loader(fullname, self, is_package=True)

    def exec_module(self, module: ModuleType) -> None:
        self._made.add(module.__name__)

    def taken_out(self) -> dict[str, ModuleType]:
        return _taken_out(self._made.__contains__)


def _taken_out(belongs: Any) -> dict[str, ModuleType]:
    return {name: sys.modules.pop(name) for name in list(sys.modules) if belongs(name)}


def _raised(stand_in: StandIn, error: BaseException) -> LoadError:
    """Build the error for a stand-in that raises an exception when it is imported, with the line that raised
    it.
    """
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(stand_in.file):
            line = trace.tb_lineno
        trace = trace.tb_next
    return LoadError(
        f"the file of --module raised {named_error(error)} while it was imported as {stand_in.name}",
        where=f"{stand_in.shown}:{line}" if line else stand_in.shown,
    )
