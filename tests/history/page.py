"""The part of docs/explore.md about real fixes, made from the kept results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.living.search import Searched
from tests.living.sweep import load

from .candidates import Fix
from .draw import SEED, drawn
from .explored import BUDGET, FILE, FIRST

READ = Path(__file__).with_name("read.yml")


@dataclass(frozen=True)
class Reading:
    """What a fix mends, as its difference shows, and the causes that name this rightly. ``judged`` is False
    where it decides neither which events are created nor whether a fetch ends well. ``why`` says why explore
    does not find it.
    """

    fault: str
    causes: tuple[str, ...]
    judged: bool = True
    why: str = ""


@dataclass(frozen=True)
class Pair:
    """A fix with what explore found before and after it."""

    fix: Fix
    reading: Reading
    before: Searched
    after: Searched

    @property
    def found(self) -> tuple[str, ...]:
        """The causes of the fault that the search before the fix found."""
        return self._told(self.before)

    @property
    def gone(self) -> bool:
        """Whether the fault was found, and is not after the fix, while events are still delivered."""
        return bool(self.found) and self.after.explored and not self._told(self.after)

    def _told(self, searched: Searched) -> tuple[str, ...]:
        causes = {one.cause for one in searched.finds if one.cause in self.reading.causes}
        return tuple(sorted(causes))


def readings() -> dict[str, Reading]:
    document = yaml.safe_load(READ.read_text(encoding="utf-8"))
    return {
        name: Reading(**{**one, "causes": tuple(one["causes"])}) for name, one in document.items()
    }


def pairs(kept: Mapping[str, Searched]) -> tuple[Pair, ...]:
    """The fixes that were explored before and after."""
    known = readings()
    names = ((fix, f"{fix.integration} before", f"{fix.integration} after") for fix in drawn())
    found = ((fix, kept.get(before), kept.get(after)) for fix, before, after in names)
    return tuple(
        Pair(fix, known[fix.integration], before, after)
        for fix, before, after in found
        if before is not None and after is not None
    )


def part() -> str:
    return "\n".join([*_figures(), "", *_table(pairs(load(FILE)))]) + "\n"


def _figures() -> Iterator[str]:
    last = pairs(load(FILE))
    yield (
        f"{len(drawn())} fixes of fetch faults, drawn by the seed {SEED} from the public content repository"
        " up to October 2022 (`tests/history`). Each was explored before and after it with nothing given,"
        f" {BUDGET} on a slow and busy machine; so far {len(last)} of them: {_words(last)}."
    )
    first = pairs(load(FIRST))
    if first:
        yield f"Before what the first search taught was mended: {_words(first)}."


def _words(some: tuple[Pair, ...]) -> str:
    found, gone = sum(bool(one.found) for one in some), sum(one.gone for one in some)
    explored = sum(one.before.explored for one in some)
    return (
        f"**{found} found** before the fix, {gone} of these gone after it;"
        f" {explored} of {len(some)} can be explored"
    )


def _table(some: tuple[Pair, ...]) -> Iterator[str]:
    yield "| fix | what it mends | found before | after the fix | why not |"
    yield "|---|---|---|---|---|"
    for one in some:
        yield (
            f"| {one.fix.integration} {one.fix.commit[:10]} | {one.reading.fault} |"
            f" {', '.join(one.found) or '-'} | {_after(one)} | {_why(one)} |"
        )


def _after(one: Pair) -> str:
    if not one.found:
        return "-"
    if one.gone:
        return "gone"
    return "still there" if one.after.explored else "cannot be explored"


def _why(one: Pair) -> str:
    if one.found and one.gone:
        return ""
    if one.reading.why:
        return one.reading.why
    if not one.reading.judged:
        return "no event depends on it"
    return "it cannot be explored" if not one.before.explored else ""
