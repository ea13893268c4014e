"""Rewrites the statements of an integration that catch, drop or swallow exceptions: they tell the probe."""

from __future__ import annotations

import ast
from abc import abstractmethod

from ...record.trace import CAUGHT
from .syntax import leaves

PROBE = "__xfetch_probe__"


class Exceptions(ast.NodeTransformer):
    """The part of the instrumentation that follows exceptions."""

    @abstractmethod
    def _site(self, node: ast.expr, kind: str) -> int:
        """Add a watched place; return its number."""

    def _statements(self, body: list[ast.stmt]) -> list[ast.stmt]:
        found: list[ast.stmt] = []
        for one in body:
            visited = self.visit(one)
            found += visited if isinstance(visited, list) else [visited]
        return found

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        node.body = [self._tell("caught", node), *self._statements(node.body)]
        return node

    def _tell(self, method: str, node: ast.ExceptHandler | ast.stmt) -> ast.stmt:
        """Return a statement that tells the probe of an exception at ``node``."""
        here = ast.copy_location(ast.Constant(None), node)
        told = self._probe(method, self._site(here, CAUGHT), here)
        return ast.copy_location(ast.Expr(told), node)

    def _telling(self, body: list[ast.stmt], method: str, node: ast.stmt) -> ast.stmt:
        """Return the statements in a ``try`` that tells the probe of an exception, and lets it go on."""
        again = ast.copy_location(ast.Raise(), node)
        handler = ast.ExceptHandler(None, None, [self._tell(method, node), again])
        ast.copy_location(handler, node)
        return ast.copy_location(ast.Try(body, [handler], [], []), node)

    def visit_Try(self, node: ast.Try) -> ast.AST:
        self.generic_visit(node)
        end = leaves(node.finalbody)
        if end is None:
            return node
        # The statement that leaves the ``finally`` drops an exception: record it before that.
        body = node.body
        if node.handlers:
            body = [ast.copy_location(ast.Try(node.body, node.handlers, node.orelse, []), node)]
        node.body, node.handlers, node.orelse = [self._telling(body, "caught", end)], [], []
        return node

    def visit_With(self, node: ast.With) -> ast.AST:
        return self._with(node, "entered")

    def visit_AsyncWith(self, node: ast.AsyncWith) -> ast.AST:
        return self._with(node, "awaited")

    def _with(self, node: ast.With | ast.AsyncWith, method: str) -> ast.AST:
        """Watch the context managers of a ``with``: one of them may swallow an exception."""
        for item in node.items:
            site = self._site(item.context_expr, CAUGHT)
            item.context_expr = self._probe(method, site, self.visit(item.context_expr))
        node.body = self._statements(node.body)
        return node

    @staticmethod
    def _probe(method: str, site: int, value: ast.expr, *more: int) -> ast.expr:
        probe = ast.Attribute(ast.Name(PROBE, ast.Load()), method, ast.Load())
        numbers: list[ast.expr] = [ast.Constant(one) for one in (site, *more)]
        call = ast.Call(probe, [*numbers, value], [])
        for new in (call, probe, probe.value, *numbers):
            ast.copy_location(new, value)
        return call
