"""The part of docs/explore.md about mutants, made from the kept results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import yaml

from .operators import ADDED, OPERATORS
from .sweep import FILE, FIRST, Result, equivalent, load

_WORDS = {one.name: one.words for one in OPERATORS}
_SURVIVES = "not found"
_REASONS = Path(__file__).with_name("reasons.yml")

Results = Mapping[str, Result]


def is_right(one: Result) -> bool:
    return one["found"] is not None and one["right"]


def operator_of(name: str) -> str:
    return name.split("/")[1]


def reasons() -> dict[str, str]:
    """Why the last search did not find a mutant, or under another cause, by its name."""
    found: dict[str, str] = yaml.safe_load(_REASONS.read_text(encoding="utf-8")) or {}
    return found


def part() -> str:
    """The figures of both searches, by mistake, and the mutants not found under a right cause."""
    marked = equivalent()
    first, last = (_counted(load(file), marked) for file in (FIRST, FILE))
    again = {name: one for name, one in last.items() if operator_of(name) not in ADDED}
    added = {name: one for name, one in last.items() if operator_of(name) in ADDED}
    rows = [_first_figures(first, marked), "", _again_figures(first, again)]
    rows += ["", _added_figures(added, marked)] if added else []
    rows += ["", *_table(first, last), "", *_others({**first, **last})]
    return "\n".join(rows) + "\n"


def _counted(kept: Results, marked: Mapping[str, str]) -> Results:
    """The results that count: those of mutants that were not marked before the search."""
    return {name: one for name, one in kept.items() if name not in marked}


def _first_figures(first: Results, marked: Mapping[str, str]) -> str:
    equal = sum(operator_of(name) not in ADDED for name in marked)
    return (
        f"{len(first) + equal} mutants of {len({name.split('/')[0] for name in first})} sound"
        f" integrations, {max(one['worlds'] for one in first.values())} worlds each at most. {equal} were"
        f" marked as equivalent before the search, each with its reason. Of the other {len(first)} the first"
        f" search found {_shares(first)}."
    )


def _again_figures(first: Results, again: Results) -> str:
    """What the second search has found so far."""
    if not again:
        return "Nothing has been searched again since."
    part = "" if len(again) >= len(first) else f" of the {len(first)}"
    same = {name: one for name, one in first.items() if name in again}
    return (
        f"Then the kinds above were mended. Of {len(again)} mutants{part} the second search has found"
        f" {_shares(again)}; of these the first search had found {_shares(same)}."
    )


def _added_figures(added: Results, marked: Mapping[str, str]) -> str:
    equal = sum(operator_of(name) in ADDED for name in marked)
    return (
        f"{len(ADDED)} kinds of mistakes were added afterwards, and {equal} of their mutants marked, before"
        f" they were searched. Of {len(added)} the first search found {_shares(added)}."
    )


def _shares(some: Results) -> str:
    if not some:
        return "none"
    found = sum(one["found"] is not None for one in some.values())
    right = sum(map(is_right, some.values()))
    words = f"**{right} ({right / len(some):.0%}) under a right cause or line**"
    return f"{found} ({found / len(some):.0%}), {words}"


def _table(first: Results, last: Results) -> Iterator[str]:
    yield "| mistake | mutants | found | rightly | last search | found | rightly |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for operator in sorted({operator_of(name) for name in (*first, *last)}):
        both = (
            [one for name, one in kept.items() if operator_of(name) == operator]
            for kept in (first, last)
        )
        yield _row(_WORDS[operator], *both)
    yield _row("all", list(first.values()), list(last.values()))


def _row(words: str, first: Sequence[Result], last: Sequence[Result]) -> str:
    cells = [words]
    for some in (first, last):
        found = sum(one["found"] is not None for one in some)
        cells += (
            [str(n) for n in (len(some), found, sum(map(is_right, some)))] if some else ["-"] * 3
        )
    return f"| {' | '.join(cells)} |"


def _others(last: Results) -> Iterator[str]:
    yield "Not found, or under another cause, in the last search of each:"
    yield ""
    yield "| mutant | the line | what it became | found as | why |"
    yield "|---|---|---|---|---|"
    why = reasons()
    for name, one in sorted(last.items()):
        if not is_right(one):
            cause = (one["cause"] or one["found"]) if one["found"] else _SURVIVES
            reason = why.get(name, "")
            yield f"| {name} | {_code(one['was'])} | {_code(one['became'])} | {cause} | {reason} |"


def _code(text: str) -> str:
    return f"`{text.replace('|', '/')}`" if text else "-"
