"""What reports say of a run whose scenario holds guesses."""

from __future__ import annotations

from collections.abc import Iterator

from ..judging.guessed import change_words
from ..judging.outcome import Outcome

CONFIRM = "correct the value, or remove its entry from `guesses`"


def guess_words(outcome: Outcome) -> tuple[str, ...]:
    """Return what the run needs, what the alternatives change, and which guesses are not confirmed, a line
    each.
    """
    return tuple(_lines(outcome))


def _lines(outcome: Outcome) -> Iterator[str]:
    if outcome.needs:
        yield needed(outcome)
    for guessed in outcome.guesses:
        yield from (words for _, words in change_words(guessed))
    if what := unconfirmed(outcome):
        yield f"{what} ({CONFIRM})"


def needed(outcome: Outcome) -> str:
    """Return what the run needs before it can prove something."""
    return f"needed: {outcome.needs}"


def unconfirmed(outcome: Outcome) -> str:
    """Return the lines of the scenario that the user has not confirmed; empty where there are none.

    A case that may come, such as a failing fetch, is nothing to confirm.
    """
    guesses = [one for one in outcome.guesses if not one.guess.case]
    if not guesses:
        return ""
    lines = ", ".join(map(str, sorted({one.guess.line for one in guesses})))
    verb = "guess is" if len(guesses) == 1 else "guesses are"
    return f"{len(guesses)} {verb} not confirmed: {guesses[0].file}:{lines}"
