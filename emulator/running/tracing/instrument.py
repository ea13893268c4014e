"""Compiles an integration with probes: calls that report its conditions, loops, shortened lists and
assignments.

The instrumented code does the same as the original: each probe returns the value that it was given. All line
numbers stay. Parts of an expression are reported before the expression, in the order of evaluation.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field, replace
from types import CodeType

from ...record.trace import (
    ASSIGN,
    CHOOSES,
    CUT,
    JOIN,
    LOOP,
    READ,
    TEST,
    TO_CALLER,
    TO_KEY,
    YIELDED,
)
from .exceptions import Exceptions
from .sites import Site, Span
from .syntax import (
    chooses,
    end_of,
    is_get,
    names_assigned,
    names_in,
    negated,
    parameters,
    span,
    target_of,
    unpacks,
    yields,
)

_MOST_PARTS = 8


def instrumented(text: str, filename: str) -> tuple[CodeType, tuple[Site, ...]]:
    """Compile the source text with probes; return the code and the watched places (sites).

    A probe is a call of a method of the built-in name ``PROBE``, with the number of the site.

    Raises:
        SyntaxError, ValueError, RecursionError: what ``ast.parse`` and ``compile`` raise.
    """
    tree = ast.parse(text, filename)
    writer = _Instrumenter()
    tree = ast.fix_missing_locations(writer.visit(tree))
    return compile(tree, filename, "exec", dont_inherit=True), tuple(writer.sites)


@dataclass
class _Scope:
    """The names that may hold an event inside a function, lambda or comprehension: parameters and loop
    variables.
    """

    params: tuple[str, ...] = ()
    targets: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def around(self) -> tuple[str, ...]:
        """The loop variables, the innermost first, then the parameters."""
        inner = [name for names in reversed(self.targets) for name in names]
        return tuple(dict.fromkeys((*inner, *self.params)))


class _Instrumenter(Exceptions, ast.NodeTransformer):
    """Rewrites the syntax tree: wraps expressions in calls of the probe, and collects the sites."""

    def __init__(self) -> None:
        self.sites: list[Site] = []
        self._scopes = [_Scope()]
        # The generators of which only the first item is taken.
        self._firsts: set[ast.expr] = set()

    # Scopes

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._function(node)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        # Defaults and decorators belong to the scope outside; nothing in them decides about an event.
        self._scopes.append(_Scope(parameters(node.args)))
        # What called the function may be a thread or a task, with which its exception ends unseen.
        node.body = [self._telling(self._statements(node.body), "left", node)]
        self._scopes.pop()
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        self._scopes.append(_Scope(parameters(node.args)))
        node.body = self.visit(node.body)
        self._scopes.pop()
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self._scopes.append(_Scope())
        node.body = self._statements(node.body)
        self._scopes.pop()
        return node

    # Statements

    def visit_If(self, node: ast.If) -> ast.AST:
        then = CHOOSES if chooses(node) else end_of(node.body) or negated(end_of(node.orelse))
        node.test = self._condition(node.test, then)
        node.body, node.orelse = self._statements(node.body), self._statements(node.orelse)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        node.test = self._condition(node.test, "")
        node.body, node.orelse = self.visit(node.body), self.visit(node.orelse)
        return node

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        node.test = self._condition(node.test, "")
        return node

    def visit_While(self, node: ast.While) -> ast.AST:
        self._scopes[-1].targets.append(names_assigned(node.body))
        node.test = self._condition(node.test, "loop")
        node.body = self._statements(node.body)
        self._scopes[-1].targets.pop()
        node.orelse = self._statements(node.orelse)
        return node

    def visit_For(self, node: ast.For) -> ast.AST:
        names = names_in(node.target)
        then = YIELDED if yields(node.body) else ""
        site = self._site(node.iter, LOOP, then=then, target=target_of(node.iter))
        node.iter = self._probe("each", site, self.visit(node.iter))
        assigned = tuple(name for name in names_assigned(node.body) if name not in names)
        self._scopes[-1].targets.append((*names, *assigned))
        node.body = self._statements(node.body)
        self._scopes[-1].targets.pop()
        node.orelse = self._statements(node.orelse)
        return node

    def visit_YieldFrom(self, node: ast.YieldFrom) -> ast.AST:
        site = self._site(node.value, LOOP, then=YIELDED)
        node.value = self._probe("handed", site, self.visit(node.value))
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        target, value = node.targets[-1], node.value
        if isinstance(target, ast.Tuple) and unpacks(value, target):
            pairs = zip(value.elts, target.elts, strict=True)
            value.elts = [self._assigned(one, target_of(name)) for one, name in pairs]
        else:
            then = TO_KEY if isinstance(target, ast.Subscript) else ""
            node.value = self._assigned(value, target_of(target), then)
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        if isinstance(node.value, ast.Tuple):
            node.value.elts = [
                self.visit(one)
                if isinstance(one, ast.Starred)
                else self._assigned(one, "", TO_CALLER)
                for one in node.value.elts
            ]
        elif node.value is not None:
            node.value = self._assigned(node.value, "", TO_CALLER)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self._assigned(node.value, target_of(node.target))
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST | list[ast.AST]:
        node.value = self.visit(node.value)
        if not isinstance(node.target, ast.Name):
            return node
        # The new value is known only after the statement.
        name = ast.copy_location(ast.Name(node.target.id, ast.Load()), node)
        site = self._site(name, ASSIGN, target=node.target.id)
        told = self._probe("assign", site, name)
        return [node, ast.copy_location(ast.Expr(told), node)]

    def visit_NamedExpr(self, node: ast.NamedExpr) -> ast.AST:
        node.value = self._assigned(node.value, target_of(node.target))
        return node

    def _assigned(self, value: ast.expr, target: str, then: str = "") -> ast.expr:
        """Return an assigned value wrapped in a call of the probe, which records the assignment."""
        site = self._site(value, ASSIGN, target=target, then=then)
        return self._probe("assign", site, self.visit(value))

    # Expressions

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        return self._condition(node, "")

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        return self._condition(node, "or" if isinstance(node.op, ast.Or) else "")

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        if isinstance(node.op, ast.Not):
            return self._condition(node, "")
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if not (node.args or node.keywords or isinstance(node.func, ast.Attribute)):
            return self.generic_visit(node)
        site = self._site(node, CUT)
        if isinstance(node.func, ast.Name) and node.func.id == "next":
            self._firsts.add(node.args[0] if node.args else node)
        node.func = self._callee(node.func, site)
        node.args = [self._given(one, site) for one in node.args]
        for keyword in node.keywords:
            keyword.value = (
                self._given(keyword.value, site) if keyword.arg else self.visit(keyword.value)
            )
        called = self._probe("came", site, node)
        return self._read(called, node) if is_get(node) else called

    def _read(self, value: ast.expr, node: ast.expr) -> ast.expr:
        """Return a value that is read from under a key, wrapped in a call of the probe, which records the
        events in it.
        """
        return self._probe("read", self._site(node, READ), value)

    def _callee(self, func: ast.expr, site: int) -> ast.expr:
        if not isinstance(func, ast.Attribute):
            visited: ast.expr = self.visit(func)
            return visited
        func.value = self._given(func.value, site)
        return func

    def _given(self, node: ast.expr, site: int) -> ast.expr:
        if isinstance(node, ast.Starred):
            node.value = self.visit(node.value)
            return node
        visited: ast.expr = self.visit(node)
        if isinstance(node, (ast.Constant, ast.JoinedStr, ast.Lambda)):
            return visited
        if isinstance(node, (ast.BinOp, ast.List, ast.ListComp)):
            # A list that gets no name of its own.
            visited = self._probe("made", self._site(node, JOIN), visited)
        return self._probe("given", site, visited)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        if not isinstance(node.ctx, ast.Load):
            return self.generic_visit(node)
        if not isinstance(node.slice, ast.Slice):
            key = node.slice
            named = isinstance(key, ast.Constant) and isinstance(key.value, str)
            self.generic_visit(node)
            return self._read(node, node) if named else node
        bounds = [
            name
            for name in ("lower", "upper", "step")
            if not isinstance(getattr(node.slice, name), (ast.Constant, type(None)))
        ]
        parts = tuple(span(getattr(node.slice, name)) for name in bounds)
        site = self._site(node, CUT, parts=parts, target=target_of(node.value))
        node.value = self._probe("given", site, self.visit(node.value))
        for number, name in enumerate(bounds):
            bound = self.visit(getattr(node.slice, name))
            setattr(node.slice, name, self._probe("part", site, bound, number))
        return self._probe("came", site, node)

    def visit_Dict(self, node: ast.Dict) -> ast.AST:
        for place, (key, value) in enumerate(zip(node.keys, node.values, strict=True)):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                node.values[place] = self._assigned(value, key.value, TO_KEY)
            else:
                if key is not None:
                    node.keys[place] = self.visit(key)
                node.values[place] = self.visit(value)
        return node

    def visit_ListComp(self, node: ast.ListComp) -> ast.AST:
        return self._comprehension(node)

    def visit_SetComp(self, node: ast.SetComp) -> ast.AST:
        return self._comprehension(node)

    def visit_DictComp(self, node: ast.DictComp) -> ast.AST:
        return self._comprehension(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.AST:
        return self._comprehension(node)

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
    ) -> ast.AST:
        scope = _Scope(self._scopes[-1].around)
        self._scopes.append(scope)
        for part in node.generators:
            part.iter = self.visit(part.iter)
            scope.targets.append(names_in(part.target))
            then = "first" if node in self._firsts else "keep"
            part.ifs = [self._condition(one, then) for one in part.ifs]
        if isinstance(node, ast.DictComp):
            node.key, node.value = self.visit(node.key), self.visit(node.value)
        else:
            node.elt = self.visit(node.elt)
        self._scopes.pop()
        return node

    # Probes

    def _condition(self, node: ast.expr, then: str) -> ast.expr:
        site = self._site(node, TEST, then=then)
        parts: list[Span] = []
        watched = self._parts(node, site, parts)
        self.sites[site] = replace(self.sites[site], parts=tuple(parts))
        return self._probe("test", site, watched)

    def _parts(self, node: ast.expr, site: int, parts: list[Span]) -> ast.expr:
        """Wrap the operands of a condition in calls of the probe."""
        if isinstance(node, ast.Compare):
            node.left = self._part(node.left, site, parts)
            node.comparators = [self._part(one, site, parts) for one in node.comparators]
        elif isinstance(node, ast.BoolOp):
            node.values = [self._parts(one, site, parts) for one in node.values]
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            node.operand = self._parts(node.operand, site, parts)
        else:
            return self._part(node, site, parts)
        return node

    def _part(self, node: ast.expr, site: int, parts: list[Span]) -> ast.expr:
        own = span(node)
        visited: ast.expr = self.visit(node)
        if isinstance(node, ast.Constant) or len(parts) >= _MOST_PARTS:
            return visited
        parts.append(own)
        return self._probe("part", site, visited, len(parts) - 1)

    def _site(
        self,
        node: ast.expr,
        kind: str,
        *,
        parts: tuple[Span, ...] = (),
        then: str = "",
        target: str = "",
    ) -> int:
        around = self._scopes[-1].around
        calls = isinstance(node, (ast.Call, ast.DictComp)) or (
            then == TO_KEY and isinstance(node, ast.Name)
        )
        self.sites.append(Site(span(node), kind, parts, around, then, target, calls))
        return len(self.sites) - 1
