"""What a reader of the source text can say of it, for the rules: as JSON values, part of the record."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator

from ..record import Json

_OFF = re.compile(r"#\s*xfetch:\s*off\b\s*((?:XF\d{3}[\s,]*)*)")


def code_facts(text: str, parameter_names: Collection[str]) -> dict[str, Json]:
    """``params_read``: parameters the code reads by name, each with its first line; ``strings``: which
    of the yml's parameter names stand in the code at all; ``off``: per line the rules that a comment
    switches off there, ``*`` for all of them; ``local_times``: lines that ask for the local time.
    """
    tree = ast.parse(text)
    constants = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    read: dict[str, int] = {}
    for name, line in sorted(_params_read(tree), key=lambda item: item[1]):
        read.setdefault(name, line)
    return {
        "params_read": read,
        "strings": sorted(name for name in parameter_names if _mentioned(name, constants)),
        "off": dict(_switched_off(text)),
        "local_times": sorted(_local_times(tree)),
    }


def _mentioned(name: str, constants: Collection[str]) -> bool:
    return name in constants or any(text.startswith(f"{name}.") for text in constants)


def _switched_off(text: str) -> Iterator[tuple[str, list[str]]]:
    for number, line in enumerate(text.splitlines(), 1):
        found = _OFF.search(line) if "xfetch" in line else None
        if found is not None:
            yield str(number), re.findall(r"XF\d{3}", found[1]) or ["*"]


def _local_times(tree: ast.AST) -> Iterator[int]:
    """Calls of ``now()``, ``today()``, ``fromtimestamp(t)`` and their kin that name no zone."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        given = len(node.args) + len(node.keywords)
        most = {
            "now": 0,
            "today": 0,
            "fromtimestamp": 1,
            "mktime": 1,
            "localtime": 1,
            "timestamp": 0,
        }
        owner = ast.unparse(node.func.value)
        plain = node.func.attr != "timestamp" or "utcnow" in owner or "strptime" in owner
        if node.func.attr in most and given <= most[node.func.attr] and plain:
            yield node.lineno


def _params_read(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and _is_params(node.value):
            key: ast.expr | None = node.slice
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            getter = node.func.attr == "get" and _is_params(node.func.value)
            key = node.args[0] if getter or node.func.attr == "getParam" else None
        else:
            continue
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value, node.lineno


def _is_params(node: ast.expr) -> bool:
    """``demisto.params()``, or a plain variable that people call so."""
    if isinstance(node, ast.Name):
        return node.id.lower() in ("params", "demisto_params", "param", "integration_params")
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return called and node.func.attr == "params"  # type: ignore[attr-defined]
