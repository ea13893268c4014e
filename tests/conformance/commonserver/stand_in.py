"""A pytest plugin: the tests that it runs import the CommonServerPython that XFETCH_STAND_IN names.

Writes each test's outcome to the file of XFETCH_OUTCOMES, as JSON: {test: [outcome, message]}.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

OUTCOMES: dict[str, list[str]] = {}
NAMES: dict[str, str] = {}


def pytest_configure() -> None:
    from tests.emulator.commonserver.platform import at_hand
    from xfetch.emulator.commonserver.assembly import codes
    from xfetch.emulator.integration.source import compiled

    content = Path(os.environ["XFETCH_CONTENT"])
    sys.path.insert(0, str(content / "Tests" / "demistomock"))
    import demistomock

    path = content / "Packs/Base/Scripts/CommonServerPython/CommonServerPython.py"
    parts: tuple[CodeType, ...] = (compiled(path),)
    if os.environ["XFETCH_STAND_IN"] == "embedded":
        parts = codes()
    module = ModuleType("CommonServerPython")
    module.__file__ = str(path)
    with at_hand(demistomock):
        for part in parts:
            exec(part, module.__dict__)
    sys.modules["demistomock"] = demistomock
    sys.modules["CommonServerPython"] = module
    sys.modules["CommonServerUserPython"] = ModuleType("CommonServerUserPython")


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Name each by its function and number: its parameters may hold what the modules differ in."""
    counts: dict[str, int] = {}
    for item in items:
        base = item.nodeid.partition("::")[2].partition("[")[0]
        counts[base] = counts.get(base, 0) + 1
        NAMES[item.nodeid] = f"{base} {counts[base]}"


def pytest_runtest_logreport(report: Any) -> None:
    name = NAMES[report.nodeid]
    if report.failed:
        crash = getattr(report.longrepr, "reprcrash", None)
        OUTCOMES[name] = ["failed", crash.message if crash else str(report.longrepr)]
    elif report.skipped:
        OUTCOMES[name] = ["skipped", ""]
    else:
        OUTCOMES.setdefault(name, ["passed", ""])


def pytest_collectreport(report: Any) -> None:
    if report.failed:
        OUTCOMES[f"collect {report.nodeid}"] = ["failed", str(report.longrepr)]


def pytest_sessionfinish() -> None:
    Path(os.environ["XFETCH_OUTCOMES"]).write_text(json.dumps(OUTCOMES), encoding="utf-8")
