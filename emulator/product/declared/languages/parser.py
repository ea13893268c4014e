"""Lark, imported when the first expression is read: a JSON REST API needs none."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .term import Expression

if TYPE_CHECKING:
    from lark import Transformer

# Deeper than this is nobody's query, and would exhaust the stack.
_LONGEST = 20_000


def reader(
    grammar: str, transformer: Callable[[], Transformer[Any, Any]]
) -> Callable[[str], Expression]:
    """A function that reads expressions of a grammar; it raises ValueError with the place."""

    @lru_cache(maxsize=1)
    def parser() -> Any:
        from lark import Lark

        return Lark(grammar, parser="lalr", transformer=transformer(), maybe_placeholders=False)

    @lru_cache(maxsize=512)
    def read(text: str) -> Expression:
        from lark.exceptions import LarkError, UnexpectedInput

        if len(text) > _LONGEST:
            raise ValueError(f"the expression is longer than {_LONGEST} characters")
        try:
            tree: Expression = parser().parse(text)
        except UnexpectedInput as error:
            at = getattr(error, "pos_in_stream", None)
            rest = (
                repr(text[at : at + 30])
                if isinstance(at, int) and 0 <= at < len(text)
                else "its end"
            )
            raise ValueError(
                f"the expression {text[:200]!r} cannot be read from {rest} on"
            ) from error
        except (LarkError, RecursionError) as error:
            raise ValueError(f"the expression {text[:200]!r} cannot be read") from error
        return tree

    return read
