"""The report for GitHub workflows: commands that a GitHub runner shows as annotations at the lines of the
integration.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..judging.finding import CERTAIN, ERROR, WARNING, Finding
from ..judging.outcome import Outcome
from ..printable import printable
from .guess_words import guess_words
from .headline import headline, told_lines

_COMMANDS = {ERROR: "error", WARNING: "warning"}
# A step shows ten annotations of each kind.
_MOST = 10


def render(outcome: Outcome) -> Iterator[str]:
    """Yield an annotation for each difference from what the scenario expects, each error and each warning, at
    most ten of each; then one for the guesses of the scenario, if it has any, and one for the run.

    If the run is as its scenario expects, errors and warnings are notices.
    """
    title = _property(outcome.dossier.integration.id)
    for difference in (outcome.differs or ())[:_MOST]:
        yield f"::error title=xfetch {title} is not as expected::{runner_text(difference)}\n"
    for severity, command in _COMMANDS.items():
        found = [finding for finding in outcome.findings if finding.severity == severity]
        command = "notice" if outcome.differs == () else command
        for finding in found[:_MOST]:
            told = runner_text("\n".join(told_lines(outcome, finding)))
            yield f"::{command} {_properties(outcome, finding)}::{told}\n"
    guesses = guess_words(outcome)
    if guesses:
        yield f"::notice title=guessed::{runner_text(chr(10).join(guesses))}\n"
    yield f"::notice title=xfetch {title}::{runner_text(headline(outcome))}\n"


def _properties(outcome: Outcome, finding: Finding) -> str:
    place = ""
    if finding.line is not None:
        file = _property(outcome.dossier.integration.file_of(finding.line))
        place = f"file={file},line={finding.line.number},"
    sure = "" if finding.confidence == CERTAIN else f" ({finding.confidence})"
    return f"{place}title={_property(f'{finding.rule} {finding.name}{sure}')}"


def runner_text(text: str) -> str:
    """Return the text of an annotation with line breaks and percent signs escaped, as the runner reads
    them.
    """
    return printable(text).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return runner_text(text).replace(":", "%3A").replace(",", "%2C")
