"""Parse query expressions with the library lark.

Only the query languages that need lark import this module.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lark import Lark, Token, Transformer
from lark.exceptions import LarkError, UnexpectedInput

from .term import All, AnyOf, Expression, Negated

# A longer expression could exhaust the stack, and no client writes one.
_LONGEST = 20_000


# Older releases of lark, which an integration may bring, have no generic Transformer.
if TYPE_CHECKING:
    _Transformer = Transformer[Token, Any]
else:
    _Transformer = Transformer


class ExpressionBuilder(_Transformer):
    """Builds an Expression from lark's parse tree; it has the rules that all query languages share."""

    def or_(self, parts: list[Expression]) -> Expression:
        return AnyOf(tuple(parts))

    def and_(self, parts: list[Expression]) -> Expression:
        return All(tuple(parts))

    def negated(self, parts: list[Expression]) -> Expression:
        return Negated(parts[0])


def parser(grammar: str, builder: ExpressionBuilder) -> Callable[[str], Expression]:
    """Return a function that parses a query expression by the lark grammar ``grammar``.

    The function raises ValueError for an expression that cannot be parsed (the message shows where), is too
    long, or is nested too deep.
    """
    lark = Lark(grammar, parser="lalr", transformer=builder, maybe_placeholders=False)

    @lru_cache(maxsize=512)
    def parse(text: str) -> Expression:
        if len(text) > _LONGEST:
            raise ValueError(f"the query expression is longer than {_LONGEST} characters")
        try:
            tree: Any = lark.parse(text)
        except UnexpectedInput as error:
            at = error.pos_in_stream
            is_inside = isinstance(at, int) and 0 <= at < len(text)
            rest = repr(text[at : at + 30]) if at is not None and is_inside else "its end"
            raise ValueError(
                f"the query {text[:200]!r} has a mistake at {rest}; correct it from there on"
            ) from error
        except (LarkError, RecursionError) as error:
            raise ValueError(
                f"the query {text[:200]!r} has a mistake, or is nested too deep"
            ) from error
        expression: Expression = tree
        return expression

    return parse
