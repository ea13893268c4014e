"""Parse OData's ``$filter``: ``createdTime ge 2024-01-01T00:00:00Z and (status eq 'New' or not …)``."""

from __future__ import annotations

from glob import escape

from lark import Token, v_args

from ....record.entries import Json
from .parser import ExpressionBuilder, parser
from .term import Expression, Negated, Term

_GRAMMAR = r"""
    ?start: or_
    ?or_: and_ (_OR and_)*
    ?and_: not_ (_AND not_)*
    ?not_: _NOT not_ -> negated
         | "(" or_ ")"
         | term
    ?term: NAME OP value                         -> compare
         | value OP NAME                         -> reversed_
         | NAME _IN "(" value ("," value)* ")"   -> among
         | FUNCTION "(" NAME "," value ")" (OP value)? -> function
    ?value: STRING -> text
         | TIME    -> word
         | GUID    -> word
         | NUMBER  -> number
         | WORD    -> constant
    _OR.3: /or(?=[\s(])/i
    _AND.3: /and(?=[\s(])/i
    _NOT.3: /not(?=[\s(])/i
    _IN.3: /in(?=[\s(])/i
    OP.3: /(eq|ne|gt|ge|lt|le)(?=[\s(])/i
    FUNCTION.3: /(contains|startswith|endswith|substringof)(?=\s*\()/i
    WORD.2: /(true|false|null)\b/i
    STRING: /(datetime|guid)?'(?:[^']|'')*'/i
    TIME.4: /\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:?\d\d)?)?/i
    GUID.4: /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i
    NUMBER: /-?\d+(\.\d+)?/
    NAME: /[A-Za-z_][\w.\/@-]*/
    %ignore /\s+/
"""
_TURNED = {"eq": "eq", "ne": "ne", "gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}


@v_args(inline=True)
class _Builder(ExpressionBuilder):
    def compare(self, field: Token, op: Token, value: Json) -> Expression:
        return Term(_field(field), op.lower(), value)

    def reversed_(self, value: Json, op: Token, field: Token) -> Expression:
        return Term(_field(field), _TURNED[op.lower()], value)

    def among(self, field: Token, *values: Json) -> Expression:
        return Term(_field(field), "in", list(values))

    def function(
        self, name: Token, field: Token, value: Json, op: str = "eq", wanted: Json = True
    ) -> Expression:
        plain = escape(str(value))
        forms = {"startswith": f"{plain}*", "endswith": f"*{plain}"}
        glob = forms.get(name.lower())
        term = Term(_field(field), "like" if glob else "contains", glob or str(value))
        return term if (wanted is True) == (op.lower() == "eq") else Negated(term)

    def text(self, token: Token) -> str:
        return token.partition("'")[2][:-1].replace("''", "'")

    def word(self, token: Token) -> str:
        return str(token)

    def number(self, token: Token) -> float:
        return float(token) if "." in token else int(token)

    def constant(self, token: Token) -> bool | None:
        return {"true": True, "false": False, "null": None}[token.lower()]


def _field(name: str) -> str:
    return name.replace("/", ".")


read = parser(_GRAMMAR, _Builder())
