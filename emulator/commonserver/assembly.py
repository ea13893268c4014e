"""Puts the modules together: their code, in the order in which one namespace takes it."""

from __future__ import annotations

from functools import cache
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType

_FOLDER = Path(__file__).parent

# A module may use the names of those before it when it is executed, and all names when called.
MODULES = (
    "libraries",
    "constants",
    "entry_types",
    "versions",
    "params",
    "values",
    "arguments",
    "curl_lines",
    "logs",
    "ending",
    "dates",
    "look_back",
    "server",
    "context",
    "letter_case",
    "cells",
    "tables",
    "command_results",
    "metrics",
    "results",
    "tracing",
    "regexes",
    "proxies",
    "http_errors",
    "http_client",
    "content_headers",
    "reliability",
    "relationships",
    "indicator",
    "indicator_network",
    "indicator_domain",
    "indicator_things",
    "certificate_parts",
    "certificate",
    "common",
    "indicator_types",
    "searcher",
    "reputation",
    "commands",
    "threat_intel",
    "mirroring",
    "scheduled",
    "polling",
    "json_transformer",
    "xml_json",
    "stubs",
    "closing",
)


@cache
def codes() -> tuple[CodeType, ...]:
    """Each module's code, out of Python's own bytecode cache; nothing is executed here."""
    return tuple(_code(name) for name in MODULES)


def _code(name: str) -> CodeType:
    full_name = f"{__package__}.{name}"
    code = SourceFileLoader(full_name, str(_FOLDER / f"{name}.py")).get_code(full_name)
    if code is None:
        raise ModuleNotFoundError(f"xfetch lacks its module {full_name}", name=full_name)
    return code
