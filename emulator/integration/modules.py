"""Make the platform's modules importable: demistomock, CommonServerPython and the ApiModules."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from ..code_cache import collector_resting
from ..commonserver.assembly import API_MODULES, api_module_codes
from .checkout import (
    CLASS_MODULE,
    COMMON_SERVER,
    COMMON_SERVER_USER,
    MOCK,
    Checkout,
)
from .common_server import CommonServer
from .source import compiled

# What xfetch has itself, for integrations without a checkout that has it.
EMBEDDED = (COMMON_SERVER, *API_MODULES)
PLATFORM = (MOCK, CLASS_MODULE, COMMON_SERVER, COMMON_SERVER_USER)


def platform_print(log: Callable[[str, str], None]) -> Callable[..., None]:
    """Return a ``print`` that writes its arguments to the integration's log (observed in production's
    code).
    """

    def demisto_print(*args: Any) -> None:
        log("print", " ".join(str(arg) for arg in args).strip())

    return demisto_print


def platform_modules(demisto: object, printer: Callable[..., None]) -> dict[str, Any]:
    """Return the modules, by name, that the platform puts into ``sys.modules`` before the integration runs.

    They are the demisto object under the name demistomock, and the module from which CommonServerPython gets
    ``demisto`` and ``print`` (observed in production's code).
    """
    class_module = ModuleType(CLASS_MODULE)
    class_module.__dict__.update(demisto=demisto, print=printer)
    return {MOCK: demisto, CLASS_MODULE: class_module}


def names_before() -> dict[str, Any]:
    """Return the names that an integration or ApiModule sees without importing them.

    They are those of CommonServerPython, overridden by those of CommonServerUserPython (observed in
    production's code).
    """
    names: dict[str, Any] = {}
    for module in (sys.modules.get(COMMON_SERVER), sys.modules.get(COMMON_SERVER_USER)):
        names.update(vars(module) if module else {})
    return {
        name: value
        for name, value in names.items()
        if not name.startswith("__") or name == "__line__"
    }


class ContentModules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """An import hook for CommonServerPython and the modules of a checkout; it writes no bytecode files
    there.
    """

    def __init__(self, checkout: Checkout | None, common_server: CommonServer) -> None:
        self.checkout = checkout
        self.common_server = common_server
        self.imported: list[str] = []

    def has(self, name: str) -> bool:
        return name in EMBEDDED or self.path_of(name) is not None

    def path_of(self, name: str) -> Path | None:
        """Return the file of a content module; None for an embedded one and for other modules."""
        if name == COMMON_SERVER:
            return self.common_server.path
        return self.checkout.module(name) if self.checkout else None

    def codes_of(self, name: str) -> tuple[CodeType, ...]:
        """Return the code objects of a content module, in the order of execution.

        Raises LoadError if it cannot be compiled.
        """
        if name == COMMON_SERVER:
            return self.common_server.codes()
        path = self.path_of(name)
        if path is None and name in API_MODULES:
            return api_module_codes(name)
        return (compiled(path),) if path else ()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname == COMMON_SERVER_USER or self.has(fullname):
            return importlib.util.spec_from_loader(fullname, self)
        return None

    def exec_module(self, module: ModuleType) -> None:
        self.imported.append(module.__name__)
        # An empty CommonServerUserPython stays empty: its star import runs in every cycle.
        if module.__name__ != COMMON_SERVER and self.has(module.__name__):
            module.__dict__.update(names_before())
        with collector_resting():
            for code in self.codes_of(module.__name__):
                exec(code, module.__dict__)


class Merged(ModuleType):
    """Stands in ``sys.modules`` for a content module that was executed in the integration's own namespace.

    ``from CommonServerPython import *`` imports nothing from it; a single name is read from that namespace.
    """

    __all__ = ()

    def __init__(self, name: str, namespace: dict[str, Any]) -> None:
        super().__init__(name)
        self.__dict__["_namespace"] = namespace

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_namespace"][name]
        except KeyError:
            raise AttributeError(name) from None


@contextmanager
def installed(modules: dict[str, Any], finder: ContentModules) -> Iterator[None]:
    """Make the platform's modules importable while this context is open.

    When it closes they are moved from ``sys.modules`` to ``modules``, from which the next call restores them.
    """
    before = {name: sys.modules.pop(name) for name in PLATFORM if name in sys.modules}
    sys.modules.update(modules)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in {*modules, *finder.imported}:
            module = sys.modules.pop(name, None)
            if module is not None:
                modules[name] = module
        sys.modules.update(before)
