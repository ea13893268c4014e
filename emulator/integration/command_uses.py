"""Tell from an integration's source text what it does with the result of ``demisto.command()``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

# Functions that only log or print the command.
_SAYS = frozenset(
    {"debug", "info", "error", "log", "warning", "exception", "print", "LOG", "format", "str"}
)
_IS_FETCH = re.compile(r"\bisFetch\s*\(")
_FETCH_INCIDENTS = "fetch-incidents"


def mentions(text: str, command: str) -> bool:
    """Whether the source text contains the command's name; for fetch-incidents, ``isFetch()`` counts too."""
    return command in text or (command == _FETCH_INCIDENTS and bool(_IS_FETCH.search(text)))


def names_command(tree: ast.AST, command: str) -> bool:
    """Whether the command's name is a string constant in the code, for example in a comparison.

    For fetch-incidents a call of ``isFetch()`` counts too.
    """
    return any(
        (isinstance(node, ast.Constant) and node.value == command)
        or (command == _FETCH_INCIDENTS and _called(node) == "isFetch")
        for node in ast.walk(tree)
    )


def decides_by_command(tree: ast.AST) -> bool:
    """Whether the code uses ``demisto.command()`` for more than logging it or formatting a text."""
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    holders = _holders(tree)
    return any(_decides(node, parents) for node in ast.walk(tree) if _is_command(node, holders))


def _is_command(node: ast.AST, holders: frozenset[str]) -> bool:
    if isinstance(node, ast.Attribute) and node.attr == "callingContext":
        return True
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        return node.id in holders
    return _called(node) in ("command", "isFetch")


def _holders(tree: ast.AST) -> frozenset[str]:
    """Return the variables in the code that hold the result of ``demisto.command()``."""
    return frozenset(
        target.id
        for node in ast.walk(tree)
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.NamedExpr))
        and _called(node.value) == "command"
        for target in _targets(node)
        if isinstance(target, ast.Name)
    )


def _targets(node: ast.Assign | ast.AnnAssign | ast.NamedExpr) -> list[ast.expr]:
    return node.targets if isinstance(node, ast.Assign) else [node.target]


def _decides(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    above = list(_above(node, parents))
    if any(isinstance(parent, ast.JoinedStr) or _called(parent) in _SAYS for parent in above):
        return False
    # An assignment alone decides nothing: the uses of the variable are checked.
    return not (isinstance(above[0], (ast.Assign, ast.AnnAssign)) if above else False)


def _above(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> Iterator[ast.AST]:
    while not isinstance(node, ast.stmt) and node in parents:
        node = parents[node]
        yield node


def _called(node: ast.AST | None) -> str:
    """Return the name of the function that a syntax node calls, without the object; empty for other nodes."""
    if not isinstance(node, ast.Call):
        return ""
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
