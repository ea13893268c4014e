"""Evaluate what gives values to names in an integration's code: assignments, loops and comprehensions."""

from __future__ import annotations

import ast

from .expressions import Expressions, Scope, called_name
from .value import MAPPING, UNKNOWN, Value


class Assignments(Expressions):
    """Assigns Values to names, attributes and elements."""

    def _listcomp(self, node: ast.ListComp, scope: Scope) -> Value:
        return Value(items=self.value(node.elt, self._within(node.generators, scope)))

    _setcomp = _listcomp
    _generatorexp = _listcomp

    def _dictcomp(self, node: ast.DictComp, scope: Scope) -> Value:
        inner = self._within(node.generators, scope)
        self.value(node.key, inner)
        self.value(node.value, inner)
        return Value()

    def _within(self, generators: list[ast.comprehension], scope: Scope) -> Scope:
        inner = dict(scope)
        for one in generators:
            self.bind_item(one.target, one.iter, inner)
            for test in one.ifs:
                self.truth(test, inner)
        return inner

    def bind_item(self, target: ast.expr, over: ast.expr, scope: Scope) -> None:
        """Assign the items of an iterated value to the variable of a loop."""
        name = called_name(over)
        if isinstance(over, ast.Call) and name in ("enumerate", "zip") and over.args:
            lists = [self.value(one, scope) for one in over.args]
            parts = target.elts if isinstance(target, ast.Tuple) else []
            if name == "enumerate":
                parts = parts[1:]
            for part, one in zip(parts, lists, strict=False):
                self.bind(part, one.item, scope)
        elif isinstance(over, ast.Call) and name in ("items", "values", "keys") and not over.args:
            assert isinstance(over.func, ast.Attribute)
            of = self.value(over.func.value, scope)
            of.use(MAPPING)
            inner = next(iter(of.keys.values()), Value())
            whole = target.elts if isinstance(target, ast.Tuple) else [target, target]
            if name != "keys" and len(whole) == 2:
                self.bind(whole[1], inner, scope)
        elif isinstance(over, ast.Call) and name == "range":
            self.value(over, scope)
            self.bind(target, Value(), scope)
        else:
            of = self.value(over, scope)
            self.bind(target, of.item if of.text is None else Value(), scope)

    def bind(self, target: ast.expr, value: Value, scope: Scope) -> None:
        """Assign a value to a target: a name, an attribute, an element, or several names."""
        if isinstance(target, ast.Name):
            where = self.globals if target.id in self.global_names else scope
            where[target.id] = value
        elif isinstance(target, ast.Attribute):
            self.value(target.value, scope).attributes[target.attr] = value
        elif isinstance(target, ast.Subscript):
            name = self.value(target.slice, scope).text if _is_key(target.slice) else None
            of = self.value(target.value, scope)
            if not name and _is_key(target.slice):
                of.entry = (self.value(target.slice, scope), value)
            if name and UNKNOWN not in name:
                # What the code read there before came from outside.
                of.keys.setdefault(name, value)
                self.kept(name, value)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for part in target.elts:
                self.bind(part, value.items or Value(), scope)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, value, scope)

    def _namedexpr(self, node: ast.NamedExpr, scope: Scope) -> Value:
        value = self.value(node.value, scope)
        self.bind(node.target, value, scope)
        return value


def _is_key(node: ast.expr) -> bool:
    return not isinstance(node, ast.Slice)
