"""Evaluate the expressions of an integration's code without running it: a Value says what is known of
each.
"""

from __future__ import annotations

import ast

from .known_calls import BODY
from .value import (
    KEPT,
    KEPT_WHOLE,
    LINKED,
    LIST,
    MAPPING,
    NUMBER,
    TEXT,
    TIME,
    UNKNOWN,
    Value,
    absorb,
    holds,
    unite,
)

Scope = dict[str, Value]
_MOST_STEPS = 200_000


class OutOfSteps(Exception):
    """The code was read for the maximum number of steps; what is found so far is used."""


class Expressions:
    """Evaluates expressions of the code to Values. Derived classes add conditions, calls and statements."""

    def __init__(self) -> None:
        self.globals: Scope = {}
        self.steps = 0
        # Whether the condition that is read decides on leaving the way to an incident, and whether it
        # leaves where the condition holds.
        self.leaves = self.unwanted = False
        # The names that the function which is read declares as global.
        self.global_names: set[str] = set()

    def call(self, node: ast.Call, scope: Scope) -> Value:
        raise NotImplementedError

    def method_of(self, of: Value, name: str) -> Value | None:
        raise NotImplementedError

    def constant_of(self, of: Value, name: str) -> Value | None:
        raise NotImplementedError

    def call_property(self, found: Value, scope: Scope) -> Value:
        raise NotImplementedError

    def value(self, node: ast.expr | None, scope: Scope) -> Value:
        """Return the Value of an expression: what is known of it, maybe nothing."""
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
        if isinstance(node.value, (int, float)):
            return Value(number=node.value)
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
        if of.text is not None and node.attr in ("value", "name"):
            # The member of an enumeration.
            return of
        if node.attr in of.attributes:
            return of.attributes[node.attr]
        if of.answer and node.attr in BODY:
            return of
        found = self.method_of(of, node.attr) or self.constant_of(of, node.attr)
        if found is not None:
            return self.call_property(found, scope)
        if of.client and of.asked:
            # A library's objects show what it was answered as attributes.
            return of.key(node.attr)
        return of.attributes.setdefault(node.attr, Value(client=of.client))

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
        return self.by_unknown_key(of, index)

    @staticmethod
    def by_unknown_key(of: Value, index: Value) -> Value:
        """Return the Value in a mapping or list under an index that is not a constant."""
        if index.asked and of.keys and not of.asked:
            # The code's own table says which values it knows.
            ranked = sorted(of.keys, key=lambda key: -(of.keys[key].number or 0))
            index.equals.extend(key for key in ranked if key not in index.equals)
        elif index.asked and of.choices and not of.asked:
            index.equals.extend(one for one in of.choices if one not in index.equals)
        if of.entry is not None and not of.asked:
            key, value = of.entry
            if key.asked and index.asked:
                key.use(LINKED)
                index.use(LINKED)
            return value
        if of.items is not None and of.items.read is index.read:
            # The code goes through the keys of a mapping.
            of.use(MAPPING)
        return of.item if of.items is not None else next(iter(of.keys.values()), Value())

    def _joinedstr(self, node: ast.JoinedStr, scope: Scope) -> Value:
        return Value(text="".join(self._part(part, scope) for part in node.values))

    def _part(self, node: ast.expr, scope: Scope) -> str:
        value = self.value(node.value if isinstance(node, ast.FormattedValue) else node, scope)
        value = _certain(value)
        if value.text is None and not value.is_read:
            value.use(TEXT)
        return UNKNOWN if value.text is None else value.text

    def _binop(self, node: ast.BinOp, scope: Scope) -> Value:
        left, right = self.value(node.left, scope), self.value(node.right, scope)
        left, right = _certain(left), _certain(right)
        if isinstance(node.op, ast.Add):
            if left.text is not None or right.text is not None:
                return Value(text=(left.text or UNKNOWN) + (right.text or UNKNOWN))
            if left.items is not None or right.items is not None:
                return self.either(left, right)
            if left.asked and right.number is not None and not left.is_read:
                left.use(NUMBER)
        if isinstance(node.op, ast.Mod) and left.text is not None:
            return Value(text=left.text.replace("%s", UNKNOWN).replace("%d", UNKNOWN))
        by = node.right.value if isinstance(node.right, ast.Constant) else None
        if isinstance(node.op, ast.Sub) and by is None:
            # The difference of two sets, or of two times.
            return left
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
        """Return one Value for an expression that is one of several values, as ``a or b``.

        The values then share everything that is known of them, unless one is a part of the other, or they are
        different texts.
        """
        found = first
        for other in others:
            if other.read is found.read or not other.is_known:
                continue
            if found.text and other.text and found.text != other.text:
                found = _one_of_texts(found, other)
                continue
            if holds(found, other) and other.asked and not found.asked:
                # The code puts a value that is no list into one.
                found = other
                continue
            if found.asked and holds(found, other):
                # The code takes a part or, without it, the whole; the part is the likelier one.
                found = other
                continue
            if holds(other, found):
                continue
            if found.asked and other.asked and found.answer is not other.answer:
                # A whole answer and a part of another one are not read alike.
                found = found if found.answer else other
                continue
            if (found.text is not None and other.text is None and not found.text) or not (
                found.is_known
            ):
                found = other
            elif not holds(found, other):
                unite(found, other)
        return found

    def _dict(self, node: ast.Dict, scope: Scope) -> Value:
        numbers = [one.value for one in node.keys if isinstance(one, ast.Constant)]
        whole = [one for one in numbers if type(one) is int]
        made = Value(choices=tuple(whole) if len(whole) == len(node.keys) else ())
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
        """Learn from the key or attribute under which the code stores a value, such as an incident's
        ``rawJSON``.
        """
        if name == "rawJSON":
            value.use(KEPT_WHOLE)
            for one in value.keys.values() if not value.asked else ():
                one.use(KEPT)
        elif name == "occurred" and not value.is_read:
            value.use(TIME)
            value.use(KEPT)

    def _list(self, node: ast.List, scope: Scope) -> Value:
        values = [self.value(one, scope) for one in node.elts]
        texts = [one.text for one in values if one.text and UNKNOWN not in one.text]
        made = Value(choices=tuple(texts) if len(texts) == len(values) else ())
        if values:
            made.items = values[0]
        else:
            made.use(LIST)
        return made

    _tuple = _list
    _set = _list

    def _starred(self, node: ast.Starred, scope: Scope) -> Value:
        return self.value(node.value, scope).item

    def truth(self, node: ast.expr, scope: Scope) -> bool | None:
        raise NotImplementedError

    def _lambda(self, node: ast.Lambda, scope: Scope) -> Value:
        return Value(function=node)


def _one_of_texts(one: Value, other: Value) -> Value:
    """Return a Value whose text is one of two; inside a longer text it counts as unknown."""
    found = Value(text=one.text)
    found.other_texts = (*one.other_texts, other.text or "", *other.other_texts)
    return found


def _certain(value: Value) -> Value:
    return Value(text=UNKNOWN) if value.other_texts else value


def called_name(node: ast.expr) -> str:
    """Return the name of the function that an expression calls; empty for other expressions."""
    if not isinstance(node, ast.Call):
        return ""
    return name_of(node.func)


def name_of(node: ast.expr) -> str:
    """Return the last part of a dotted name: ``get`` of ``requests.get``."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
