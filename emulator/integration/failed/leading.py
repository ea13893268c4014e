"""Finds the lines that led to where a fetch failed: the condition around it, and what gave it its values. For
a loop without end they are the conditions that would end it, and the lines that count.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from types import FrameType

from .syntax import FUNCTIONS, LOOPS, Span, expression_at, tree_at

_MOST_LINES = 4
# What a missing key or a missing item raises: the object that lacks it is at fault, although it is not empty.
_LACKING = (KeyError, IndexError)
_ADDS = ("update", "setdefault", "append", "extend")
_QUOTED = re.compile(r"'(\w+)'")
_ENDS = (ast.Return, ast.Raise)


def led_to(error: BaseException, frames: Sequence[tuple[FrameType, Span]], text: str) -> list[int]:
    """Return the numbers of the lines that led to ``error``. ``frames`` are those of the integration, the
    innermost first; ``text`` is its code.
    """
    if not frames:
        return []
    frame, span = frames[0]
    found = [*_conditions(text, span[0], span[0])]
    for name in _at_fault(error, frame, expression_at(text, span)):
        found += _origins(name, list(frames), text)
    return [one for one in dict.fromkeys(found) if one != span[0]][:_MOST_LINES]


def ending(loop: ast.While | ast.For | ast.AsyncFor) -> list[int]:
    """Return the numbers of the lines that would end a loop: its conditions with a ``break`` or a ``return``,
    then the lines that change the names in these, or count.
    """
    inner = {one for other in _inside(loop) if isinstance(other, LOOPS) for one in _inside(other)}
    conditions = [one for one in _inside(loop) if isinstance(one, ast.If)]
    exits = [one for one in conditions if _leaves(one, inner=one in inner)]
    tests: list[ast.expr] = [one.test for one in exits]
    if isinstance(loop, ast.While):
        tests.append(loop.test)
    names = {one.id for test in tests for one in ast.walk(test) if isinstance(one, ast.Name)}
    counting = [
        one.lineno
        for one in _inside(loop)
        if isinstance(one, ast.AugAssign)
        or (isinstance(one, ast.Assign) and names & set(_stored(one)))
    ]
    return list(dict.fromkeys([*(one.lineno for one in exits), *counting]))[:_MOST_LINES]


def _inside(loop: ast.AST) -> Iterator[ast.AST]:
    """Yield the statements of a loop, without those of functions in it."""
    for node in ast.iter_child_nodes(loop):
        if not isinstance(node, FUNCTIONS):
            yield node
            yield from _inside(node)


def _leaves(condition: ast.If, *, inner: bool) -> bool:
    """Whether a condition ends the loop around it. The ``break`` of an inner loop does not."""
    return any(_ends(one, inner=inner) for one in (*condition.body, *condition.orelse))


def _ends(node: ast.AST, *, inner: bool) -> bool:
    if isinstance(node, _ENDS) or (isinstance(node, ast.Break) and not inner):
        return True
    inner = inner or isinstance(node, LOOPS)
    return any(_ends(one, inner=inner) for one in ast.iter_child_nodes(node))


def _at_fault(error: BaseException, frame: FrameType, node: ast.AST | None) -> list[str]:
    """Return the names in the failing expression that hold nothing, or lack what was taken from them."""
    if isinstance(error, NameError):
        return _QUOTED.findall(str(error))[:1]
    if node is None or not isinstance(error, (*_LACKING, TypeError, AttributeError)):
        return []
    names = [one.id for one in ast.walk(node) if isinstance(one, ast.Name)]
    empty = [one for one in names if _is_empty(frame.f_locals.get(one, one))]
    if empty or not isinstance(error, _LACKING):
        return list(dict.fromkeys(empty))
    lacking = (one for one in ast.walk(node) if isinstance(one, (ast.Subscript, ast.Attribute)))
    held = (one.value for one in lacking)
    return list(dict.fromkeys(one.id for one in held if isinstance(one, ast.Name)))[:1]


def _is_empty(value: object) -> bool:
    return value is None or (type(value) in (list, dict, str, tuple, set) and not value)


def _origins(name: str, frames: list[tuple[FrameType, Span]], text: str) -> Iterator[int]:
    """Yield the line that last gave a name its value, then the condition around it. The value of a parameter
    comes from the caller.
    """
    number = frames[0][1][0]
    function = _function(text, number)
    body = function if function is not None else tree_at(text, number)
    nodes = ast.walk(body) if body is not None else ()
    stores = [one for one in nodes if isinstance(one, ast.stmt) and name in set(_stored(one))]
    before = [one.lineno for one in stores if one.lineno < number]
    if before:
        last = max(before)
        yield last
        yield from _conditions(text, last, number)
        yield from _returned(stores, last, text)
    elif function is not None:
        # A comprehension has a frame of its own.
        names = [frame.f_code.co_name for frame, _ in frames]
        callers = frames[names.index(function.name) + 1 :] if function.name in names else []
        given = _argument(function, name, expression_at(text, callers[0][1])) if callers else None
        if isinstance(given, ast.Name):
            yield from _origins(given.id, callers, text)
        elif given is not None:
            yield given.lineno


def _stored(node: ast.AST) -> Iterator[str]:
    """Yield the names to which a statement gives a value, or whose object it changes."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = [
            inner
            for one in node.targets
            for inner in (one.elts if isinstance(one, (ast.Tuple, ast.List)) else (one,))
        ]
    elif isinstance(node, (ast.AnnAssign, ast.AugAssign)):
        targets = [node.target]
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        called = node.value.func
        targets = [called] if isinstance(called, ast.Attribute) and called.attr in _ADDS else []
    for target in targets:
        while isinstance(target, (ast.Subscript, ast.Attribute)):
            target = target.value
        if isinstance(target, ast.Name):
            yield target.id


def _conditions(text: str, number: int, other: int) -> Iterator[int]:
    """Yield the line of the innermost condition around a line, in the same function. A condition that stands
    around the line ``other`` too does not count, unless it is the same line.
    """
    tree = tree_at(text, number)
    function = _function(text, number)
    found: ast.If | None = None
    for node in ast.walk(function or tree) if tree is not None else ():
        if isinstance(node, ast.If) and node.body[0].lineno <= number <= (node.end_lineno or 0):
            own = other == number or not node.body[0].lineno <= other <= (node.end_lineno or 0)
            found = node if own else found
    if found is not None:
        yield found.lineno


def _returned(stores: Sequence[ast.stmt], last: int, text: str) -> Iterator[int]:
    """Yield the lines at which the function returns whose result was stored, if the code defines it."""
    for store in stores:
        value = getattr(store, "value", None)
        if store.lineno != last or not isinstance(value, ast.Call):
            continue
        name = _name_of(value.func)
        begin = (
            re.search(rf"^[ \t]*(?:async )?def {re.escape(name)}\(", text, re.M) if name else None
        )
        if begin is not None:
            function = _function(text, text.count("\n", 0, begin.end()) + 1)
            inside = _inside(function) if function is not None else ()
            yield from (one.lineno for one in inside if isinstance(one, ast.Return))


def _name_of(called: ast.expr) -> str:
    """Return the name of a called function or method; empty for another expression."""
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""


def _argument(function: ast.AST, name: str, node: ast.AST | None) -> ast.expr | None:
    """Return what a call gave for a parameter; None where that is not plain to see."""
    if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)) or node is None:
        return None
    declared = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    for call in (one for one in ast.walk(node) if isinstance(one, ast.Call)):
        method = isinstance(call.func, ast.Attribute)
        if _name_of(call.func) != function.name:
            continue
        names = declared[1:] if method and declared[:1] in (["self"], ["cls"]) else declared
        given = {one.arg: one.value for one in call.keywords} | dict(
            zip(names, call.args, strict=False)
        )
        return given.get(name)
    return None


def _function(text: str, number: int) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """Return the innermost function around a line; None for a line outside of functions."""
    tree = tree_at(text, number)
    found: ast.FunctionDef | ast.AsyncFunctionDef | None = None
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found = node if node.lineno <= number <= (node.end_lineno or 0) else found
    return found
