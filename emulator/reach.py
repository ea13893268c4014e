"""Whether the code can come to its fetch function at all: before a cycle runs, and after the first."""

from __future__ import annotations

import ast

from .errors import LoadError
from .history import FetchRun
from .integration.source import Integration
from .scenario import FETCH_EVENTS, FETCH_INCIDENTS, LONG_RUNNING


def check_command(integration: Integration, command: str) -> None:
    """An integration that never mentions the command cannot run it."""
    manifest, text = integration.manifest, integration.text
    mentioned = command in text or (command == FETCH_INCIDENTS and "isFetch(" in text)
    declared = {
        FETCH_INCIDENTS: manifest.is_fetch,
        FETCH_EVENTS: manifest.is_fetch_events,
        LONG_RUNNING: manifest.long_running,
    }.get(command, False)
    if mentioned or declared or command in manifest.commands:
        return
    defined = _fetch_functions(integration)
    others = tuple(
        f"it has {other}: --command {other}"
        for other in (FETCH_INCIDENTS, FETCH_EVENTS, LONG_RUNNING)
        if other in text or other in manifest.commands
    )
    advice = others or tuple(
        f"{name} is defined at {integration.file}:{line}, but no command leads to it"
        for name, line in defined
    )
    raise LoadError(f"there is no {command} in it", where=integration.file, advice=advice)


def _fetch_functions(integration: Integration) -> list[tuple[str, int]]:
    tree = ast.parse(integration.text)
    return [
        (node.name, node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and "fetch" in node.name.lower()
    ]


def _main_functions(integration: Integration) -> list[tuple[str, int]]:
    body = ast.parse(integration.text).body
    return [
        (node.name, node.lineno)
        for node in body
        if isinstance(node, ast.FunctionDef) and node.name == "main"
    ]


def check_reached(integration: Integration, first: FetchRun) -> None:
    """Code that ends at once, having asked for nothing, has no way in to its fetch function, or main."""
    record = first.record
    if first.status != "ok" or record.exchanges or record.attempts or record.named("command"):
        return
    acted = record.named(
        "incidents", "createIncidents", "getLastRun", "setLastRun", "results", "isFetch"
    )
    defined = _fetch_functions(integration) or _main_functions(integration)
    if acted or not defined:
        return
    name, line = defined[0]
    raise LoadError(
        f"{name} is defined (line {line}) but was never reached: the code ended without asking"
        " demisto.command()",
        where=f"{integration.file}:{line}",
        advice=(
            "call main() at the end of the file:",
            "if __name__ in ('__main__', '__builtin__', 'builtins'): main()",
        ),
    )
