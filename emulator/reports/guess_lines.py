"""What a scenario guesses, on the screen and as JSON: what alternatives change, and the lines to check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..judging.guessed import Guessed, Tried, change_words
from ..judging.outcome import Outcome
from ..record.entries import CheckedJson, Json
from ..settings.guess import Guess
from .styled import StyledLine, wrapped


def changed_lines(outcome: Outcome, width: int) -> Iterator[StyledLine]:
    """Say which alternatives of what the scenario guesses change the run."""
    for guessed in outcome.guesses:
        for one, words in change_words(guessed):
            style = "warning" if one.worse else "dim"
            yield from wrapped(words, width, "  ", style, first="")


def unconfirmed_lines(outcome: Outcome, width: int) -> Iterator[StyledLine]:
    """Name the lines of the scenario that the user has not confirmed."""
    guesses = [one for one in outcome.guesses if not one.guess.case]
    if not guesses:
        return
    numbers = sorted({one.guess.line for one in guesses})
    lines, count = f"{guesses[0].file}:{', '.join(map(str, numbers))}", len(guesses)
    what = f"{count} guess{' is' if count == 1 else 'es are'} not confirmed: {lines}"
    more = "correct the value, or remove its entry from `guesses`"
    yield from wrapped(f"guessed:  {what}   ({more})", width, " " * 10, "dim", first="")


def guess_row(guessed: Guessed) -> dict[str, Json]:
    """An element of ``guesses`` in the JSON report."""
    guess = guessed.guess
    words = {id(one): text for one, text in change_words(guessed)}
    return {
        "path": guess.path,
        "file": guessed.file,
        "line": guess.line,
        "value": guess.value,
        "alternatives": list(guess.alternatives),
        "why": guess.why,
        "if": guess.case,
        "tried": [
            {
                "value": one.value,
                "changes": {name: list(ids) for name, ids in one.changes.items()},
                "worse": one.worse,
                "message": words.get(id(one), ""),
            }
            for one in guessed.tried
        ],
    }


def guessed_of(row: Mapping[str, CheckedJson]) -> Guessed:
    """Read an element of ``guesses`` of a saved run."""
    alternatives = tuple(row["alternatives"])
    runs = tuple(
        Tried(
            one["value"],
            {name: tuple(ids) for name, ids in one["changes"].items()},
            one["worse"],
        )
        for one in row["tried"]
    )
    guess = Guess(row["path"], row["value"], alternatives, row["why"], row["if"], row["line"])
    return Guessed(guess, row["file"], runs)
