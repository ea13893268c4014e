"""A mutant: a sound integration with one mistake, and where it stands."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from .operators import OPERATORS, Operator, Source


@dataclass(frozen=True)
class Mutant:
    """``name`` tells a mutant among all; ``lines`` are those of the changed code, in ``text``."""

    name: str
    operator: Operator
    lines: range
    was: str
    text: str

    @property
    def became(self) -> str:
        """The first changed line of the text."""
        return self.text.splitlines()[self.lines.start - 1].strip()


def mutants(integration: str, text: str, ran: frozenset[int]) -> Iterator[Mutant]:
    """Yield the mutants of an integration's code. ``ran`` are the lines that a fetch runs: a mistake
    elsewhere is none of the fetch.
    """
    source = Source(text)
    made: set[str] = set()
    counts: Counter[str] = Counter()
    for operator in OPERATORS:
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.expr | ast.stmt) or node.lineno not in ran:
                continue
            for edit in operator.edits(node, source):
                changed = text[: edit.begin] + edit.text + text[edit.end :]
                if changed in made or changed == text or not _compiles(changed):
                    continue
                made.add(changed)
                first = text.count("\n", 0, edit.begin) + 1
                last = first + edit.text.strip("\n").count("\n") + int(edit.text.startswith("\n"))
                place = f"{integration}/{operator.name}/{first}"
                counts[place] += 1
                yield Mutant(
                    f"{place}.{counts[place]}",
                    operator,
                    range(first, last + 1),
                    text.splitlines()[first - 1].strip(),
                    changed,
                )


def _compiles(text: str) -> bool:
    try:
        compile(text, "mutant", "exec")
    except SyntaxError:
        return False
    return True
