"""Find code that shows that the product includes the start of a window: the fetch skips the event of the last
run.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ...record.id_guess import is_id_name
from .order_in_code import TIMES, fetch_functions

_LAST_RUN = re.compile(r"last_?run", re.I)


def start_included(code: str) -> str:
    """Return why the product includes the start of a window; empty if no fetch of the code tells.

    A fetch tells it that skips the event whose id or time equals the one that the last run holds: a product
    that leaves out the start would not show this event again.
    """
    for function in fetch_functions(code):
        kept = _of_last_run(function)
        for loop in ast.walk(function):
            if isinstance(loop, ast.For) and isinstance(loop.target, ast.Name):
                for test in _skips(loop):
                    if any(_is_of_last_run(one, loop, kept) for one in _compared(test)):
                        return f"line {test.lineno} skips the event of the last run"
    return ""


def next_id_asked(code: str) -> str:
    """Return why the product includes the id from which a request goes on; empty if no fetch of the code
    tells.

    A fetch tells it that goes on from the number after an event's id: a product that leaves out the start
    would leave out the event with this number.
    """
    for function in fetch_functions(code):
        for node in ast.walk(function):
            if isinstance(node, ast.BinOp) and _is_next_id(node):
                return f"line {node.lineno} goes on from the number after an event's id"
    return ""


def _is_next_id(node: ast.BinOp) -> bool:
    """Whether a node adds 1 to the id of an event: ``events[-1]["id"] + 1``, ``int(event.get("id")) + 1``."""
    one = node.right.value if isinstance(node.right, ast.Constant) else None
    if not isinstance(node.op, ast.Add) or one != 1:
        return False
    value = node.left
    while isinstance(value, ast.Call) and ast.unparse(value.func) in ("int", "max") and value.args:
        value = value.args[-1]
    if isinstance(value, ast.Subscript):
        base, key = value.value, value.slice
    elif isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.args:
        base, key = value.func.value, value.args[0]
    else:
        return False
    name = key.value if isinstance(key, ast.Constant) else None
    return isinstance(name, str) and is_id_name(name) and not _LAST_RUN.search(ast.unparse(base))


def _skips(loop: ast.For) -> Iterator[ast.expr]:
    """Yield the conditions under which a loop goes on to the next event."""
    for node in ast.walk(loop):
        if isinstance(node, ast.If) and isinstance(node.body[-1], ast.Continue):
            yield node.test


def _of_last_run(function: ast.AST) -> frozenset[str]:
    """Return the names of the variables that hold what the last run held."""
    names: set[str] = set()
    assigned = list(_assigned(function))
    while True:
        more = {
            name
            for name, value in assigned
            if _LAST_RUN.search(ast.unparse(value)) or names & _names(value)
        }
        if more <= names:
            return frozenset(names)
        names |= more


def _assigned(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    for one in ast.walk(node):
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name):
            yield one.targets[0].id, one.value


def _names(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def _compared(test: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield the two sides of each equality that must hold for a condition to hold."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        for one in test.values:
            yield from _compared(one)
    elif isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq):
        yield test.left, test.comparators[0]


def _is_of_last_run(sides: tuple[ast.expr, ast.expr], loop: ast.For, kept: frozenset[str]) -> bool:
    """Whether one side is the id or the time of the loop's event, and the other is what the last run held."""
    inside = dict(_assigned(loop))
    for event, last in (sides, sides[::-1]):
        if isinstance(last, ast.Name) and last.id in kept:
            value = inside.get(event.id, event) if isinstance(event, ast.Name) else event
            if ast.unparse(loop.target) in _names(value) and any(map(_tells, ast.walk(value))):
                return True
    return False


def _tells(node: ast.AST) -> bool:
    key = node.value if isinstance(node, ast.Constant) else None
    return isinstance(key, str) and (is_id_name(key) or TIMES.search(key) is not None)
