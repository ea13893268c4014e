"""Compile the modules of the embedded CommonServerPython, in the order in which they are executed."""

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
    "entries.entry_types",
    "params",
    "values",
    "arguments",
    "http.curl_lines",
    "logs",
    "ending",
    "dates",
    "look_back",
    "server",
    "context",
    "entries.letter_case",
    "entries.cells",
    "entries.tables",
    "entries.command_results",
    "entries.metrics",
    "entries.results",
    "tracing",
    "indicators.regexes",
    "http.proxies",
    "http.http_errors",
    "http.responses",
    "http.http_client",
    "indicators.relationships",
    "indicators.dbot_score",
    "indicators.indicator",
    "indicators.indicator_network",
    "indicators.indicator_domain",
    "indicators.indicator_things",
    "indicators.certificate_parts",
    "indicators.certificate",
    "indicators.common",
    "indicators.detection",
    "searcher",
    "indicators.reputation",
    "indicators.threat_intel",
    "entries.mirroring",
    "entries.polling",
    "entries.xml_json",
    "stubs",
)


@cache
def codes() -> tuple[CodeType, ...]:
    """Return the compiled code of each module of the embedded CommonServerPython, in the order of
    execution.
    """
    return tuple(map(code_of, MODULES))


def code_of(name: str) -> CodeType:
    """Return the compiled code of one module of the embedded CommonServerPython; ``__pycache__`` keeps it."""
    full_name = f"{__package__}.{name}"
    code = SourceFileLoader(full_name, str(_FOLDER / f"{name.replace('.', '/')}.py")).get_code(
        full_name
    )
    if code is None:
        raise ModuleNotFoundError(f"the module {full_name} of xfetch is missing", name=full_name)
    return code
