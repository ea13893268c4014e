"""Read the imports and the used names from an integration's syntax tree."""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Import:
    """An import statement of an integration; ``names`` are those after ``from … import``.

    ``required`` tells that the code cannot load without the module: the import is at the top level and
    outside any ``try``.
    """

    module: str
    names: tuple[str, ...]
    line: int
    required: bool


def imports_of(tree: ast.Module) -> tuple[Import, ...]:
    """Return every absolute import in the code, also inside functions, in order of lines."""
    found = list(_imports(tree.body, required=True))
    return tuple(sorted(found, key=lambda item: item.line))


def bound_names(tree: ast.Module) -> frozenset[str]:
    """Return every name that the code defines or assigns, in any scope."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
    return frozenset(found)


# Functions with which code can reach any name of its namespace by text.
_LOOKS_UP = frozenset({"globals", "locals", "vars", "eval", "exec"})
_ALWAYS_THERE = frozenset({*dir(builtins), "demisto", "print", "__builtins__", "__file__"})


def uses_foreign_names(text: str) -> bool:
    """Whether the code may use a name that it neither defines nor imports.

    Builtins and ``demisto`` do not count. Code that looks up names given as text, as with ``globals()``, may
    use any name. ``text`` must be valid Python.
    """
    module = symtable.symtable(text, "<integration>", "exec")
    tables = list(_tables(module))
    own = {
        symbol.get_name()
        for table in tables
        for symbol in table.get_symbols()
        if (table is module or symbol.is_declared_global())
        and (symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace())
    }
    used = {
        symbol.get_name()
        for table in tables
        for symbol in table.get_symbols()
        if symbol.is_referenced() and (table is module or symbol.is_global())
    }
    return bool(used & _LOOKS_UP or used - own - _ALWAYS_THERE)


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _tables(child)


def _imports(nodes: list[ast.stmt], required: bool) -> Iterator[Import]:
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, (), node.lineno, required)
        elif isinstance(node, ast.ImportFrom):
            if node.level == 0 and node.module and node.module != "__future__":
                names = tuple(alias.name for alias in node.names)
                yield Import(node.module, names, node.lineno, required)
        else:
            plain = isinstance(node, ast.If | ast.With)
            for body in _bodies(node):
                yield from _imports(body, required and plain)


def _bodies(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    for field in ("body", "orelse", "finalbody"):
        body = getattr(node, field, None)
        if isinstance(body, list):
            yield body
    for handler in getattr(node, "handlers", ()):
        yield handler.body
    for case in getattr(node, "cases", ()):
        yield case.body
