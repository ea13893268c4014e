"""Evaluate the conditions in an integration's code: what they tell about an answer, and which branch is
taken.
"""

from __future__ import annotations

import ast
import re

from .assignments import Assignments
from .expressions import Scope, called_name
from .value import ABSENT, BLANK, EMPTY, FILLED, LINKED, NUMBER, TEXT, UNKNOWN, Value


class Conditions(Assignments):
    """Evaluates comparisons, and learns from them which constants a value of an answer should have.

    Made-up answers must not meet a condition under which the code skips the event or fails.
    """

    def _compare(self, node: ast.Compare, scope: Scope) -> Value:
        left = self.value(node.left, scope)
        for operator, right in zip(node.ops, node.comparators, strict=True):
            other = self.value(right, scope)
            if isinstance(operator, (ast.In, ast.NotIn)):
                if left.text and not re.search(r"\w", left.text):
                    # A sign that is looked for stands in a text, such as the dot of a token.
                    other.use(TEXT)
                elif left.text and not other.text:
                    if other.items is None and re.fullmatch(r"[\w.@$ -]+", left.text):
                        found = other.key(left.text)
                        if self.unwanted and isinstance(operator, ast.In):
                            found.use(ABSENT)
                elif left.asked and isinstance(operator, ast.NotIn) is self.unwanted:
                    numbers = [one.value for one in _constants(right) if isinstance(one.value, int)]
                    left.equals.extend((*other.choices, *numbers))
            elif self.leaves and left.asked and not left.is_read and _number(other) is not None:
                self._compared(left, operator, _number(other))
            elif isinstance(right, ast.Constant) and not left.is_read and not left.answer:
                self._compared(left, operator, right.value)
            elif other.text and left.asked and not left.is_read:
                self._compared(left, operator, other.text)
            elif left.text and other.asked and not other.is_read:
                self._compared(other, operator, left.text)
            elif left.asked and other.asked and isinstance(operator, ast.Eq):
                left.use(LINKED)
                other.use(LINKED)
            left = other
        return Value()

    def _compared(self, left: Value, operator: ast.cmpop, constant: object) -> None:
        """Learn from a comparison with a constant which value the code wants, or that it is a number."""
        negated = isinstance(operator, (ast.NotEq, ast.IsNot))
        if isinstance(operator, (ast.Eq, ast.NotEq, ast.Is, ast.IsNot)):
            if negated is self.unwanted and isinstance(constant, (str, int, float)):
                left.equals.append(constant)
            elif constant is None and self.leaves:
                left.use(EMPTY if negated is self.unwanted else FILLED)
        if isinstance(constant, (int, float)) and not isinstance(constant, bool):
            left.use(NUMBER)
            if self.leaves and isinstance(constant, int) and isinstance(operator, _ORDERS):
                left.equals.append(_beyond(constant, operator, above=not self.unwanted))

    def truth(self, node: ast.expr, scope: Scope) -> bool | None:
        """Return the result of a condition, such as a comparison of two constants (the command); None if
        unknown.
        """
        if isinstance(node, ast.BoolOp):
            found = []
            for one in node.values:
                found.append(self.truth(one, scope))
                if found[-1] is isinstance(node.op, ast.Or):
                    break
            wanted = isinstance(node.op, ast.Or)
            if wanted in found:
                return wanted
            return None if None in found else not wanted
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            self.unwanted = not self.unwanted
            try:
                known = self.truth(node.operand, scope)
            finally:
                self.unwanted = not self.unwanted
            return None if known is None else not known
        if isinstance(node, ast.Attribute) and node.attr == "ok":
            return True if self.value(node.value, scope).answer else None
        if isinstance(node, ast.Name) and isinstance(flag := self.value(node, scope).number, bool):
            return flag
        if self.leaves and called_name(node) == "isinstance":
            self.value(node, scope)
            return not self.unwanted
        if not isinstance(node, ast.Compare) or len(node.ops) != 1:
            tested = self.value(node, scope)
            if (
                self.leaves
                and tested.asked
                and not (tested.answer or isinstance(node, ast.Compare))
            ):
                tested.use(EMPTY if self.unwanted else FILLED)
            return None
        if (status := self._status(node, scope)) is not None:
            return status
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

    def loops_until_empty(self, node: ast.expr, scope: Scope) -> None:
        """Learn from ``while cursor != ""`` that the code expects an empty text, not null, in place of the
        cursor on the last page.
        """
        for one in ast.walk(node):
            if isinstance(one, ast.Compare) and isinstance(one.ops[0], (ast.NotEq, ast.IsNot)):
                right = one.comparators[0]
                if isinstance(right, ast.Constant) and right.value == "":
                    self.value(one.left, scope).use(BLANK)

    def _status(self, node: ast.Compare, scope: Scope) -> bool | None:
        """Return the result of a comparison with the status of an answer, for an answer that succeeded.
        Return None if the result is unknown, or if this is another comparison.
        """
        (operator,), (right,) = node.ops, node.comparators
        one = node.left
        if not isinstance(one, ast.Attribute) or one.attr not in ("status_code", "status"):
            return None
        if not self.value(one.value, scope).answer:
            return None
        codes = [part.value for part in _constants(right) if isinstance(part.value, int)]
        if not codes:
            return not self.unwanted if self.leaves else None
        good = any(200 <= code < 300 for code in codes)
        if isinstance(operator, (ast.Gt, ast.GtE)):
            return good
        if isinstance(operator, (ast.Lt, ast.LtE)):
            return True
        negated = isinstance(operator, (ast.NotEq, ast.NotIn))
        if good and 200 not in codes:
            self._compared(self.value(one, scope), ast.Eq(), codes[0])
            return None
        return good is not negated


_ORDERS = (ast.Gt, ast.GtE, ast.Lt, ast.LtE)


def _beyond(bound: int, operator: ast.cmpop, *, above: bool) -> int:
    """Return a number for which ``number OPERATOR bound`` holds; one for which it does not if not
    ``above``.
    """
    if isinstance(operator, (ast.Gt, ast.GtE)):
        return bound + 1 if above else bound - 1
    return bound - 1 if above else bound + 1


def _number(value: Value) -> int | None:
    """Return the whole number that a value of the code is known to be, also if it is written as a text; else
    None.
    """
    if isinstance(value.number, int) and not isinstance(value.number, bool):
        return value.number
    text = value.text or ""
    return int(text) if text.isdecimal() and len(text) < 6 and not value.other_texts else None


def _constants(node: ast.expr) -> list[ast.Constant]:
    """Return the constants in an expression that is a constant, or a literal list, tuple or set."""
    parts = node.elts if isinstance(node, (ast.List, ast.Tuple, ast.Set)) else [node]
    return [part for part in parts if isinstance(part, ast.Constant)]
