"""Execute an integration as production does: each time in a new namespace, with ``__name__`` builtins."""

from __future__ import annotations

import builtins
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType
from typing import Any, Protocol

from ..errors import KilledAtTimeout, LoadError
from ..interrupts import pass_on
from ..record.json_value import round_trip
from .asked_content import is_content
from .checkout import COMMON_SERVER, COMMON_SERVER_USER, Checkout
from .common_server import AUTO, CommonServer, choose_common_server, smart_get_dict
from .content import Content
from .ending import OK, Ending, advised, exited, uncaught
from .failed.failure_point import Origin, point_of_kill
from .imports import Import
from .modules import (
    ContentModules,
    Merged,
    installed,
    names_before,
    platform_modules,
    platform_print,
)
from .packages import broken_module, missing_library, missing_module, other_version
from .source import Integration
from .stand_ins import StandIns
from .surroundings import at_work, untouched, workplace

_KEEPS_NULLS = "COMMON_SERVER_NO_AUTO_PARAMS_REMOVE_NULLS"


class DemistoObject(Protocol):
    """The part of the demisto object that is needed to execute an integration."""

    callingContext: dict[str, Any]  # noqa: N815

    def log_line(self, level: str, message: str) -> None: ...


class Runtime:
    """Executes one integration: enter ``ready`` once, then ``at_work``, then call ``execute`` for each
    cycle.

    With ``merged``, CommonServerPython and the ApiModules are executed again each time, in the integration's
    own namespace, as in production; otherwise they are imported once. Without ``common_server`` it is chosen
    as by ``--commonserver auto``. ``stand_ins`` are the user's files that replace libraries. ``env`` names
    additional environment variables.
    """

    def __init__(
        self,
        integration: Integration,
        checkout: Checkout | None,
        demisto: DemistoObject,
        merged: bool = False,
        common_server: CommonServer | None = None,
        stand_ins: StandIns | None = None,
        env: tuple[str, ...] = (),
    ) -> None:
        self.integration = integration
        self.sources = {integration.filename: integration.file}
        self.origin = Origin(integration.filename, integration.file, integration.text)
        self._demisto = demisto
        self._merged = merged
        self._stand_ins = stand_ins or StandIns()
        self._print = platform_print(demisto.log_line)
        self._modules = platform_modules(demisto, self._print)
        chosen = common_server or choose_common_server(AUTO, checkout)
        self._finder = ContentModules(checkout, chosen)
        self._content = Content(integration, self._finder, merged, self._stand_ins.has)
        self._folder = Path()
        self._env = env
        self._pid = os.getpid()

    @contextmanager
    def ready(self) -> Iterator[None]:
        """Create the integration's temporary working directory; it exists while this context is open."""
        self._pid = os.getpid()
        with workplace() as self._folder:
            yield

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Put the integration's modules, working directory, environment and streams in place for this
        context.
        """
        with (
            installed(self._modules, self._finder),
            self._stand_ins.installed(),
            at_work(self._folder, self._demisto.log_line, self._env),
        ):
            yield

    def import_ahead(self) -> None:
        """Import all modules of the integration before the clock is simulated; call it inside ``at_work``.

        Raises LoadError for a required module that is missing or fails to import.
        """
        with untouched(self._folder):
            for item in self.integration.imports:
                if not is_content(item.module, self._finder.checkout):
                    self._import(item)
            self._content.load()

    def restart(self) -> None:
        """Drop the imported content modules, as a new process would; the next ``import_ahead`` imports them
        again.
        """
        for name in self._finder.imported:
            self._modules.pop(name, None)
        self._finder.imported.clear()

    def execute(self, code: CodeType | None = None) -> Ending:
        """Execute the integration's code once, and return how it ended; its exceptions are part of the
        Ending.

        ``code`` replaces the integration's own code: a trace passes it with instrumentation.

        Raises only KeyboardInterrupt, and Interruptions except the kill at the timeout. In a process that the
        code forked this method does not return: the process exits at the end of the code.
        """
        try:
            with untouched(self._folder):
                ending = None
                try:
                    ending = self._executed(code or self.integration.code)
                finally:
                    if os.getpid() != self._pid:
                        os._exit(0 if ending == OK else 1)
                return ending
        except KilledAtTimeout:  # while threads of its own were still going
            return Ending("timeout")

    def _executed(self, code: CodeType) -> Ending:
        self._stand_ins.renew()
        try:
            namespace = self._namespace()
            exec(code, namespace)
        except KilledAtTimeout as kill:
            return Ending("timeout", point=point_of_kill(kill, self.origin))
        except SystemExit as ending:
            return exited(ending, self.origin)
        except BaseException as error:
            pass_on(error)
            end = uncaught(error, self.origin)
            advice = self.advice(end.cause or end.message, error)
            return advised(end, advice) if advice else end
        return OK

    def advice(self, message: str, error: BaseException | None) -> str:
        """Return advice for an error that would not be raised with a library that is not installed here, with
        another version of one, or with a CommonServerPython of another generation; else an empty text.
        """
        return (
            missing_library(error)
            or self._content.other_generation(message)
            or other_version(error, self.origin.filename)
        )

    # Imports, before the clock freezes

    def _import(self, item: Import) -> None:
        try:
            __import__(item.module, fromlist=item.names)
        except ModuleNotFoundError as error:
            if item.required:
                name = error.name or item.module
                raise missing_module(self.integration, name, item.line) from error
        except LoadError:
            raise
        except BaseException as error:
            pass_on(error)
            if item.required:
                raise broken_module(self.integration, item.module, item.line, error) from error

    # The namespace of one execution

    def _namespace(self) -> dict[str, Any]:
        namespace: dict[str, Any] = {"__builtins__": builtins}
        if self._merged:
            namespace.update(__name__="builtins", demisto=self._demisto, print=self._print)
            self._execute_preludes(namespace)
        elif not self.integration.merged:
            namespace.update(self._shared())
        if not self.integration.merged:
            self._wrap_params()
        namespace.update(__name__="builtins", demisto=self._demisto, print=self._print)
        return namespace

    def _execute_preludes(self, namespace: dict[str, Any]) -> None:
        for name in (COMMON_SERVER_USER, *(name for name, _ in self._content.preludes)):
            sys.modules[name] = Merged(name, namespace)
            self._finder.imported.append(name)
        for _, code in self._content.preludes:
            exec(code, namespace)

    def _shared(self) -> dict[str, Any]:
        """Return the names that the imported CommonServerPython gives each execution, with their current
        values.
        """
        return names_before() if self._content.needs_common_server else {}

    def _wrap_params(self) -> None:
        """Give the integration's parameters CommonServerPython's dictionary class (observed in production's
        code).

        CommonServerPython does so itself when it is executed. That is only once if it is imported, and never
        for code that runs without it.
        """
        params = self._demisto.callingContext.get("params")
        if not params or os.getenv(_KEEPS_NULLS):
            return
        if not self._content.needs_common_server:
            self._demisto.callingContext["params"] = smart_get_dict()(params)
        elif not self._merged:
            wrapper = getattr(sys.modules.get(COMMON_SERVER), "SmartGetDict", None)
            if wrapper is not None:
                self._demisto.callingContext["params"] = wrapper(round_trip(params, "params"))
