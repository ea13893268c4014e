"""The report for a reader with little room, such as a language model: at most 6,000 characters.

It has the verdict, each cause with its deciding line and the values there, what to do, one command that shows
it, and one next step. Paragraphs are separated by empty lines: the verdict first, the next step last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import starmap
from shlex import join

from ..excerpt import excerpt
from ..judging.failures import failed_alike
from ..judging.finding import CERTAIN, INFO, WARNING, Finding
from ..judging.outcome import Outcome
from ..printable import printable, printable_line
from .guess_words import guess_words
from .headline import NOT_PROVEN, PASSED, headline, verdict_word
from .screen.advice import init_command, socket_library
from .shown import is_aside

MOST_CHARS = 6_000
# The verdict and the next step need some of it.
MOST_OF_CAUSES = 4_200
_LONG_LINE, _SHORT_LINE = 500, 160


def render(outcome: Outcome) -> Iterator[str]:
    """Yield the report."""
    again = command_of(outcome)
    causes = list(cause_texts(outcome))
    yield f"verdict: {_line(headline(outcome))}\n"
    yield f"exit code: {outcome.exit_code()}\n"
    name = outcome.dossier.integration.location or outcome.dossier.integration.path
    yield f"integration: {_line(name, _SHORT_LINE)}\n"
    yield from fitted(causes, MOST_OF_CAUSES, f"{again} -o json" if again else "-o json shows all")
    yield f"\nnext: {_line(next_step(outcome, again))}\n"


def fitted(texts: Sequence[str], most: int, all_by: str) -> Iterator[str]:
    """Yield the paragraphs that fit into ``most`` characters, and how many are left out. The first one is cut
    if it does not fit. ``all_by`` is the command that shows all.
    """
    left = most
    for number, text in enumerate(texts):
        if number == 0 and len(text) >= left:
            yield f"\n{excerpt(text.rstrip(), max(left, _SHORT_LINE))}\n"
            left = 0
            continue
        left -= len(text) + 1
        if left < 0:
            yield f"\n… and {len(texts) - number} more: {_line(all_by)}\n"
            return
        yield f"\n{text}"


def command_of(outcome: Outcome) -> str:
    """Return the command that made the run; empty where none did."""
    return join(outcome.dossier.setting.typed)


def cause_texts(outcome: Outcome) -> Iterator[str]:
    """Yield a numbered paragraph for each thing that is wrong, the gravest first."""
    for number, text in enumerate(_causes(outcome), 1):
        yield f"{number}. {text}"


def _causes(outcome: Outcome) -> Iterator[str]:
    for difference in outcome.differs or ():
        yield f"not as expected: {_line(difference)}\n"
    told = _told(outcome)
    grave = [one for one in told if one.severity != INFO]
    yield from ("".join(_finding(outcome, one)) for one in grave)
    for group in failed_alike(outcome.runs):
        if not group.on_purpose and not any(group.told_by(one) for one in grave):
            place = outcome.dossier.integration.place(group.line) if group.line else ""
            facts = {"line": place, "values": group.values}
            yield f"failed: {_line(group.words())}\n" + "".join(starmap(_fact, facts.items()))
    for attempt in outcome.dossier.attempts[:1]:
        yield f"nothing answers {_line(attempt.target)}\n"
    yield from (f"{_line(text)}\n" for text in guess_words(outcome))
    yield from ("".join(_finding(outcome, one)) for one in told if one.severity == INFO)


def _told(outcome: Outcome) -> list[Finding]:
    """Return the findings that are told: none where the run is as its scenario expects."""
    return [] if outcome.differs == () else [one for one in outcome.findings if not is_aside(one)]


def next_step(outcome: Outcome, again: str) -> str:
    """Return what to do next, in one sentence. ``again`` is the command that made the run."""
    word, code = verdict_word(outcome), outcome.exit_code()
    repeated = f"{again} -o agent" if again else "the same command"
    if outcome.stop == "not answered":
        library = next(map(socket_library, outcome.dossier.attempts), "")
        if library:
            return f"put a file in place of the WebSocket client: --module {library}=FILE"
        return f"give the run a product: {init_command(outcome)}"
    if outcome.needs:
        return f"give what is needed, then run again: {repeated}"
    if word == NOT_PROVEN:
        return f"the run proves nothing yet: settle the points about guesses, then {repeated}"
    if code == 0:
        if word != PASSED:
            return f"read the points, then {repeated}"
        risks = any(one.severity == WARNING for one in _told(outcome))
        if risks:
            return "nothing fails; the points are risks to decide about"
        return "nothing has to be mended"
    place = next((_place(outcome, one) for one in outcome.findings if one.line), "")
    where = f" at {place}" if place else ""
    return f"mend point 1{where}, then run {repeated}; it is mended when the exit code is 0"


def _finding(outcome: Outcome, finding: Finding) -> Iterator[str]:
    sure = "" if finding.confidence == CERTAIN else f" ({finding.confidence})"
    title = f"{finding.severity}{sure} {finding.rule} {finding.name}: {finding.title or finding.message}"
    yield f"{_line(title)}\n"
    if finding.story:
        yield _fact("event", finding.story)
    cause = finding.cause if finding.cause is not None and finding.cause.known else None
    if cause is not None:
        yield _fact("cause", finding.why)
    place, source = _place(outcome, finding), outcome.decided(finding)
    if not source and finding.line is not None:
        source = outcome.source_lines.get(str(finding.line), "").strip()
    if place:
        yield _fact("line", f"{place}: {source}" if source else place)
    if cause is not None and cause.places:
        yield _fact("values", cause.places[0].words)
    yield _fact("do", finding.remedy)
    reproduce = outcome.command_for(finding)
    if finding.reproduce and reproduce:
        yield _fact("show", join(reproduce))


def _place(outcome: Outcome, finding: Finding) -> str:
    line = finding.cause.line if finding.cause and finding.cause.known else None
    line = line or finding.line
    return outcome.dossier.integration.place(line) if line else ""


def _fact(name: str, text: str) -> str:
    return f"   {name}: {_line(text)}\n" if text else ""


def _line(text: str, most: int = _LONG_LINE) -> str:
    """Return the text on one line, cut to what a reader needs."""
    return printable(excerpt(" ".join(printable_line(text).split()), most))
