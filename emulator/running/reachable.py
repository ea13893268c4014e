"""Checks after the first cycle whether the integration's code reached its fetch function."""

from __future__ import annotations

import ast

from ..errors import LoadError
from ..integration.command_choice import fetch_functions
from ..integration.source import Integration
from ..record.fetch_run import FetchRun


def _main_functions(integration: Integration) -> list[tuple[str, int]]:
    body = ast.parse(integration.text).body
    return [
        (node.name, node.lineno)
        for node in body
        if isinstance(node, ast.FunctionDef) and node.name == "main"
    ]


def check_reached(integration: Integration, first: FetchRun) -> None:
    """Raise LoadError if the code ended without a demisto call, a request or a look at the command.

    Such code defines a fetch function or ``main``, and never calls it.
    """
    record = first.record
    if first.status != "ok" or record.exchanges or record.attempts or record.named("command"):
        return
    acted = record.named(
        "incidents", "createIncidents", "getLastRun", "setLastRun", "results", "isFetch"
    )
    defined = fetch_functions(integration) or _main_functions(integration)
    if acted or not defined:
        return
    name, line = defined[0]
    raise LoadError(
        f"{name} is defined (line {line}) but was never reached: the code ended without calling"
        " demisto.command()",
        where=f"{integration.file}:{line}",
        advice=(
            "call main() at the end of the file:",
            "if __name__ in ('__main__', '__builtin__', 'builtins'): main()",
        ),
    )
