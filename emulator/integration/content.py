"""Load CommonServerPython and the ApiModules of an integration: as modules, or into its own namespace."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Callable
from pathlib import Path
from types import CodeType
from typing import Any

from ..commonserver.assembly import API_MODULES, api_module_imports
from ..error_text import exception_text
from ..errors import LoadError
from ..interrupts import pass_on
from .asked_content import asked_content, is_content, needs_common_server
from .checkout import (
    CLASS_MODULE,
    COMMON_SERVER,
    COMMON_SERVER_USER,
    MOCK,
    missing_api_module,
)
from .common_server import lacking, undefined_names
from .generations import blames_a_name, other_generation
from .imports import bound_names, imports_of
from .modules import ContentModules
from .packages import broken_module, distribution, missing_module
from .source import Integration

_PART_CHARS = 1_000


class Content:
    """The content modules that an integration uses: CommonServerPython and ApiModules.

    With ``merged`` they are executed in the integration's own namespace: ``preludes`` then holds name and
    code of each, in order. ``replaced`` tells of a module whether a file of the user stands in its place.
    """

    def __init__(
        self,
        integration: Integration,
        finder: ContentModules,
        merged: bool,
        replaced: Callable[[str], bool] = lambda name: False,
    ) -> None:
        self._integration = integration
        self._replaced = replaced
        self._finder = finder
        self._merged = merged
        self._embedded_names: frozenset[str] = frozenset()
        self.preludes: list[tuple[str, CodeType]] = []
        self._needed: bool | None = None
        self._advice: dict[str, str] = {}  # by error message: a fetch may fail in each cycle

    @property
    def needs_common_server(self) -> bool:
        """Whether xfetch must execute CommonServerPython before the integration."""
        if self._needed is None:
            self._needed = needs_common_server(self._integration, self._finder.checkout)
        return self._needed

    def _asked(self) -> list[str]:
        return asked_content(self._integration, self._finder.checkout)

    def load(self) -> None:
        """Import the content modules, or (``merged``) compile them for execution in the integration's
        namespace.

        Call it before the clock is simulated and inside ``Runtime.at_work``. Raises LoadError for a module
        that is missing or fails to load.
        """
        names = self._asked()
        if self.needs_common_server:
            first = (COMMON_SERVER, COMMON_SERVER_USER)
            names = [*first, *(name for name in names if name not in first)]
            if self._finder.common_server.embedded:
                self._load_embedded()
        if self._merged and any(map(self._replaced, names)):
            # A file of the user is imported as a library, so what it imports must be a module too.
            self._import_content(COMMON_SERVER)
        for name in names:
            if self._merged and not self._replaced(name):
                self._prepare_merge(name)
            else:
                self._import_content(name)

    def other_generation(self, message: str) -> str:
        """Return advice for an error that a CommonServerPython of another generation would not raise, else
        an empty text.
        """
        # A search in a message of megabytes would take minutes; what Python says of a name is short.
        message = f"{message[:_PART_CHARS]} {message[-_PART_CHARS:]}"
        if not (self.needs_common_server and blames_a_name(message)):
            return ""
        if message not in self._advice:
            own = bound_names(ast.parse(self._integration.text))
            used = self._finder.common_server
            self._advice[message] = other_generation(message, used, own)
        return self._advice[message]

    def lacked(self, message: str) -> str | None:
        """Return the first name that an error message calls undefined and that neither the integration
        nor xfetch's embedded CommonServerPython defines: the real one might define it.

        Returns None if there is no such name, or if the embedded CommonServerPython is not loaded.
        """
        if not self._embedded_names:
            return None
        own = bound_names(ast.parse(self._integration.text))
        names = undefined_names(message)
        return next((n for n in names if n not in self._embedded_names and n not in own), None)

    def _load_embedded(self) -> None:
        """Execute the embedded CommonServerPython once: this imports its libraries and shows its names.

        Raises LoadError if the integration imports a name that it lacks.
        """
        scratch: dict[str, Any] = {"__name__": COMMON_SERVER}
        try:
            for code in self._finder.common_server.codes():
                exec(code, scratch)
        except ModuleNotFoundError as error:
            raise self._missing_library(error.name or "") from error
        except Exception as error:
            # A library is installed in a version that CommonServerPython was not written for.
            line = self._line(COMMON_SERVER)
            raise broken_module(self._integration, COMMON_SERVER, line, error) from error
        self._embedded_names = frozenset(scratch)
        for item in self._integration.imports:
            for name in item.names if item.module == COMMON_SERVER and item.required else ():
                if name != "*" and name not in scratch:
                    raise LoadError(lacking(name), where=f"{self._integration.file}:{item.line}")

    def _missing_library(self, module: str) -> LoadError:
        """Build the error for a library that the embedded CommonServerPython needs and that is not
        installed.
        """
        if COMMON_SERVER in self._asked():
            return missing_module(self._integration, module, self._line(COMMON_SERVER))
        return LoadError(
            f"{COMMON_SERVER}, which stands before every integration, imports `{module}`,"
            " which is not installed here",
            where=self._integration.file,
            advice=(f"pip install {distribution(module)}",),
        )

    def _line(self, module: str) -> int:
        return next((item.line for item in self._integration.imports if item.module == module), 1)

    def _import_content(self, name: str) -> None:
        if name in (MOCK, CLASS_MODULE):
            return
        self._check_at_hand(name)
        try:
            importlib.import_module(name)
        except ModuleNotFoundError as error:
            raise missing_module(self._integration, error.name or name, self._line(name)) from error
        except LoadError:
            raise
        except BaseException as error:
            pass_on(error)
            lacked = self.lacked(exception_text(error))
            if lacked:
                where = f"{self._integration.file}:{self._line(name)}"
                raise LoadError(
                    f"importing {name} fails: {lacking(lacked)}", where=where
                ) from error
            raise broken_module(self._integration, name, self._line(name), error) from error

    def _check_at_hand(self, name: str) -> None:
        at_hand = self._finder.has(name) or self._replaced(name)
        if name != COMMON_SERVER_USER and not at_hand:
            where = f"{self._integration.file}:{self._line(name)}"
            raise missing_api_module(where, name)

    def _prepare_merge(self, name: str) -> None:
        """Add a content module to ``preludes``, after the content modules that it imports itself."""
        if name in (MOCK, CLASS_MODULE):
            return
        self._check_at_hand(name)
        if any(name == merged for merged, _ in self.preludes):
            return
        path = self._finder.path_of(name)
        if path is None and name in API_MODULES:
            path = api_module_imports(name)
        if path is not None:
            self._import_for_merge(path)
        self.preludes.extend((name, code) for code in self._finder.codes_of(name))

    def _import_for_merge(self, path: Path) -> None:
        for item in imports_of(ast.parse(path.read_text(encoding="utf-8"))):
            if self._finder.has(item.module) and item.module != CLASS_MODULE:
                self._prepare_merge(item.module)
            elif not is_content(item.module, self._finder.checkout):
                try:
                    __import__(item.module, fromlist=item.names)
                except ImportError as error:
                    if item.required:
                        raise missing_module(self._integration, item.module, 1) from error
