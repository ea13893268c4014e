"""Reads from a syntax tree what adding the probes needs: spans, names, targets of assignments, how a
branch ends.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TypeGuard

from .sites import Span

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_ORDERS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_ENDS = {ast.Continue: "continue", ast.Break: "break", ast.Return: "return", ast.Raise: "raise"}


def span(node: ast.expr) -> Span:
    return Span(
        node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0
    )


def parameters(args: ast.arguments) -> tuple[str, ...]:
    return tuple(one.arg for one in (*args.posonlyargs, *args.args, *args.kwonlyargs))


def names_in(target: ast.expr) -> tuple[str, ...]:
    return tuple(one.id for one in ast.walk(target) if isinstance(one, ast.Name))


def names_assigned(body: Iterable[ast.stmt]) -> tuple[str, ...]:
    """Return the names that the statements of a loop's body assign, without those of inner functions and
    loops: behind an inner loop its names hold what it handled last.
    """
    names: list[str] = []
    left: list[ast.AST] = list(body)
    while left:
        node = left.pop(0)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.append(node.id)
        if not isinstance(node, (*_FUNCTIONS, *_LOOPS)):
            left.extend(ast.iter_child_nodes(node))
    return tuple(dict.fromkeys(names))


def target_of(target: ast.expr) -> str:
    """Return the last name of a target: ``x``, the attribute of ``a.x``, the key of ``a["x"]``."""
    if isinstance(target, ast.Name):
        return target.id
    if isinstance(target, ast.Attribute):
        return target.attr
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        return str(target.slice.value)
    return ""


def unpacks(value: ast.expr, target: ast.Tuple) -> TypeGuard[ast.Tuple]:
    """Whether an assignment such as ``a, b = 1, 2`` gives each name its own expression."""
    return (
        isinstance(value, ast.Tuple)
        and len(value.elts) == len(target.elts)
        and not any(isinstance(one, ast.Starred) for one in (*value.elts, *target.elts))
    )


def yields(body: Iterable[ast.stmt]) -> bool:
    """Whether the statements of a loop give items to what called the generator."""
    return any(
        isinstance(node, (ast.Yield, ast.YieldFrom)) for one in body for node in ast.walk(one)
    )


def end_of(body: list[ast.stmt]) -> str:
    """Return how a branch ends: continue, break, return or raise; empty where it goes on."""
    return _ENDS.get(type(body[-1]), "") if body else ""


def chooses(node: ast.If) -> bool:
    """Whether an ``if`` only assigns, first of all to a variable that its condition orders: ``if created >
    newest: newest = created``.
    """
    first = node.body[0]
    if node.orelse or not isinstance(first, ast.Assign):
        return False
    ordered = {
        ast.unparse(side)
        for one in ast.walk(node.test)
        if isinstance(one, ast.Compare) and isinstance(one.ops[0], _ORDERS)
        for side in (one.left, *one.comparators)
    }
    only_assigns = all(isinstance(one, ast.Assign) for one in node.body)
    return only_assigns and ast.unparse(first.targets[0]) in ordered


def leaves(body: Iterable[ast.stmt]) -> ast.stmt | None:
    """Return the statement by which a ``finally`` always leaves its function or loop, so that an exception in
    flight is dropped; None without one.
    """
    return next(
        (one for one in body if isinstance(one, (ast.Return, ast.Break, ast.Continue))), None
    )


def negated(end: str) -> str:
    return f"else {end}" if end else ""


def is_get(node: ast.Call) -> bool:
    """Whether a call reads the value under a constant key: ``answer.get("items")``."""
    first = node.args[0] if node.args else None
    return (
        isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        and isinstance(first, ast.Constant)
        and isinstance(first.value, str)
    )
