"""The part of docs/explore.md about mutants, made from the kept results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .operators import OPERATORS
from .sweep import FIRST, Result, equivalent, load

_WORDS = {one.name: one.words for one in OPERATORS}
_SURVIVES = "not found"


def is_right(one: Result) -> bool:
    return one["found"] is not None and one["right"]


def counted(kept: Mapping[str, Result]) -> dict[str, Result]:
    """The results that count: those of mutants that were not marked before the search."""
    marked = equivalent()
    return {name: one for name, one in kept.items() if name not in marked}


def part() -> str:
    """The figures of the first search, by mistake, and the mutants not found under a right cause."""
    first = counted(load(FIRST))
    return "\n".join([*_figures(first), "", *_table(first), "", *_others(first)]) + "\n"


def _figures(first: Mapping[str, Result]) -> Iterator[str]:
    found = sum(one["found"] is not None for one in first.values())
    right = sum(map(is_right, first.values()))
    yield (
        f"{len(first) + len(equivalent())} mutants of {len({name.split('/')[0] for name in first})} sound"
        f" integrations, {max(one['worlds'] for one in first.values())} worlds each at most."
        f" {len(equivalent())} were marked as equivalent before the search, each with its reason. Of the"
        f" other {len(first)} the first search found {found} ({found / len(first):.0%}),"
        f" **{right} ({right / len(first):.0%}) under a right cause or line**."
    )


def _table(first: Mapping[str, Result]) -> Iterator[str]:
    yield "| mistake | mutants | found | rightly |"
    yield "|---|--:|--:|--:|"
    for operator in sorted({name.split("/")[1] for name in first}):
        some = [one for name, one in first.items() if name.split("/")[1] == operator]
        yield _row(_WORDS[operator], some)
    yield _row("all", list(first.values()))


def _row(words: str, some: Sequence[Result]) -> str:
    found = sum(one["found"] is not None for one in some)
    return f"| {words} | {len(some)} | {found} | {sum(map(is_right, some))} |"


def _others(first: Mapping[str, Result]) -> Iterator[str]:
    yield "Not found, or under another cause:"
    yield ""
    yield "| mutant | the line | what it became | found as |"
    yield "|---|---|---|---|"
    for name, one in sorted(first.items()):
        if not is_right(one):
            cause = (one["cause"] or one["found"]) if one["found"] else _SURVIVES
            yield f"| {name} | {_code(one['was'])} | {_code(one['became'])} | {cause} |"


def _code(text: str) -> str:
    return f"`{text.replace('|', '/')}`" if text else "-"
