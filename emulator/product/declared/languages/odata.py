"""OData's ``$filter``: ``createdTime ge 2024-01-01T00:00:00Z and (status eq 'New' or not …)``."""

from __future__ import annotations

from glob import escape
from typing import Any

from .parser import reader
from .term import All, AnyOf, Negated, Term

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


def _transformer() -> Any:
    from lark import Transformer

    class _Tree(Transformer):  # type: ignore[type-arg]
        def or_(self, parts: list[Any]) -> Any:
            return AnyOf(tuple(parts))

        def and_(self, parts: list[Any]) -> Any:
            return All(tuple(parts))

        def negated(self, parts: list[Any]) -> Any:
            return Negated(parts[0])

        def compare(self, parts: list[Any]) -> Any:
            return Term(_field(parts[0]), str(parts[1]).lower(), parts[2])

        def reversed_(self, parts: list[Any]) -> Any:
            return Term(_field(parts[2]), _TURNED[str(parts[1]).lower()], parts[0])

        def among(self, parts: list[Any]) -> Any:
            return Term(_field(parts[0]), "in", tuple(parts[1:]))

        def function(self, parts: list[Any]) -> Any:
            name, field, value = str(parts[0]).lower(), _field(parts[1]), str(parts[2])
            plain = escape(value)
            forms = {"startswith": f"{plain}*", "endswith": f"*{plain}"}
            term = Term(field, "like" if name in forms else "contains", forms.get(name, value))
            wanted = parts[4] if len(parts) > 4 else True
            return (
                term
                if (wanted is True) == (len(parts) < 5 or str(parts[3]).lower() == "eq")
                else Negated(term)
            )

        def text(self, parts: list[Any]) -> str:
            return str(parts[0]).partition("'")[2][:-1].replace("''", "'")

        def word(self, parts: list[Any]) -> str:
            return str(parts[0])

        def number(self, parts: list[Any]) -> Any:
            text = str(parts[0])
            return float(text) if "." in text else int(text)

        def constant(self, parts: list[Any]) -> Any:
            return {"true": True, "false": False, "null": None}[str(parts[0]).lower()]

    return _Tree()


def _field(name: Any) -> str:
    return str(name).replace("/", ".")


read = reader(_GRAMMAR, _transformer)
