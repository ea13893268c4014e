"""What a change brought and took away: the problems of two versions of the code, in the same scenarios."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..judging.value_words import counted
from ..printable import printable_json, printable_line
from ..record.entries import Json
from ..record.json_text import to_json_utf8
from ..reports.json_report import SCHEMA
from ..reports.markdown import escaped, fitting
from ..reports.screen.styled import Span, StyledLine, line, plain, wrapped
from ..version import xfetch_version
from .checked import BROKEN, FAILED, KNOWN, NOT_RUN, OK, Checked
from .problem import CYCLE, EXPECT, Problem
from .summary import SUMMARIES

NEW, GONE, CHANGED = "new", "gone", "changed"
_STYLES = {NEW: "error", GONE: "good", CHANGED: "warning"}
_MARKS = {NEW: "❌", GONE: "✅", CHANGED: "⚠️"}
# These are recognised by their words alone.
_WORDED = (EXPECT, CYCLE)


@dataclass(frozen=True)
class Difference:
    """A problem of a scenario that is new, gone or changed; ``was`` is what it was before, None where it is
    not changed.
    """

    kind: str
    path: str
    problem: Problem
    was: Problem | None = None

    def row(self) -> dict[str, Json]:
        """Return the difference as a JSON object."""
        row: dict[str, Json] = {"kind": self.kind, "path": self.path, **self.problem.row()}
        row["was"] = self.was.row() if self.was is not None else None
        return row


@dataclass(frozen=True)
class Compared:
    """All differences since ``base``, the commit as the user named it. ``checks`` are the results with the
    new code, compared with those with the old one.
    """

    base: str
    checks: tuple[Checked, ...]
    differences: tuple[Difference, ...]

    @property
    def exit_code(self) -> int:
        """3 if a scenario can no longer be run, 1 if there is a new problem, else 0."""
        if any(one.status == BROKEN for one in self.checks):
            return 3
        return 1 if any(one.kind == NEW for one in self.differences) else 0

    @property
    def headline(self) -> str:
        """The counts: ``3 scenarios since main: 1 new, 2 gone``."""
        counts = [
            f"{sum(one.kind == kind for one in self.differences)} {kind}"
            for kind in (NEW, CHANGED, GONE)
            if any(one.kind == kind for one in self.differences)
        ]
        left = sum(one.status == NOT_RUN for one in self.checks)
        counts += [f"{left} not run"] if left else []
        told = ", ".join(counts) or "nothing is new, gone or changed"
        return f"{counted(len(self.checks), 'scenario')} since {self.base}: {told}"


def compared(base: str, checks: Sequence[Checked]) -> Compared:
    """Return what differs. Each of ``checks`` was compared with the problems of the old code, by
    ``with_known``. The status of a scenario that fails without a new problem becomes known.
    """
    found: list[Difference] = []
    results = []
    for one in checks:
        differences = tuple(_differences(one))
        found.extend(differences)
        if one.status == FAILED and not any(each.kind == NEW for each in differences):
            one = replace(one, status=KNOWN, word=KNOWN.upper(), reports={})
        results.append(one)
    return Compared(base, tuple(results), tuple(found))


def _differences(one: Checked) -> Iterator[Difference]:
    path = Path(one.path).as_posix()
    old = {problem.mark: problem for problem in one.known}
    gone = list(one.gone)
    for problem in one.problems:
        same = old.get(problem.mark)
        if same is not None:
            if same.title != problem.title:
                yield Difference(CHANGED, path, problem, same)
            continue
        was = next((each for each in gone if _is_kin(each, problem)), None)
        if was is not None:
            gone.remove(was)
        if was is None or was.title != problem.title:
            yield Difference(NEW if was is None else CHANGED, path, problem, was)
    yield from (Difference(GONE, path, problem) for problem in gone)


def _is_kin(old: Problem, new: Problem) -> bool:
    """Whether an old and a new problem are probably the same one, at a line whose code has been changed:
    their rule and their cause are equal.
    """
    same = (old.rule, old.cause) == (new.rule, new.cause)
    return same and new.rule not in _WORDED and bool(old.place)


def lines(found: Compared, width: int) -> Iterator[StyledLine]:
    """Yield the lines for the terminal: each difference, then the counts."""
    for one in found.differences:
        text = f"{one.kind:<8}{one.path}  {one.problem.words()}"
        first, *rest = map(plain, wrapped(text, width, " " * 12, "", first=""))
        yield line(Span(first[: len(one.kind)], _STYLES[one.kind]), first[len(one.kind) :])
        yield from map(line, rest)
        if one.was is not None:
            yield from wrapped(f"was: {one.was.words()}", width, " " * 12, "dim", first=" " * 8)
    bad, good = found.exit_code, all(one.kind == GONE for one in found.differences)
    yield line(Span(found.headline, "error" if bad else "good" if good else "warning"))


def markdown(found: Compared) -> Iterator[str]:
    """Yield the Markdown of a comment on a pull request: the counts, then a table of the differences, as far
    as a comment has room for them.
    """
    mark = "❌" if found.exit_code else "✅"
    head = f"### {mark} xfetch: {_text(found.headline)}\n\n"
    if found.differences:
        head += "| | | scenario | what | where |\n|---|---|---|---|---|\n"
    yield from fitting(head, map(_row, found.differences), "difference")


def _row(one: Difference) -> str:
    what = _text(one.problem.title)
    if one.was is not None:
        what += f"<br>was: {_text(one.was.title)}"
    place = f"`{printable_line(one.problem.place)}`" if one.problem.place else ""
    return f"| {_MARKS[one.kind]} | {one.kind} | {_text(one.path)} | {what} | {place} |\n"


def as_json(found: Compared) -> Iterator[str]:
    """Yield one JSON object; each difference has a line of its own."""
    yield f'{{\n"schema": {SCHEMA},\n"xfetch": {_json(xfetch_version())},\n"base": {_json(found.base)}'
    yield ',\n"differences": ['
    yield ",".join(f"\n{_json(one.row())}" for one in found.differences)
    counts = {kind: sum(one.kind == kind for one in found.differences) for kind in _STYLES}
    statuses = {
        status: sum(one.status == status for one in found.checks)
        for status in (OK, FAILED, BROKEN, KNOWN, NOT_RUN)
    }
    summary: dict[str, Json] = {"scenarios": len(found.checks), **counts, **statuses}
    yield f'\n],\n"summary": {_json(summary)}\n}}\n'


def pieces_of(found: Compared, name: str, width: int) -> Iterator[str]:
    """Return the pieces of the report in the format ``name``. JUnit, SARIF, HTML, annotations and the report
    for agents are those of the check, in which old problems are known ones.
    """
    if name == "text":
        return (f"{plain(one)}\n" for one in lines(found, width))
    if name == "markdown":
        return markdown(found)
    return as_json(found) if name == "json" else SUMMARIES[name](found.checks)


def _json(value: Json) -> str:
    return printable_json(to_json_utf8(value))


def _text(text: str) -> str:
    return escaped(" ".join(printable_line(text).split()))
