"""Replace attributes of modules and classes for a while, also in modules that are imported meanwhile."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_NOTHING = object()


@contextmanager
def swapped(owner: object, name: str, value: object) -> Iterator[None]:
    """Set the attribute ``name`` of ``owner`` to ``value`` while this context is open, then restore it.

    An attribute that ``owner`` had only inherited is deleted from it again.
    """
    own = vars(owner).get(name, _NOTHING)
    setattr(owner, name, value)
    try:
        yield
    finally:
        if own is _NOTHING:
            delattr(owner, name)
        else:
            setattr(owner, name, own)


@contextmanager
def patched_module(name: str, patch: Callable[[ModuleType, ExitStack], None]) -> Iterator[None]:
    """Call ``patch(module, stack)`` for the module ``name``: now if it is loaded, else when it is imported.

    What ``patch`` enters on ``stack`` is undone when this context ends. This function never imports the
    module.
    """
    with ExitStack() as stack:
        loaded = sys.modules.get(name)
        if loaded is not None:
            patch(loaded, stack)
        finder = _AtImport(name, lambda module: patch(module, stack))
        sys.meta_path.insert(0, finder)
        try:
            yield
        finally:
            with suppress(ValueError):
                sys.meta_path.remove(finder)


class _AtImport:
    """An import hook that calls ``then(module)`` after the module ``name`` was imported.

    The other import hooks find the module; this one wraps the loader that they return.
    """

    def __init__(self, name: str, then: Callable[[ModuleType], None]) -> None:
        self._name = name
        self._then = then

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name != self._name:
            return None
        for finder in sys.meta_path[sys.meta_path.index(self) + 1 :]:
            find = getattr(finder, "find_spec", None)
            spec: ModuleSpec | None = find(name, path, target) if find is not None else None
            if spec is not None:
                if spec.loader is not None:
                    spec.loader = _Loader(spec.loader, self._then)  # type: ignore[assignment]
                return spec
        return None


class _Loader:
    """Loads a module with another loader, then calls ``then(module)``."""

    def __init__(self, loader: Any, then: Callable[[ModuleType], None]) -> None:
        self._loader = loader
        self._then = then

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        module: ModuleType | None = self._loader.create_module(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        self._then(module)
