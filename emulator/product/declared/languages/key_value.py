"""Lists of ``key:'value'``: ``created:>'2024-01-01T00:00:00Z'+(status:['new','open'],owner:!'me')``.

A plus joins what must all hold, a comma what may hold; parentheses group.
"""

from __future__ import annotations

from glob import escape
from typing import Any

from .parser import reader
from .term import All, AnyOf, Negated, Term

_GRAMMAR = r"""
    ?start: or_
    ?or_: and_ ("," and_)*
    ?and_: atom ("+" atom)*
    ?atom: "(" or_ ")" | term
    term: NAME ":" [OP] value
    ?value: STRING -> text
          | BARE   -> bare
          | "[" value ("," value)* "]" -> several
    OP: />=|<=|>|<|!~|!|~|\*/
    NAME: /[A-Za-z_][\w.@-]*/
    STRING: /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/
    BARE: /[^\s'"\[\](),+:>=<!~*][^\s'"\[\](),+]*/
    %ignore /\s+/
"""
_OPS = {">": "gt", ">=": "ge", "<": "lt", "<=": "le", "~": "contains", "*": "like"}


def _transformer() -> Any:
    from lark import Transformer

    class _Tree(Transformer):  # type: ignore[type-arg]
        def or_(self, parts: list[Any]) -> Any:
            return AnyOf(tuple(parts))

        def and_(self, parts: list[Any]) -> Any:
            return All(tuple(parts))

        def term(self, parts: list[Any]) -> Any:
            field, value = str(parts[0]), parts[-1]
            sign = str(parts[1]) if len(parts) > 2 and parts[1] is not None else ""
            op = _OPS.get(sign.removeprefix("!"), "eq")
            if op == "like":
                value = _starred(value)
            if isinstance(value, tuple):
                found: Any = AnyOf(tuple(Term(field, op, item) for item in value))
            else:
                found = Term(field, op, value)
            return Negated(found) if sign.startswith("!") else found

        def text(self, parts: list[Any]) -> str:
            text = str(parts[0])[1:-1]
            return text.replace("\\'", "'").replace('\\"', '"').replace("\\\\", "\\")

        def bare(self, parts: list[Any]) -> Any:
            text = str(parts[0])
            return {"true": True, "false": False, "null": None}.get(text.lower(), text)

        def several(self, parts: list[Any]) -> tuple[Any, ...]:
            return tuple(parts)

    return _Tree()


def _starred(value: Any) -> Any:
    """Only the star stands for other characters here."""
    if isinstance(value, tuple):
        return tuple(map(_starred, value))
    return "*".join(map(escape, str(value).split("*")))


read = reader(_GRAMMAR, _transformer)
