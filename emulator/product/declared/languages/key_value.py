"""Parse query expressions in the form ``created:>'2024-01-01T00:00:00Z'+(status:['new','open'])``.

``+`` means AND, a comma means OR, ``!`` means NOT; parentheses group.
"""

from __future__ import annotations

from glob import escape

from lark import Token, v_args

from ....record.entries import Json
from .parser import ExpressionBuilder, parser
from .term import AnyOf, Expression, Negated, Term

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


_CONSTANTS = {"true": True, "false": False, "null": None}


@v_args(inline=True)
class _Builder(ExpressionBuilder):
    def term(self, field: Token, *sign_and_value: Json) -> Expression:
        *signs, value = sign_and_value
        sign = str(signs[0]) if signs else ""
        op = _OPS.get(sign.removeprefix("!"), "eq")
        values = [_glob(one) if op == "like" else one for one in _listed(value)]
        terms = tuple(Term(str(field), op, one) for one in values)
        found = AnyOf(terms) if isinstance(value, list) else terms[0]
        return Negated(found) if sign.startswith("!") else found

    def text(self, token: Token) -> str:
        return token[1:-1].replace("\\'", "'").replace('\\"', '"').replace("\\\\", "\\")

    def bare(self, token: Token) -> Json:
        return _CONSTANTS.get(token.lower(), str(token))

    def several(self, *values: Json) -> list[Json]:
        return [one for value in values for one in _listed(value)]


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]


def _glob(value: Json) -> str:
    """Return a glob for a value in which ``*`` is the only wildcard: all other special characters are
    escaped.
    """
    return "*".join(map(escape, str(value).split("*")))


read = parser(_GRAMMAR, _Builder())
