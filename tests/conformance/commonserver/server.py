"""The server that both talk to while they are compared: it answers both alike, and keeps what it got."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

# Numbers of one digit only: the checkout of October 2022 compares versions as texts, and remembers the first.
VERSION = {"version": "6.9.0", "buildNumber": "12345", "platform": "xsoar"}

# What a call leaves behind counts in a comparison; a line in a log does not.
_KEPT = (
    "results",
    "setIntegrationContext",
    "setIntegrationContextVersioned",
    "setLastRun",
    "setLastMirrorRun",
    "incidents",
    "createIncidents",
    "executeCommand",
    "searchIndicators",
    "updateModuleHealth",
)


class Server:
    """Stands for ``demisto``. ``answers`` replaces the answer of a call: a value, or a callable."""

    def __init__(self, **answers: Any) -> None:
        self.reset(**answers)

    def reset(
        self,
        *,
        params: dict[str, Any] | None = None,
        args: dict[str, Any] | None = None,
        command: str = "fetch-incidents",
        context: dict[str, Any] | None = None,
        **answers: Any,
    ) -> None:
        self.sent: list[tuple[str, Any]] = []
        self.logged: list[tuple[str, Any]] = []
        self.stored = copy.deepcopy(context or {})
        self.version = 0
        self.is_debug = False
        self.callingContext = {
            "command": command,
            "params": copy.deepcopy(params or {}),
            "args": copy.deepcopy(args or {}),
            "context": {"IntegrationInstance": "probe", "IntegrationBrand": "Probe"},
        }
        self.answers = answers

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__") or name in ("answers", "callingContext"):
            raise AttributeError(name)

        def call(*args: Any, **kwargs: Any) -> Any:
            if name in _KEPT:
                self.sent.append((name, copy.deepcopy((args, kwargs))))
            else:
                self.logged.append((name, args))
            answer = self.answers.get(name)
            return answer(*args, **kwargs) if callable(answer) else copy.deepcopy(answer)

        return call

    def params(self) -> Any:
        return self.callingContext["params"]

    def args(self) -> Any:
        return self.callingContext["args"]

    def command(self) -> Any:
        return self.callingContext["command"]

    def demistoVersion(self) -> Any:
        return dict(self.answers.get("demistoVersion") or VERSION)

    def getIntegrationContext(self) -> Any:
        return copy.deepcopy(self.stored)

    def setIntegrationContext(self, value: Any) -> None:
        self.sent.append(("setIntegrationContext", copy.deepcopy(value)))
        self.stored = json.loads(json.dumps(value))

    def getIntegrationContextVersioned(self, refresh: bool = False) -> Any:
        return {"context": copy.deepcopy(self.stored), "version": self.version}

    def setIntegrationContextVersioned(
        self, value: Any, version: Any = -1, sync: Any = False
    ) -> None:
        self.sent.append(("setIntegrationContextVersioned", (copy.deepcopy(value), version, sync)))
        if version not in (-1, None) and version < self.version:
            raise ValueError("DB Version conflict")
        self.stored = json.loads(json.dumps(value))
        self.version += 1

    def investigation(self) -> Any:
        return {"id": "1"}

    def uniqueFile(self) -> str:
        return "unique"

    def get(self, obj: Any, field: str, default: Any = None) -> Any:
        for part in field.split("."):
            if not isinstance(obj, dict) or part not in obj:
                return default
            obj = obj[part]
        return obj
