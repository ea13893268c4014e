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
    "entries.entry_types",
    "versions",
    "params",
    "values",
    "arguments",
    "http.curl_lines",
    "logs",
    "ending",
    "dates",
    "look_back",
    "demisto_version",
    "server",
    "context",
    "entries.letter_case",
    "entries.cells",
    "entries.tables",
    "entries.command_results",
    "entries.metrics",
    "entries.results",
    "module_lines",
    "tracing",
    "indicators.regexes",
    "http.proxies",
    "http.http_errors",
    "http.request_errors",
    "http.responses",
    "http.http_client",
    "http.content_headers",
    "indicators.reliability",
    "indicators.relationships",
    "indicators.dbot_score",
    "indicators.indicator",
    "indicators.indicator_network",
    "indicators.indicator_domain",
    "indicators.indicator_things",
    "indicators.certificate_parts",
    "indicators.certificate",
    "indicators.common",
    "indicators.indicator_types",
    "indicators.detection",
    "searcher",
    "indicators.reputation",
    "entries.commands",
    "indicators.threat_intel",
    "entries.mirroring",
    "entries.scheduled",
    "entries.polling",
    "entries.xml_json",
    "stubs",
    "closing",
)


@cache
def codes() -> tuple[CodeType, ...]:
    """The code of each module, to be executed in this order in one namespace."""
    return tuple(map(code_of, MODULES))


def code_of(name: str) -> CodeType:
    """The code of one module: Python keeps it compiled beside the file."""
    full_name = f"{__package__}.{name}"
    code = SourceFileLoader(full_name, str(_FOLDER / f"{name.replace('.', '/')}.py")).get_code(
        full_name
    )
    if code is None:
        raise ModuleNotFoundError(f"xfetch lacks its module {full_name}", name=full_name)
    return code
