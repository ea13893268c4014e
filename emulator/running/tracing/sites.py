"""The expressions of an integration that a trace watches (sites)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

_NAME = re.compile(r"(?<![\w.\"'])[A-Za-z_]\w*")


class Span(NamedTuple):
    """A part of the source text: lines counted from 1, columns in bytes of UTF-8."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class Site:
    """A watched expression.

    ``kind`` is the kind of the step that the expression makes (see ``record/trace.py``). ``parts`` are its
    watched parts. ``around`` are the variables that may hold the event in question: the variables of the
    loops around it, the innermost first, then the function's parameters. ``then`` says how the branch of a
    condition ends: ``continue``, ``break``, ``return``, ``raise``, or empty; ``else continue`` and so on if
    only the other branch ends so; ``choose`` if it only gives a variable that it orders another value;
    ``loop`` for the condition of a ``while``; ``keep`` in a comprehension, ``first`` in a generator of which
    only the first item is taken, ``or`` for alternatives of which the first true one is taken; ``yield`` for
    a loop of a generator; ``key`` or ``caller`` for an assignment to a key or to the caller. ``target`` is
    the name or key to which an assignment assigns, or that of the list that is sliced or looped over.
    ``calls`` says that its value may be a state that the fetch saves: a call or a new dictionary makes it.
    """

    span: Span
    kind: str
    parts: tuple[Span, ...] = ()
    around: tuple[str, ...] = ()
    then: str = ""
    target: str = ""
    calls: bool = False


class Source:
    """The source text of an integration; it returns the text of a span."""

    def __init__(self, text: str) -> None:
        self._text = text

    def text(self, span: Span) -> str:
        """Return the text of a span, on one line."""
        lines = self._lines[span.line - 1 : span.end_line]
        if not lines:
            return ""
        lines[-1] = lines[-1][: span.end_column]
        lines[0] = lines[0][span.column :]
        return " ".join(b" ".join(lines).decode("utf-8", "replace").split())

    def line(self, number: int) -> str:
        """Return the text of a line, without the blanks around it."""
        line = self._lines[number - 1 : number]
        return b"".join(line).decode("utf-8", "replace").strip()

    def names(self, span: Span) -> tuple[str, ...]:
        """Return the names that stand in an expression, in their order, without duplicates."""
        return tuple(dict.fromkeys(_NAME.findall(self.text(span))))

    @cached_property
    def _lines(self) -> list[bytes]:
        return self._text.encode("utf-8", "replace").splitlines()
