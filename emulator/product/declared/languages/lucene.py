"""Lucene-like queries: ``status:(new OR open) AND created:[now-1d TO *} AND NOT owner:"Joe Doe"``.

Without an operator between two terms either may hold, as in Lucene; ``+`` and ``-`` before a term
make it required and excluded.
"""

from __future__ import annotations

from typing import Any

from .parser import reader
from .term import All, AnyOf, Negated, Term

_GRAMMAR = r"""
    ?start: or_
    ?or_: and_ (_OR and_)*
    ?and_: near (_AND near)*
    near: unary+
    ?unary: _NOT unary -> negated
          | "+" unary  -> required
          | "-" unary  -> excluded
          | "!" unary  -> negated
          | clause
    ?clause: "(" or_ ")"
           | "*:*"                                -> everything
           | FIELD "(" or_ ")"                    -> within
           | FIELD (OPEN edge _TO edge CLOSE)     -> range_
           | FIELD OP scalar                      -> compare
           | FIELD scalar                         -> equal
           | scalar                               -> bare
    ?scalar: PHRASE -> phrase
           | WORD   -> word
    ?edge: scalar
    _AND.3: /AND(?=[\s(]|$)|&&/
    _OR.3: /OR(?=[\s(]|$)|\|\|/
    _NOT.3: /NOT(?=[\s(]|$)/
    _TO.3: /TO(?=\s)/
    FIELD.2: /[A-Za-z_@][\w.@-]*\s*:(?=.)/
    OP: />=|<=|>|</
    OPEN: /[\[{]/
    CLOSE: /[\]}]/
    PHRASE: /"(?:[^"\\]|\\.)*"/
    WORD: /(?:[^\s()\[\]{}":\\+!<>=-]|\\.)(?:[^\s()\[\]{}"\\]|\\.)*/
    %ignore /\s+/
"""
_OPS = {">": "gt", ">=": "ge", "<": "lt", "<=": "le"}


class _Word(str):
    """Unquoted: stars and question marks stand for other characters."""


def _transformer() -> Any:
    from lark import Transformer

    class _Tree(Transformer):  # type: ignore[type-arg]
        def or_(self, parts: list[Any]) -> Any:
            return AnyOf(tuple(parts))

        def and_(self, parts: list[Any]) -> Any:
            return All(tuple(parts))

        def near(self, parts: list[Any]) -> Any:
            must = [part[1] for part in parts if isinstance(part, tuple)]
            may = [part for part in parts if not isinstance(part, tuple)]
            if must:
                return All(tuple(must))
            return may[0] if len(may) == 1 else AnyOf(tuple(may))

        def negated(self, parts: list[Any]) -> Any:
            return Negated(_plain(parts[0]))

        def required(self, parts: list[Any]) -> Any:
            return "+", _plain(parts[0])

        def excluded(self, parts: list[Any]) -> Any:
            return "-", Negated(_plain(parts[0]))

        def everything(self, parts: list[Any]) -> Any:
            return All(())

        def within(self, parts: list[Any]) -> Any:
            return _under(_field(parts[0]), parts[1])

        def range_(self, parts: list[Any]) -> Any:
            field, opened, low, high, closed = parts
            found = []
            if low != "*":
                found.append(Term(_field(field), "ge" if opened == "[" else "gt", str(low)))
            if high != "*":
                found.append(Term(_field(field), "le" if closed == "]" else "lt", str(high)))
            return All(tuple(found))

        def compare(self, parts: list[Any]) -> Any:
            return Term(_field(parts[0]), _OPS[str(parts[1])], str(parts[2]))

        def equal(self, parts: list[Any]) -> Any:
            return _term(_field(parts[0]), parts[1])

        def bare(self, parts: list[Any]) -> Any:
            return _term("", parts[0])

        def phrase(self, parts: list[Any]) -> str:
            return str(parts[0])[1:-1].replace('\\"', '"').replace("\\\\", "\\")

        def word(self, parts: list[Any]) -> str:
            return _Word(parts[0])

    return _Tree()


def _field(token: Any) -> str:
    return str(token).rstrip()[:-1].rstrip()


def _plain(part: Any) -> Any:
    return part[1] if isinstance(part, tuple) else part


def _term(field: str, value: str) -> Any:
    if field == "_exists_":
        return Term(str(value), "exists", True)
    if not isinstance(value, _Word):
        return Term(field, "contains" if not field else "eq", value)
    text = value.replace("\\", "")
    if value == "*":
        return Term(field, "exists", True)
    if field and ("*" in value or "?" in value):
        return Term(field, "like", text.replace("[", "[[]"))
    return Term(field, "contains" if not field else "eq", text)


def _under(field: str, part: Any) -> Any:
    """``status:(new OR open)``: the field holds for the terms in the parentheses."""
    if isinstance(part, (All, AnyOf)):
        return type(part)(tuple(_under(field, inner) for inner in part.parts))
    if isinstance(part, Negated):
        return Negated(_under(field, part.part))
    if part.field:
        return part
    return _term(field, _Word(part.value) if "*" in part.value else part.value)


read = reader(_GRAMMAR, _transformer)
