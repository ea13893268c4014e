"""Puts the modules together: their code, in the order in which one namespace takes it."""

from __future__ import annotations

import ast
import os
from functools import cache
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType

from ..code_cache import kept

_FOLDER = str(Path(__file__).parent)

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
    "demisto_version",
    "server",
    "context",
    "letter_case",
    "cells",
    "tables",
    "command_results",
    "metrics",
    "results",
    "module_lines",
    "tracing",
    "regexes",
    "patterns",
    "proxies",
    "http_errors",
    "request_errors",
    "responses",
    "http_client",
    "content_headers",
    "reliability",
    "relationships",
    "dbot_score",
    "indicator",
    "indicator_network",
    "indicator_domain",
    "indicator_things",
    "certificate_parts",
    "certificate",
    "common",
    "indicator_types",
    "detection",
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
    """The code of each module, to be executed in this order in one namespace."""
    # One file to read instead of four dozen, each of which costs as much as its code does.
    versions = "".join(map(_version, ("assembly", *MODULES)))
    return kept((versions.encode(),), lambda: tuple(map(_trimmed, MODULES)))


def _version(name: str) -> str:
    path = _path(name)
    status = os.stat(path)  # noqa: PTH116 - four dozen Paths are most of the work
    return f"{path} {status.st_mtime_ns} {status.st_size}\n"


def _trimmed(name: str) -> CodeType:
    """Without what only readers and the type checker need: reading it back takes a fifth less time."""
    path = _path(name)
    tree = ast.parse(Path(path).read_bytes(), path)
    tree.body = [node for node in tree.body if not _is_for_readers(node)]
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef):
            node.returns = None
    return compile(tree, path, "exec", dont_inherit=True)


def _is_for_readers(node: ast.stmt) -> bool:
    match node:
        case (
            ast.If(test=ast.Name(id="TYPE_CHECKING"))
            | ast.Assign(targets=[ast.Name(id="__all__")])
            | ast.ImportFrom(module="typing", names=[ast.alias(name="TYPE_CHECKING")])
            | ast.Expr(value=ast.Constant())
        ):
            return True
    return False


def _path(name: str) -> str:
    return f"{_FOLDER}{os.sep}{name}.py"


def code_of(name: str) -> CodeType:
    """The code of one module, as it stands in its file."""
    full_name = f"{__package__}.{name}"
    code = SourceFileLoader(full_name, _path(name)).get_code(full_name)
    if code is None:
        raise ModuleNotFoundError(f"xfetch lacks its module {full_name}", name=full_name)
    return code
