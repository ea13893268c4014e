"""The texts of reports about a run whose scenario holds guesses: values that ``xfetch init`` guessed."""

from __future__ import annotations

from collections.abc import Iterator

from ..judging.guessed import change_words
from ..judging.outcome import Outcome

CONFIRM = "correct the value, or remove its entry from `guesses`"


def guess_words(outcome: Outcome) -> tuple[str, ...]:
    """Return a line for each of these: what the run needs, what an alternative to a guess changes, which
    guesses the user has not confirmed.
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
    """Return words for what the user must give before the run can prove something."""
    return f"needed: {outcome.needs}"


def unconfirmed(outcome: Outcome) -> str:
    """Return words for the guesses that the user has not confirmed, with their lines in the scenario; empty
    where there are none.

    A guess about something that happens at times, such as a failing fetch, need not be confirmed.
    """
    guesses = [one for one in outcome.guesses if not one.guess.case]
    if not guesses:
        return ""
    lines = ", ".join(map(str, sorted({one.guess.line for one in guesses})))
    verb = "guess is" if len(guesses) == 1 else "guesses are"
    return f"{len(guesses)} {verb} not confirmed: {guesses[0].file}:{lines}"
