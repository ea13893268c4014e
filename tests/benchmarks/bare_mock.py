"""As little of the platform's object as an integration needs in a fetch."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any


def bare_mock(params: dict[str, Any]) -> Any:
    """An object that keeps the last run, and notes nothing."""
    kept: dict[str, Any] = {"last": {}, "sent": []}

    def nothing(*args: object, **options: object) -> None: ...

    return SimpleNamespace(
        callingContext={"params": params, "command": "fetch-incidents", "args": {}},
        is_debug=False,
        params=lambda: params,
        args=dict,
        command=lambda: "fetch-incidents",
        getLastRun=lambda: kept["last"],
        setLastRun=lambda value: kept.update(last=value),
        incidents=lambda incidents: kept.update(sent=incidents),
        demistoVersion=lambda: {"version": "6.13.0", "buildNumber": "0"},
        getLicenseID=lambda: "",
        getIntegrationContext=dict,
        setIntegrationContext=nothing,
        get=lambda obj, field, default=None: obj.get(field, default),
        **dict.fromkeys(("debug", "info", "error", "log", "results"), nothing),
    )
