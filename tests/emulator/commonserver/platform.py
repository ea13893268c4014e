"""The embedded CommonServerPython put together for a test, around a platform object of the test's own."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import CodeType, ModuleType
from typing import Any

from xfetch.emulator.commonserver.assembly import codes


class Platform:
    """What the functions ask of ``demisto``: it keeps what it was given, and logs into lists."""

    def __init__(self) -> None:
        self.callingContext: dict[str, Any] = {
            "command": "fetch-incidents",
            "params": {},
            "args": {},
            "context": {"IntegrationBrand": "Probe", "IntegrationInstance": "Probe_1"},
        }
        self.is_debug = False
        self.entries: list[Any] = []
        self.logs: list[tuple[str, str]] = []
        self.server_version: dict[str, str] = {"version": "6.13.0", "buildNumber": "0"}
        self.stored_context: dict[str, Any] = {}
        self.stored_version = 0
        self.last_mirror_run: Any = {}

    def command(self) -> Any:
        return self.callingContext["command"]

    def params(self) -> Any:
        return self.callingContext["params"]

    def args(self) -> Any:
        return self.callingContext["args"]

    def results(self, results: Any) -> None:
        self.entries.append(results)

    def demistoVersion(self) -> dict[str, str]:
        return self.server_version

    def integrationInstance(self) -> Any:
        return self.callingContext["context"]["IntegrationInstance"]

    def getIntegrationContext(self) -> Any:
        return self.stored_context

    def setIntegrationContext(self, value: Any) -> None:
        self.stored_context = value

    def getIntegrationContextVersioned(self, refresh: bool = False) -> Any:
        return {"context": self.stored_context, "version": self.stored_version}

    def setIntegrationContextVersioned(self, value: Any, version: Any, sync: bool = False) -> None:
        if version not in (-1, self.stored_version):
            raise ValueError("older")
        self.stored_context = value
        self.stored_version += 1

    def getLastMirrorRun(self) -> Any:
        return self.last_mirror_run

    def setLastMirrorRun(self, value: Any) -> None:
        self.last_mirror_run = value

    def uniqueFile(self) -> str:
        return "unique"

    def investigation(self) -> dict[str, str]:
        return {"id": "1"}

    def log(self, msg: str) -> None:
        self.logs.append(("log", msg))

    def debug(self, *args: Any) -> None:
        self.logs.append(("debug", " ".join(map(str, args))))

    def info(self, *args: Any) -> None:
        self.logs.append(("info", " ".join(map(str, args))))

    def error(self, *args: Any) -> None:
        self.logs.append(("error", " ".join(map(str, args))))


@contextmanager
def at_hand(platform: Any) -> Iterator[None]:
    """Inside, the platform's own modules can be imported."""
    class_module = ModuleType("DemistoClassApiModule")
    vars(class_module).update(demisto=platform)
    ours = {"demistomock": platform, "DemistoClassApiModule": class_module}
    before = {name: sys.modules.get(name) for name in ours}
    sys.modules.update(ours)
    try:
        yield
    finally:
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module


def common_server(platform: Any) -> Any:
    """The module CommonServerPython, executed anew."""
    return executed(codes(), platform)


def executed(parts: Iterable[CodeType], platform: Any) -> Any:
    """A module CommonServerPython of that code."""
    module = ModuleType("CommonServerPython")
    with at_hand(platform):
        for code in parts:
            exec(code, module.__dict__)
    return module
