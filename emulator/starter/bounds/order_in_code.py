"""Find which order of events the code of a fetch expects: it reverses the list, or takes the first or the
last event as the newest.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ...record.id_guess import is_id_name
from ...record.words import words_of

_FETCHES = re.compile(r"fetch|get_incidents|get_events", re.I)
_UNORDERED = re.compile(
    r"\b(not|aren't|isn't|no)\s+(guaranteed\s+to\s+be\s+)?(ordered|sorted|in\s+order)\b"
    r"|\bdoes\s+not\s+(sort|order)\b|\bunsorted\b|\bunordered\b",
    re.I,
)
_KEPT = re.compile(r"last|next|new|run|fetch|latest|newest|time|id", re.I)
TIMES = re.compile(r"date|time|created|updated|modified|occurred|seen", re.I)
_SAME = frozenset(("int", "str", "float"))
_EVENTS = re.compile(
    r"incident|alert|event|item|detection|case|result|ticket|issue|message|offense|alarm|threat|finding"
    r"|record|notable|violation|anomal|breach|notification|entries|rows|logs|activit|response|data",
    re.I,
)


@dataclass(frozen=True)
class OrderInCode:
    """The order of events in answers that the code expects, and the words that say why.

    ``down`` says that the newest event comes first. ``none`` says that the events come in no order.
    ``function`` is the name of the function that shows it.
    """

    down: bool
    why: str
    none: bool = False
    function: str = ""


def orders_in_code(code: str) -> tuple[OrderInCode, ...]:
    """Return the orders that the functions of a fetch expect. If the docstring of one of them says that
    answers have no order, return only this.
    """
    functions = list(fetch_functions(code))
    for function in functions:
        if _UNORDERED.search(ast.get_docstring(function) or ""):
            why = f"the description of {function.name} says that answers have no order"
            return (OrderInCode(False, why, none=True),)
    return tuple(
        replace(one, function=function.name) for function in functions for one in _told(function)
    )


def order_at(path: str, orders: Sequence[OrderInCode]) -> OrderInCode | None:
    """Return the order that the code expects of the list at this path, if all functions of a fetch expect the
    same one.

    If they differ, only the functions count whose name shares a word with the path, such as ``fetch_alarms``
    for ``/api/alarms``. Return None if these differ too, or if no function expects an order.
    """
    words = _stems(path)
    for found in (orders, [one for one in orders if _stems(one.function) & words]):
        if found and len({one.down for one in found}) == 1:
            return found[0]
    return None


def _stems(name: str) -> set[str]:
    return {word.rstrip("s") for word in words_of(name)}


def fetch_functions(code: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and _FETCHES.search(node.name):
            yield node


def _told(function: ast.AST) -> Iterator[OrderInCode]:
    for node in ast.walk(function):
        if _turns(node):
            yield OrderInCode(True, f"line {_line(node)} turns the list around")
        end = _end_kept(node)
        if end is not None:
            which = "first" if end == 0 else "last"
            yield OrderInCode(
                end == 0, f"line {_line(node)} takes the {which} event for the newest"
            )


def _line(node: ast.AST) -> int:
    return int(getattr(node, "lineno", 0))


def _turns(node: ast.AST) -> bool:
    """Whether a node reverses a list of events: by a method, by a slice, or by inserting each event at the
    start.
    """
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        step = node.slice.step
        turned = step is not None and ast.unparse(step) == "-1"
        return turned and bool(_EVENTS.search(ast.unparse(node.value)))
    if isinstance(node, ast.For) and isinstance(node.iter, ast.Call):
        # Whatever the list is called, its items become incidents.
        incidents = any("incident" in ast.unparse(one).lower() for one in node.body)
        return incidents and ast.unparse(node.iter.func) == "reversed"
    if not isinstance(node, ast.Call):
        return False
    of = node.func.value if isinstance(node.func, ast.Attribute) else None
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
    if name == "reversed":
        return bool(node.args) and bool(_EVENTS.search(ast.unparse(node.args[0])))
    if of is None or not _EVENTS.search(ast.unparse(of)):
        return False
    first = ast.unparse(node.args[0]) if node.args else ""
    return (name == "reverse" and not node.args) or (name == "insert" and first == "0")


def _end_kept(node: ast.AST) -> int | None:
    """Return which event's time or id a statement keeps: 0 for the first event, -1 for the last one. Return
    None for any other statement.
    """
    if isinstance(node, ast.Assign):
        kept, value = ast.unparse(node.targets[0]), node.value
    elif isinstance(node, ast.Dict) and len(node.keys) <= 3:
        pairs = zip(node.keys, node.values, strict=True)
        ends = [_end_of(value) for key, value in pairs if key is not None]
        return next((end for end in ends if end is not None), None)
    else:
        return None
    return _end_of(value) if _KEPT.search(kept) else None


def _end_of(value: ast.AST) -> int | None:
    """Return which event an expression reads a time or an id from: ``events[-1]["created"]`` gives -1, the
    last event; the first event gives 0. Return None for any other expression.

    An addition to the value, a conversion of it, and the second branch of a conditional expression are
    ignored.
    """
    if isinstance(value, ast.IfExp):
        return _end_of(value.body)
    if isinstance(value, ast.BinOp):
        return _end_of(value.left)
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        return _end_of(value.args[0]) if value.func.id in _SAME and value.args else None
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        if value.func.attr != "get" or not value.args:
            return None
        base, key = value.func.value, value.args[0]
    elif isinstance(value, ast.Subscript):
        base, key = value.value, value.slice
    else:
        return None
    # The name of a variable says as much as a key.
    name = key.id if isinstance(key, ast.Name) else getattr(key, "value", None)
    if not isinstance(name, str) or not (TIMES.search(name) or is_id_name(name)):
        return None
    if not isinstance(base, ast.Subscript) or not _EVENTS.search(ast.unparse(base.value)):
        return None
    index = ast.unparse(base.slice)
    last = index == "-1" or re.fullmatch(r"len\(.*\) - 1", index)
    return 0 if index == "0" else -1 if last else None
