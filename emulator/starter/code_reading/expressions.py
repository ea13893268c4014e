"""Evaluates the expressions of an integration's code to what is known of their values."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .known_calls import BODY, NUMBERS
from .value import MAPPING, NUMBER, TEXT, TIME, UNKNOWN, Value, absorb, holds

Scope = dict[str, Value]
_MOST_STEPS = 60_000


class OutOfSteps(Exception):
    """The code is too long to be read further."""


class Expressions:
    """Evaluates expressions; ``Reader`` adds the statements and the calls."""

    def __init__(self) -> None:
        self.globals: Scope = {}
        self.steps = 0

    def call(self, node: ast.Call, scope: Scope) -> Value:
        raise NotImplementedError

    def value(self, node: ast.expr | None, scope: Scope) -> Value:
        """Return what is known of an expression's value."""
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise OutOfSteps
        if node is None:
            return Value()
        evaluate = getattr(self, f"_{type(node).__name__.lower()}", None)
        if evaluate is not None:
            found: Value = evaluate(node, scope)
            return found
        for inner in ast.iter_child_nodes(node):
            if isinstance(inner, ast.expr):
                self.value(inner, scope)
        return Value()

    def _constant(self, node: ast.Constant, scope: Scope) -> Value:
        return Value(text=node.value) if isinstance(node.value, str) else Value()

    def _name(self, node: ast.Name, scope: Scope) -> Value:
        if node.id in scope:
            return scope[node.id]
        return self.globals.get(node.id) or Value(module=node.id)

    def _call(self, node: ast.Call, scope: Scope) -> Value:
        return self.call(node, scope)

    def _await(self, node: ast.Await, scope: Scope) -> Value:
        return self.value(node.value, scope)

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Value:
        of = self.value(node.value, scope)
        if of.module:
            return Value(module=f"{of.module}.{node.attr}")
        if node.attr in of.attributes:
            return of.attributes[node.attr]
        if of.answer and node.attr in BODY:
            return of
        return of.attributes.setdefault(node.attr, Value())

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Value:
        of = self.value(node.value, scope)
        if isinstance(node.slice, ast.Slice):
            return of
        if isinstance(node.slice, (ast.Constant, ast.UnaryOp)):
            name = node.slice.value if isinstance(node.slice, ast.Constant) else 0
            return of.key(name) if isinstance(name, str) else of.item
        index = self.value(node.slice, scope)
        if index.text and UNKNOWN not in index.text:
            return of.key(index.text)
        return of.item if of.items is not None else next(iter(of.keys.values()), Value())

    def _joinedstr(self, node: ast.JoinedStr, scope: Scope) -> Value:
        return Value(text="".join(self._part(part, scope) for part in node.values))

    def _part(self, node: ast.expr, scope: Scope) -> str:
        value = self.value(node.value if isinstance(node, ast.FormattedValue) else node, scope)
        if value.text is None and not value.is_read:
            value.use(TEXT)
        return UNKNOWN if value.text is None else value.text

    def _binop(self, node: ast.BinOp, scope: Scope) -> Value:
        left, right = self.value(node.left, scope), self.value(node.right, scope)
        if isinstance(node.op, ast.Add):
            if left.text is not None or right.text is not None:
                return Value(text=(left.text or UNKNOWN) + (right.text or UNKNOWN))
            if left.items is not None or right.items is not None:
                return self.either(left, right)
        if isinstance(node.op, ast.Mod) and left.text is not None:
            return Value(text=left.text.replace("%s", UNKNOWN).replace("%d", UNKNOWN))
        by = node.right.value if isinstance(node.right, ast.Constant) else None
        if isinstance(node.op, (ast.Div, ast.FloorDiv, ast.Mult, ast.Sub)) and not left.is_read:
            left.use(NUMBER)
            if by in (1000, 1000.0) and isinstance(node.op, (ast.Div, ast.FloorDiv)):
                left.use(f"{TIME} epoch_ms")
            return Value()
        return left

    def _boolop(self, node: ast.BoolOp, scope: Scope) -> Value:
        values = [self.value(one, scope) for one in node.values]
        if isinstance(node.op, ast.And):
            return values[-1]
        return self.either(*values)

    def _ifexp(self, node: ast.IfExp, scope: Scope) -> Value:
        known = self.truth(node.test, scope)
        if known is not None:
            return self.value(node.body if known else node.orelse, scope)
        return self.either(self.value(node.body, scope), self.value(node.orelse, scope))

    def either(self, first: Value, *others: Value) -> Value:
        """Return a value that is one of these; what is known of one then is known of all.

        A value inside another cannot be the same as that one: then the first one counts.
        """
        found = first
        for other in others:
            if other is found or not (other.is_read or other.answer or other.text or other.uses):
                continue
            if holds(other, found):
                # The code takes a part or, without it, the whole; the part is the likelier one.
                continue
            if (found.text is not None and other.text is None and not found.text) or not (
                found.is_read or found.answer or found.uses or found.text
            ):
                found = other
            elif not holds(found, other):
                absorb(found, other)
                absorb(other, found)
        return found

    def _dict(self, node: ast.Dict, scope: Scope) -> Value:
        made = Value()
        for key, inner in zip(node.keys, node.values, strict=True):
            value = self.value(inner, scope)
            name = self.value(key, scope).text if key is not None else None
            if key is None:
                absorb(made, value)
            elif name:
                made.keys[name] = value
                self.kept(name, value)
        return made

    def kept(self, name: str, value: Value) -> None:
        """Learn from the name under which the code keeps a value, such as a field of an incident."""
        if name == "rawJSON":
            value.event = True
        elif name == "occurred" and not value.is_read:
            value.use(TIME)

    def _list(self, node: ast.List, scope: Scope) -> Value:
        made = Value()
        values = [self.value(one, scope) for one in node.elts]
        if values:
            made.items = values[0]
        return made

    _tuple = _list
    _set = _list

    def _starred(self, node: ast.Starred, scope: Scope) -> Value:
        return self.value(node.value, scope).item

    def _compare(self, node: ast.Compare, scope: Scope) -> Value:
        left = self.value(node.left, scope)
        for operator, right in zip(node.ops, node.comparators, strict=True):
            other = self.value(right, scope)
            if isinstance(operator, (ast.In, ast.NotIn)):
                if left.text and not re.search(r"\w", left.text):
                    # A sign that is looked for stands in a text, such as the dot of a token.
                    other.use(TEXT)
                elif left.text and not other.text:
                    other.key(left.text) if other.items is None else None
            elif isinstance(right, ast.Constant) and not left.is_read and not left.answer:
                constant = right.value
                if isinstance(operator, ast.Eq) or constant in (True, False, 0, 200):
                    left.equals.append(constant)  # type: ignore[arg-type]
                elif isinstance(operator, ast.NotEq) and isinstance(constant, (str, int)):
                    left.equals.append(constant)
                if isinstance(constant, (int, float)) and not isinstance(constant, bool):
                    left.use(NUMBER)
            left = other
        return Value()

    def truth(self, node: ast.expr, scope: Scope) -> bool | None:
        """Return the truth of a comparison of two constants, such as of the command; None if unknown."""
        if isinstance(node, ast.BoolOp):
            found = [self.truth(one, scope) for one in node.values]
            wanted = isinstance(node.op, ast.Or)
            if wanted in found:
                return wanted
            return None if None in found else not wanted
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            known = self.truth(node.operand, scope)
            return None if known is None else not known
        if not isinstance(node, ast.Compare) or len(node.ops) != 1:
            self.value(node, scope)
            return None
        left, (operator,) = self.value(node.left, scope).text, node.ops
        right = node.comparators[0]
        if left is None or UNKNOWN in left:
            self.value(node, scope)
            return None
        if isinstance(right, (ast.List, ast.Tuple, ast.Set)):
            texts = [self.value(one, scope).text for one in right.elts]
            if isinstance(operator, (ast.In, ast.NotIn)) and None not in texts:
                return (left in texts) is isinstance(operator, ast.In)
            return None
        text = self.value(right, scope).text
        if text is not None and isinstance(operator, (ast.Eq, ast.NotEq)):
            return (left == text) is isinstance(operator, ast.Eq)
        if isinstance(operator, (ast.In, ast.NotIn)):
            keys = self.value(right, scope).keys
            if keys and all(one.function for one in keys.values()):
                return (left in keys) is isinstance(operator, ast.In)
            self.value(node, scope)
        return None

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
        """Bind the variable of a loop to the items of what it runs over."""
        name = _called(over)
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
        """Assign a value to a name, an attribute, an element, or to several names."""
        if isinstance(target, ast.Name):
            scope[target.id] = value
        elif isinstance(target, ast.Attribute):
            self.value(target.value, scope).attributes[target.attr] = value
        elif isinstance(target, ast.Subscript):
            name = self.value(target.slice, scope).text if _is_key(target.slice) else None
            of = self.value(target.value, scope)
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

    def _lambda(self, node: ast.Lambda, scope: Scope) -> Value:
        return Value(function=node)


def _is_key(node: ast.expr) -> bool:
    return not isinstance(node, ast.Slice)


def _called(node: ast.expr) -> str:
    """Return the name of the function that an expression calls; empty if it is no call."""
    if not isinstance(node, ast.Call):
        return ""
    return name_of(node.func)


def name_of(node: ast.expr) -> str:
    """Return the last name of a dotted name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def keywords_of(node: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """Yield the named arguments of a call; ``**mapping`` has an empty name."""
    yield from ((one.arg or "", one.value) for one in node.keywords)


__all__ = ["NUMBERS", "Expressions", "OutOfSteps", "Scope", "keywords_of", "name_of"]
