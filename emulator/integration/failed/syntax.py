"""Finds the statement, the expression and the loop at a line of an integration."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

# The first line of a statement that stands outside of every function and class.
_OUTERMOST = re.compile(r"(?!(?:else|elif|except|finally)\b)[^\s)\]}#]")
LOOPS = (ast.While, ast.For, ast.AsyncFor)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
# Line, column, last line, last column; the columns are None where Python does not know them.
Span = tuple[int, int | None, int | None, int | None]


@lru_cache(maxsize=8)
def tree_at(text: str, number: int) -> ast.Module | None:
    """Parse the outermost statement that stands at a line, such as a whole function or class. The whole text
    is not parsed, because it may hold all of CommonServerPython. Return None where Python cannot parse it.
    """
    lines = text.splitlines(keepends=True)
    starts = [place for place, line in enumerate(lines) if _OUTERMOST.match(line)]
    start = max((place for place in starts if place < number), default=0)
    end = min((place for place in starts if place >= number), default=len(lines))
    try:
        tree = ast.parse("".join(lines[start:end]))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    ast.increment_lineno(tree, start)
    return tree


def expression_at(text: str, span: Span) -> ast.AST | None:
    """Return the expression at a span, else the statement at its line; None where there is none."""
    tree = tree_at(text, span[0])
    if tree is None:
        return None
    line, column, end_line, end_column = span
    found: ast.AST | None = None
    for node in ast.walk(tree):
        if column is None or end_line is None or end_column is None:
            continue
        if isinstance(node, (ast.expr, ast.stmt)) and _holds(
            node, (line, column), (end_line, end_column)
        ):
            found = node
    if found is None or isinstance(found, ast.stmt):
        found = statement_at(tree, line)
    if isinstance(found, ast.Raise):
        # The condition around it says why.
        tests = [
            one.test for one in ast.walk(tree) if isinstance(one, ast.If) and found in one.body
        ]
        return tests[0] if tests else found
    return found


def _holds(node: ast.expr | ast.stmt, start: tuple[int, int], end: tuple[int, int]) -> bool:
    last = (node.end_lineno or node.lineno, node.end_col_offset or 0)
    return (node.lineno, node.col_offset) <= start and last >= end


def statement_at(tree: ast.Module, number: int) -> ast.AST | None:
    """Return the innermost statement at a line; of a compound statement its header."""
    found: ast.stmt | None = None
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and node.lineno <= number <= (node.end_lineno or node.lineno):
            found = node
    if isinstance(found, (ast.If, ast.While)):
        return found.test
    if isinstance(found, (ast.For, ast.AsyncFor)):
        return found.iter
    body = getattr(found, "body", None)
    return None if body else found


def loop_at(text: str, number: int) -> ast.While | ast.For | ast.AsyncFor | None:
    """Return the innermost loop around a line, in the same function; None without one."""
    tree = tree_at(text, number)
    found: ast.While | ast.For | ast.AsyncFor | None = None
    for node in ast.walk(tree) if tree is not None else ():
        last = getattr(node, "end_lineno", 0) or 0
        if isinstance(node, (*LOOPS, *FUNCTIONS)) and node.lineno <= number <= last:
            found = node if isinstance(node, LOOPS) else None
    return found
