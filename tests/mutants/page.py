"""The part of docs/explore.md about mutants, made from the kept results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import yaml

from .operators import OPERATORS
from .sweep import FILE, FIRST, FOLDER, Result, equivalent, load

LATE = FOLDER / "equivalent_late.yml"
SURVIVORS = FOLDER / "survivors.yml"
_WORDS = {one.name: one.words for one in OPERATORS}


def late() -> dict[str, str]:
    """The mutants that were read after the first search and found to be equivalent, each with the reason."""
    return yaml.safe_load(LATE.read_text(encoding="utf-8")) or {}


def survivors() -> dict[str, str]:
    """Why explore does not find a mutant, or finds it under another cause."""
    return yaml.safe_load(SURVIVORS.read_text(encoding="utf-8")) or {}


def is_right(one: Result) -> bool:
    return one["found"] is not None and one["right"]


def counted(kept: Mapping[str, Result]) -> dict[str, Result]:
    """The results that count: those of mutants that were not marked before the first search."""
    skipped = equivalent()
    return {name: one for name, one in kept.items() if name not in skipped}


def part() -> str:
    """The figures of the first search and of the last one, by operator, and the mutants that were not found
    under a right cause.
    """
    first, last = counted(load(FIRST)), counted(load(FILE))
    return "\n".join([*_figures(first, last), "", *_table(first, last), "", *_others(last)]) + "\n"


def _figures(first: Mapping[str, Result], last: Mapping[str, Result]) -> Iterator[str]:
    marked = len(equivalent())
    yield (
        f"{len(last) + marked} mutants of {len({name.split('/')[0] for name in last})} sound integrations,"
        f" {next(iter(last.values()))['worlds']} worlds each at most; {marked} of them were marked as"
        " equivalent before the first search, each with its reason. Of the other"
        f" {len(last)}, found under a right cause: **{_share(first)}** in the first search,"
        f" **{_share(last)}** after what it taught was mended."
    )
    some = late()
    if some:
        without = {name: one for name, one in last.items() if name not in some}
        yield (
            f"{len(some)} more are equivalent, as a reading after the first search showed; both figures count"
            f" them as not found. Without them it is {_share(without)}."
        )


def _share(kept: Mapping[str, Result]) -> str:
    right = sum(map(is_right, kept.values()))
    return f"{right} of {len(kept)} ({right / max(len(kept), 1):.1%})"


def _table(first: Mapping[str, Result], last: Mapping[str, Result]) -> Iterator[str]:
    yield "| mistake | mutants | found at first | rightly | found now | rightly |"
    yield "|---|--:|--:|--:|--:|--:|"
    for operator in sorted({name.split("/")[1] for name in last}):
        rows = [
            [one for name, one in kept.items() if name.split("/")[1] == operator]
            for kept in (first, last)
        ]
        yield _row(_WORDS[operator], *rows)
    yield _row("all", list(first.values()), list(last.values()))


def _row(words: str, first: Sequence[Result], last: Sequence[Result]) -> str:
    cells = [
        str(count)
        for some in (first, last)
        for count in (sum(one["found"] is not None for one in some), sum(map(is_right, some)))
    ]
    return f"| {words} | {len(last)} | {' | '.join(cells)} |"


def _others(last: Mapping[str, Result]) -> Iterator[str]:
    yield "Not found, or under another cause:"
    yield ""
    yield "| mutant | the line, and what it became | found as | why |"
    yield "|---|---|---|---|"
    reasons = {**survivors(), **{name: f"equivalent: {why}" for name, why in late().items()}}
    for name, one in sorted(last.items()):
        if not is_right(one):
            change = f"{_code(one['was'])} {_code(one['became'])}"
            yield f"| {name} | {change} | {one['cause'] or '-'} | {reasons.get(name, '')} |"


def _code(text: str) -> str:
    return f"`{text.replace('|', '/')}`"
