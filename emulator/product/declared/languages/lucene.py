"""Parse queries in Lucene's syntax: ``status:(new OR open) AND created:[now-1d TO *} AND NOT owner:"Joe
Doe"``.

Terms without an operator between them are joined by OR, as in Lucene. ``+`` before a term requires it, ``-``
excludes it.
"""

from __future__ import annotations

from lark import Token, v_args

from .parser import ExpressionBuilder, parser
from .term import All, AnyOf, Expression, Negated, Term

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


# A part with a sign must hold, other parts may.
_Signed = tuple[str, Expression]


class _Word(str):
    """A word of a Lucene query that is not in quotes; in it ``*`` and ``?`` are wildcards."""


@v_args(inline=True)
class _Builder(ExpressionBuilder):
    def near(self, *parts: Expression | _Signed) -> Expression:
        must = tuple(part[1] for part in parts if isinstance(part, tuple))
        if must:
            return All(must)
        return AnyOf(tuple(map(_unsigned, parts))) if len(parts) > 1 else _unsigned(parts[0])

    def negated(self, part: Expression | _Signed) -> Expression:  # type: ignore[override]
        return Negated(_unsigned(part))

    def required(self, part: Expression | _Signed) -> _Signed:
        return "+", _unsigned(part)

    def excluded(self, part: Expression | _Signed) -> _Signed:
        return "-", Negated(_unsigned(part))

    def everything(self) -> Expression:
        return All(())

    def within(self, field: Token, part: Expression) -> Expression:
        return _under(_field(field), part)

    def range_(self, field: Token, opened: Token, low: str, high: str, closed: Token) -> Expression:
        ends = (("ge" if opened == "[" else "gt", low), ("le" if closed == "]" else "lt", high))
        return All(tuple(Term(_field(field), op, str(end)) for op, end in ends if end != "*"))

    def compare(self, field: Token, op: Token, value: str) -> Expression:
        return Term(_field(field), _OPS[op], str(value))

    def equal(self, field: Token, value: str) -> Expression:
        return _term(_field(field), value)

    def bare(self, value: str) -> Expression:
        return _term("", value)

    def phrase(self, token: Token) -> str:
        return token[1:-1].replace('\\"', '"').replace("\\\\", "\\")

    def word(self, token: Token) -> str:
        return _Word(token)


def _unsigned(part: Expression | _Signed) -> Expression:
    return part[1] if isinstance(part, tuple) else part


def _field(token: str) -> str:
    return token.rstrip()[:-1].rstrip()


def _term(field: str, value: str) -> Expression:
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


def _under(field: str, part: Expression) -> Expression:
    """Apply a field's name to each term in its parentheses, as in ``status:(new OR open)``."""
    if isinstance(part, (All, AnyOf)):
        return type(part)(tuple(_under(field, inner) for inner in part.parts))
    if isinstance(part, Negated):
        return Negated(_under(field, part.part))
    if part.field:
        return part
    value = str(part.value)
    return _term(field, _Word(value) if "*" in value else value)


read = parser(_GRAMMAR, _Builder())
