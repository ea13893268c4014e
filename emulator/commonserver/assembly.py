"""Compile the modules of the embedded CommonServerPython and ApiModules, in the order in which they are
executed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
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
    "budget",
    "arguments",
    "curl_lines",
    "logs",
    "ending",
    "dates",
    "look_back",
    "server",
    "connectors",
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
    "demisto_exception",
    "http.http_errors",
    "http.responses",
    "http.http_client",
    "sending",
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
    "entries.yml_metadata",
    "entries.polling",
    "entries.xml_json",
    "stubs",
)

# The modules of the embedded ContentClientApiModule, in the order of execution.
CONTENT_CLIENT = (
    "content_client.needed",
    "content_client.failures",
    "content_client.policies",
    "content_client.auth",
    "content_client.diagnostics",
    "content_client.client",
)
# The embedded ApiModules: the modules of each, in the order of execution. The first imports the libraries.
API_MODULES = {
    "ContentClientApiModule": CONTENT_CLIENT,
    "BaseContentApiModule": ("content_base",),
}


@cache
def codes() -> tuple[CodeType, ...]:
    """Return the compiled code of each module of the embedded CommonServerPython, in the order of
    execution.
    """
    return tuple(map(code_of, MODULES))


@cache
def api_module_codes(name: str) -> tuple[CodeType, ...]:
    """Return the compiled code of each module of an embedded ApiModule, in the order of execution."""
    return tuple(map(code_of, API_MODULES[name]))


def api_module_imports(name: str) -> Path:
    """Return the file that imports the libraries of an embedded ApiModule."""
    return _FOLDER / f"{API_MODULES[name][0].replace('.', '/')}.py"


def code_of(name: str) -> CodeType:
    """Return the compiled code of one module of the embedded CommonServerPython; ``__pycache__`` keeps it."""
    full_name = f"{__package__}.{name}"
    code = SourceFileLoader(full_name, str(_FOLDER / f"{name.replace('.', '/')}.py")).get_code(
        full_name
    )
    if code is None:
        raise ModuleNotFoundError(f"the module {full_name} of xfetch is missing", name=full_name)
    return code


@cache
def parameters() -> Mapping[str, frozenset[str]]:
    """Return the parameters of each public function of the embedded CommonServerPython, and of each method of
    its public classes (``BaseClient._http_request``). A public name that cannot be called has none.

    To find them, the sources are parsed: that is slow, and only an error message needs them.
    """
    found: dict[str, frozenset[str]] = {}
    for module in MODULES:
        tree = ast.parse((_FOLDER / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))
        public = _public(tree)
        found.update(dict.fromkeys(public, frozenset()))
        for node in tree.body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name in public:
                found.update(_signatures(node))
    return found


def _public(tree: ast.Module) -> frozenset[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return frozenset(ast.literal_eval(node.value))
    return frozenset()


def _signatures(node: ast.FunctionDef | ast.ClassDef) -> Iterator[tuple[str, frozenset[str]]]:
    if isinstance(node, ast.FunctionDef):
        yield node.name, _named(node)
        return
    for inner in node.body:
        if isinstance(inner, ast.FunctionDef):
            yield f"{node.name}.{inner.name}", _named(inner)


def _named(node: ast.FunctionDef) -> frozenset[str]:
    args = node.args
    return frozenset(one.arg for one in (*args.posonlyargs, *args.args, *args.kwonlyargs))
