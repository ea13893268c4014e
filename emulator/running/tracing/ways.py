"""Finds the statements that led to a request: the one that sent it, and those on the call stack above it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from types import FrameType

from ...record.entries import Call, Entry, Exchange, Line
from ...record.fetch_run import SAVERS, SENDERS
from ...record.trace import SENT, Spot, Step
from .probe import Probe
from .sites import Source, Span

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_MOST_CALLERS = 12
_MOST_CHARS = 240


class Ways:
    """Finds on the call stack the statements of an integration.

    ``text`` is the integration's code; ``filename`` is the name under which it was compiled, ``file`` the
    name in messages.
    """

    def __init__(self, text: str, source: Source, filename: str, file: str) -> None:
        self._filename = filename
        self._spots: dict[int, Spot] = {}
        for statement, loop in _statements(ast.parse(text).body, None):
            header = _header(statement)
            spot = Spot(
                Line(file, statement.lineno),
                _short(source.text(header)),
                loop=Line(file, loop.lineno) if loop is not None else None,
                loop_text=_short(source.text(_header(loop))) if loop is not None else "",
            )
            for number in range(header.line, header.end_line + 1):
                self._spots[number] = spot

    def note(self, probe: Probe, entry: Entry) -> None:
        """Record a step for a request, or for a call that saves or sends, with the statements that led to
        it.
        """
        wanted = isinstance(entry, Exchange) or (
            isinstance(entry, Call) and entry.name in (*SAVERS, *SENDERS)
        )
        way = tuple(self._way(sys._getframe(1))) if wanted else ()
        if way:
            probe.note(Step(way[0].line, SENT, way[0].text, str(entry.seq), way=way))

    def _way(self, frame: FrameType | None) -> Iterator[Spot]:
        count = 0
        while frame is not None and count < _MOST_CALLERS:
            if frame.f_code.co_filename == self._filename:
                found = self._spots.get(frame.f_lineno)
                if found is not None:
                    count += 1
                    function = frame.f_code.co_name
                    yield Spot(found.line, found.text, function, found.loop, found.loop_text)
            frame = frame.f_back


def _statements(
    body: list[ast.stmt], loop: ast.stmt | None
) -> Iterator[tuple[ast.stmt, ast.stmt | None]]:
    """Yield each statement with the innermost loop around it in the same function, None without one."""
    for statement in body:
        yield statement, loop
        inner = statement if isinstance(statement, _LOOPS) else loop
        inner = None if isinstance(statement, _FUNCTIONS) else inner
        for name in ("body", "orelse", "finalbody"):
            yield from _statements(getattr(statement, name, []), inner)
        for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
            yield from _statements(part.body, inner)


def _header(statement: ast.stmt) -> Span:
    """Return the span of a statement without the statements inside it: of an ``if`` only the condition."""
    body: list[ast.stmt] = getattr(statement, "body", [])
    end, column = statement.end_lineno or statement.lineno, statement.end_col_offset or 0
    if body:
        parts = [one for one in ast.iter_child_nodes(statement) if isinstance(one, ast.expr)]
        parts += [one.context_expr for one in getattr(statement, "items", ())]
        places = [(one.end_lineno or 0, one.end_col_offset or 0) for one in parts]
        end, column = max(places, default=(statement.lineno, statement.col_offset + 1))
    return Span(statement.lineno, statement.col_offset, end, column)


def _short(text: str) -> str:
    return text if len(text) <= _MOST_CHARS else text[: _MOST_CHARS - 1] + "…"
