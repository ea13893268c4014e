"""Tell what a change of versions did: lines of text, and a JSON document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from shlex import join
from urllib.parse import unquote_plus, urlsplit

from ..judging.value_words import counted, cycles_words, listed
from ..printable import printable_json
from ..record.entries import CheckedJson, Json
from ..record.json_text import to_json_utf8
from ..reports.json_report import SCHEMA
from ..reports.screen.styled import BLANK, UNBOUNDED, Span, StyledLine, fitted, line, wrapped
from ..version import xfetch_version
from .harm import MISSED
from .search import ALONE, BACK, SAVED, UPGRADE, Find, Upgraded
from .version import NEW, OLD

_INDENT, _LABEL = " " * 4, 6
_WHEN = {
    UPGRADE: "after the upgrade",
    BACK: "back to the old version",
    SAVED: "after the upgrade and a new save of the instance",
    ALONE: "with the new version alone",
}
_REMEDIES = {
    UPGRADE: "read what the old version saved too: convert it, or fill in what it lacks, when it is read",
    BACK: "save what the old version can read as well, or say in the release notes that there is no way back",
    SAVED: "keep the old default, or make the code ready for both values",
    ALONE: "no change is needed to see it: xfetch run shows it, with the new version",
}


def lines_of(
    told: Upgraded, typed: Sequence[str] = (), width: int = UNBOUNDED
) -> Iterator[StyledLine]:
    """Yield the lines of the report in ``width`` columns: the verdict, the finds, what was tried. ``typed``
    are the words of the command.
    """
    verdict, style = ("FAILED", "error") if told.exit_code else ("PASSED", "good")
    name = told.new.prepared.integration.manifest.name
    yield line(Span(verdict, style), f"  {name}   {counted(len(told.finds), 'find')}")
    for version in (told.old, told.new):
        yield line(Span(f"  {version.name}   {version.label}", "dim"))
    for number, find in enumerate(told.finds, 1):
        yield BLANK
        yield from _find_lines(number, find, typed, width)
    yield BLANK
    for text in tried_words(told):
        yield from wrapped(text, width, "  ", first="")


def title_of(find: Find) -> str:
    """Return what a change did, on one line."""
    harm, when = find.harm, _WHEN[find.way]
    if harm.events:
        does = "never come" if harm.kind == MISSED else "come again"
        if len(harm.events) == 1:
            does = does.replace("come", "comes")
        return f"{when} {counted(len(harm.events), 'event')} {does}: {listed(harm.events)}"
    every = len(harm.cycles) == len(find.life.runs) - find.after
    fails = "every fetch fails" if every else f"{cycles_words(harm.cycles)} fail"
    return f"{when} {fails}: {harm.message}"


def why_of(find: Find) -> str:
    """Return how the saved states differ in form, and what the diagnosis found; empty where both are
    unknown.
    """
    words = [one.words for one in find.changes]
    if find.finding is not None and find.finding.cause is not None and find.finding.cause.known:
        words.append(find.finding.cause.because)
    return "; ".join(words)


def asked_by(find: Find) -> str:
    """Return the first request after the change and its cycle; empty without one."""
    for run in find.life.runs[find.after :]:
        for exchange in run.record.exchanges:
            url = urlsplit(exchange.url)
            query = f"?{unquote_plus(url.query)}" if url.query else ""
            asked = f"{exchange.method} {url.path}{query} {exchange.request_body}"
            return f"{' '.join(asked.split())} in cycle {run.cycle}"
    return ""


def tried_words(told: Upgraded) -> Iterator[str]:
    """Yield what was tried, what each version does alone, and how the instance's parameters differ."""
    for version, outcome in ((told.old, told.old_alone), (told.new, told.new_alone)):
        counts = outcome.summary
        missed = "" if counts.missed is None else f", {counts.missed} missed"
        yield (
            f"{version.name} alone: {counts.cycles} cycles, {counts.incidents} created,"
            f" {counts.duplicates} duplicates{missed}, {counts.failed} failed"
        )
    if told.tested_nothing:
        yield "nothing is proven: one of the versions creates nothing"
    elif told.points:
        each = ", each in a run of its own" if len(told.points) > 1 else ""
        yield f"changed after {cycles_words(told.points)}{each}, and back later"
    else:
        yield "no change was tried: the run has one cycle"
    if told.changed:
        yield f"parameters with another value in a new instance: {listed(told.changed)}"
    if told.added:
        words = "without a value in an instance that exists, until it is saved again (assumed)"
        yield f"new parameters, {words}: {listed(told.added)}"


def document(told: Upgraded, typed: Sequence[str] = ()) -> str:
    """Return what a change of versions did as a JSON document. ``typed`` are the words of the command."""
    content: dict[str, CheckedJson] = {
        "schema": SCHEMA,
        "xfetch": xfetch_version(),
        "old": told.old.label,
        "new": told.new.label,
        "points": list(told.points),
        "changed_defaults": list(told.changed),
        "added_parameters": list(told.added),
        "alone": {
            version.name: {
                "cycles": outcome.summary.cycles,
                "incidents": outcome.summary.incidents,
                "duplicates": outcome.summary.duplicates,
                "missed": outcome.summary.missed,
                "failed": outcome.summary.failed,
            }
            for version, outcome in ((told.old, told.old_alone), (told.new, told.new_alone))
        },
        "finds": [_row(find, typed) for find in told.finds],
        "exit_code": told.exit_code,
    }
    return printable_json(to_json_utf8(content)) + "\n"


def _row(find: Find, typed: Sequence[str]) -> dict[str, Json]:
    return {
        "way": find.way,
        "severity": "error" if find.is_error else "warning",
        "kind": find.harm.kind,
        "title": title_of(find),
        "why": why_of(find),
        "events": list(find.harm.events),
        "cycles": list(find.harm.cycles),
        "after": find.after,
        "seen": list(find.seen),
        "left": dict(find.left),
        "asked": asked_by(find),
        "line": str(find.line) if find.line is not None else None,
        "source": find.source,
        "remedy": _REMEDIES[find.way],
        "command": _command(find, typed),
    }


def _find_lines(number: int, find: Find, typed: Sequence[str], width: int) -> Iterator[StyledLine]:
    kind = "error" if find.is_error else "warning"
    head = (Span(f"{number:>2}  ", "dim"), Span(f"{kind}  ", kind))
    for row, text in enumerate(fitted(title_of(find), _less(width, 6 + len(kind)), 2)):
        yield line(*(head if row == 0 else (Span(_INDENT),)), Span(text, "strong"))
    for label, text, style, most in _facts(find, typed):
        for row, piece in enumerate(fitted(text, _less(width, len(_INDENT) + _LABEL), most)):
            name = Span(f"{label if row == 0 else '':<{_LABEL}}", "dim")
            yield line(_INDENT, name, Span(piece, style))


def _less(width: int, by: int) -> int:
    return width if width == UNBOUNDED else width - by


def _facts(find: Find, typed: Sequence[str]) -> Iterator[tuple[str, str, str, int]]:
    """Yield what is to say of a find: a label, a text, its style, and how many lines it may take."""
    left, took_over = (NEW, OLD) if find.way == BACK else (OLD, NEW)
    yield "why", why_of(find), "", 3
    if find.way != ALONE:
        yield left, f"left {to_json_utf8(dict(find.left))} after cycle {find.after}", "", 2
        if asked := asked_by(find):
            yield took_over, f"asked {asked}", "", 2
    if find.line is not None:
        yield "line", f"{find.line}  {find.source}", "", 2
    yield "do", _REMEDIES[find.way], "good", 2
    if find.way == ALONE:
        return
    many = f"{len(find.seen)} of {counted(len(find.tried), 'change')}"
    most = f", up to {find.most_events} events" if find.most_events > len(find.harm.events) else ""
    yield "seen", f"{many}: after {cycles_words(find.seen)}{most}", "dim", 1
    if typed:
        yield "see", _command(find, typed), "dim", 2


def _command(find: Find, typed: Sequence[str]) -> str:
    """Return the command that tries only the change that shows this find; empty where none is known."""
    if not typed:
        return ""
    words = list(typed)
    while "--after" in words:
        at = words.index("--after")
        del words[at : at + 2]
    return join([*words, "--after", str(find.life.stretches[1].after)])
