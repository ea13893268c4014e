"""Find what the line of code reads at which a fetch failed on a made-up answer."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

# What holds none of the product's answers.
_OWN = re.compile(
    r"params?|args?|last_?run|context|credentials|config|headers?|environ|cache", re.I
)


def is_own_data(base: ast.expr) -> bool:
    """Whether an expression names the integration's own data, such as its parameters or its last run."""
    return _OWN.search(ast.unparse(base)) is not None


def is_named(key: str, tree: ast.AST) -> bool:
    """Whether the key of a KeyError is a constant in the code.

    If it is not, the code has used a value of an event as the key.
    """
    constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return any(isinstance(one, str) and key in one for one in constants)


def renamed(key: str, tree: ast.AST) -> Iterator[str]:
    """Yield the names that the product may have for ``key``: a dictionary in the code maps these names to
    ``key``.
    """
    for node in ast.walk(tree):
        if not isinstance(node, ast.Dict):
            continue
        for one, other in zip(node.keys, node.values, strict=True):
            if (
                isinstance(one, ast.Constant)
                and isinstance(one.value, str)
                and isinstance(other, ast.Constant)
                and other.value == key
            ):
                yield one.value


def is_own(key: str, line: int, tree: ast.AST) -> bool:
    """Whether the failed line of code reads the key from the integration's own data, such as its
    parameters.
    """
    bases = [base for base, name in subscripts(tree, line) if name == key]
    return bool(bases) and all(map(is_own_data, bases))


def keys_read(line: int, tree: ast.AST) -> Iterator[str]:
    """Yield the constant keys that the failed line reads from the product's answers."""
    for base, name in subscripts(tree, line):
        if not is_own_data(base):
            yield name


def subscripts(tree: ast.AST, line: int) -> Iterator[tuple[ast.expr, str]]:
    """Yield each read of a constant key in a line, such as ``x["key"]``: the expression ``x``, and the
    key.
    """
    for node in ast.walk(tree):
        first, last = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0) or 0
        if first <= line <= last and (read := read_of(node)) is not None:
            yield read


def read_of(node: ast.AST) -> tuple[ast.expr, str] | None:
    key: ast.expr | None = None
    base: ast.expr | None = None
    if isinstance(node, ast.Subscript):
        base, key = node.value, node.slice
    elif isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Attribute):
        key = node.args[0] if node.func.attr in ("get", "pop") else None
        base = node.func.value
    if base is not None and isinstance(key, ast.Constant) and isinstance(key.value, str):
        return base, key.value
    return None


def read_inside(key: str, tree: ast.AST) -> tuple[str, ...]:
    """Return the keys that the code reads directly inside the value of this key: ``b`` in ``x["a"]["b"]``."""
    found: dict[str, None] = {}
    for node in ast.walk(tree):
        outer = read_of(node)
        inner = read_of(outer[0]) if outer is not None else None
        if outer is not None and inner is not None and inner[1] == key:
            found.setdefault(outer[1])
    return tuple(found)


def numbered(tree: ast.AST, line: int) -> Iterator[tuple[ast.expr, int]]:
    """Yield each read of a constant index in a line, such as ``x[0]``: the expression ``x``, and the
    number.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and node.lineno <= line <= (node.end_lineno or 0):
            index = node.slice.operand if isinstance(node.slice, ast.UnaryOp) else node.slice
            if isinstance(index, ast.Constant) and isinstance(index.value, int):
                yield node.value, index.value


def read_inside_item(base: ast.expr, tree: ast.AST) -> Iterator[str]:
    """Yield the keys that the code reads directly from an item of ``base``: ``b`` in ``base[0]["b"]``."""
    text = ast.unparse(base)
    for node in ast.walk(tree):
        read = read_of(node)
        item = read[0] if read is not None else None
        if (
            isinstance(item, ast.Subscript)
            and ast.unparse(item.value) == text
            and not read_of(item)
        ):
            assert read is not None
            yield read[1]


def origin_of(name: str, line: int, tree: ast.AST) -> str:
    """Return the key from which a variable was last read in the 60 lines up to ``line``; empty without such a
    key.
    """
    found = ""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign) or not line - 60 < node.lineno <= line:
            continue
        if any(isinstance(one, ast.Name) and one.id == name for one in node.targets):
            value = node.value.body if isinstance(node.value, ast.IfExp) else node.value
            read = read_of(value)
            found = read[1] if read is not None and not is_own_data(read[0]) else found
    return found


def compared_names(line: int, tree: ast.AST) -> Iterator[str]:
    """Yield the variables that are compared in the failed line and have the name of a key, as in ``severity >
    65``.
    """
    keys = {read[1] for node in ast.walk(tree) if (read := read_of(node)) is not None}
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and node.lineno <= line <= (node.end_lineno or 0):
            for one in (node.left, *node.comparators):
                if isinstance(one, ast.Name) and one.id in keys:
                    yield one.id
