"""The report as Markdown, for a comment on a pull request: the summary, the findings, and the cycles in a
collapsed section.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..judging.finding import CERTAIN, ERROR, INFO, Finding
from ..judging.outcome import Outcome
from ..judging.value_words import counted
from ..printable import printable_line
from ..record.fetch_run import FetchRun
from .guess_words import guess_words
from .headline import headline, new_words, told_lines, unasked_failures
from .last_run_words import change_words, single_key
from .shown import message_of, shown_findings

_MARKS = {ERROR: "❌", "warning": "⚠️", INFO: "ℹ️"}
_MOST_CYCLES = 40
# Code hosts refuse longer comments: GitHub takes 65,536 characters.
_MOST_CHARS = 60_000


def render(outcome: Outcome) -> Iterator[str]:
    """Yield the report. Of a long run it shows only the first 40 cycles."""
    mark = "❌" if outcome.exit_code() else "✅"
    yield f"### {mark} xfetch: {_text(outcome.dossier.integration.name)}\n\n"
    yield f"{headline(outcome)}\n\n"
    for difference in outcome.differs or ():
        yield f"- not as expected: {_text(difference)}\n"
    if outcome.differs:
        yield "\n"
    guesses = guess_words(outcome)
    yield from (f"- {_text(one)}\n" for one in guesses)
    if guesses:
        yield "\n"
    failed = unasked_failures(outcome)[:_MOST_CYCLES]
    yield from (f"- failed: {_text(one)}\n" for one in failed)
    if failed:
        yield "\n"
    findings = shown_findings(outcome)
    if findings:
        yield "| | rule | what | where |\n|---|---|---|---|\n"
        yield from (_row(outcome, finding) for finding in findings)
        yield "\n"
    yield from _cycles(outcome)


def fitting(head: str, texts: Iterable[str], what: str) -> Iterator[str]:
    """Yield ``head``, then those of ``texts`` that fit into a comment with it, then how many are left out;
    ``what`` names one of them.
    """
    yield head
    left, out = _MOST_CHARS - len(head), 0
    for text in texts:
        if len(text) > left:
            out += 1
            continue
        left -= len(text)
        yield text
    if out:
        yield f"\n… and {counted(out, what)} more, for which a comment has no room: -o html shows all\n"


def _row(outcome: Outcome, finding: Finding) -> str:
    place = ""
    if finding.line is not None:
        file = outcome.dossier.integration.file_of(finding.line)
        place = f"`{printable_line(file)}:{finding.line.number}`"
    sure = "" if finding.confidence == CERTAIN else f" ({finding.confidence})"
    told = [f"**{_text(finding.title or finding.message)}**{sure}"]
    if finding.story:
        told.append(_text(finding.story))
    told.extend(map(_text, list(told_lines(outcome, finding))[1:]))
    name = f"{finding.rule} {finding.name}"
    return f"| {_MARKS[finding.severity]} | {name} | {'<br>'.join(told)} | {place} |\n"


def _cycles(outcome: Outcome) -> Iterator[str]:
    key = single_key(outcome.runs)
    yield f"<details><summary>Fetch History ({len(outcome.runs)} cycles)</summary>\n\n"
    yield "| # | Pulled At | New | Dup | Last Run | Message |\n|---|---|---|---|---|---|\n"
    for number, run in enumerate(outcome.runs):
        if number >= _MOST_CYCLES:
            yield f"\n… and {len(outcome.runs) - _MOST_CYCLES} more\n"
            break
        yield _cycle(outcome, run, key)
    yield "\n</details>\n"


def _cycle(outcome: Outcome, run: FetchRun, key: str | None) -> str:
    duplicates = outcome.judgement.duplicates.get(run.cycle, 0)
    words = change_words(run.last_run, run.at, key)
    shown = words if len(words) <= 120 else f"{words[:119]}…"
    new = new_words(outcome, run)
    return (
        f"| {run.cycle} | {run.pulled_at:%H:%M:%S} | {new} | {duplicates}"
        f" | {_text(shown)} | {_text(message_of(outcome, run))} |\n"
    )


def _text(text: str) -> str:
    """Return the text on one line for a cell of a table, with the markup of Markdown and HTML escaped."""
    return escaped(" ".join(printable_line(text).split()))


def escaped(text: str) -> str:
    """Return the text with the markup of Markdown and HTML escaped."""
    return re.sub(r"([\\`*_\[\]<>|~#])", r"\\\1", text).replace("@", "@\u200b")
