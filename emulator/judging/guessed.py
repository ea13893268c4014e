"""The guesses of a scenario, and what an alternative to a guess changes in the run.

``xfetch init`` guesses what it cannot know about the product, and writes alternatives beside each guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ..record.entries import Json
from ..settings.guess import Guess, instead_words
from .finding import Finding
from .value_words import counted
from .verdict.event_verdict import BLOCKED, DELIVERED, DUPLICATED, MISSED

# Beside the verdicts on events.
FAILED = "failed"


@dataclass(frozen=True)
class Tried:
    """The result of a run with an alternative value in place of a guessed one.

    ``changes`` holds what differs from the run with the guess: under each verdict the ids of its events,
    under ``failed`` the failed cycles. It is empty if the guess does not matter. ``worse`` says whether this
    run has missed, duplicate or blocked events or failed cycles where the run with the guess has none, or
    creates no event where that one does.
    ``better`` says that this run is clean and the run with the guess is not. ``also`` tells of another guess
    that has an alternative in this run too, in words; empty if there is none. ``breaks`` says that a
    cycle fails that does not fail with the guess, or that no event comes. ``findings`` are those of this run;
    a saved run does not hold them.
    """

    value: Json
    changes: Mapping[str, tuple[str | int, ...]] = field(default_factory=dict)
    worse: bool = False
    better: bool = False
    also: str = ""
    breaks: bool = False
    findings: tuple[Finding, ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True)
class Guessed:
    """A guess of the scenario that the user has not confirmed, with the results of its alternatives.

    ``file`` is the scenario's file, for messages.
    """

    guess: Guess
    file: str
    tried: tuple[Tried, ...] = ()

    @property
    def place(self) -> str:
        """The file and the line of the guessed value: ``acme.yml:34``."""
        return f"{self.file}:{self.guess.line}"

    @property
    def decides(self) -> bool:
        """Whether the verdict depends on the guess: with an alternative the run is worse, or is without
        trouble only then.

        A guess with a ``case`` never decides: its alternative is something that happens at times, such as a
        failing fetch, not another idea of what the product is.
        """
        return not self.guess.case and any(one.worse or one.better for one in self.tried)


def change_words(guessed: Guessed) -> Iterator[tuple[Tried, str]]:
    """Yield each alternative that changes a verdict or a failure, with a sentence that says what it
    changes.
    """
    for one in guessed.tried:
        what = ", ".join(_changed(one.changes))
        if what:
            new, old = instead_words(guessed.guess.value, one.value)
            instead = f"with `{new}` instead of `{old}` (guessed, {guessed.place}){one.also}"
            case = guessed.guess.case
            yield one, f"{f'{case} (`{new}`, {guessed.place})' if case else instead}: {what}"


def _changed(changes: Mapping[str, tuple[str | int, ...]]) -> Iterator[str]:
    words: tuple[tuple[str, Callable[[int], str]], ...] = (
        (MISSED, lambda count: _events(count, "is missed", "are missed")),
        (DUPLICATED, lambda count: _events(count, "comes twice", "come twice")),
        (BLOCKED, lambda count: _events(count, "never comes", "never come")),
        (FAILED, _cycles),
    )
    for name, say in words:
        if name in changes:
            yield say(len(changes[name]))
    if DELIVERED in changes and not changes[DELIVERED] and not changes.get(DUPLICATED):
        yield "no event comes"


def _cycles(count: int) -> str:
    return (
        f"{counted(count, 'cycle')} fail{'s' if count == 1 else ''}" if count else "no cycle fails"
    )


def _events(count: int, one: str, many: str) -> str:
    return (
        f"{counted(count, 'event')} {one if count == 1 else many}" if count else f"no event {one}"
    )


def unconfirmed(guesses: Iterable[Guessed]) -> bool:
    """Whether a guess about the product is left, which the user has to confirm before the run proves
    anything.

    The product may also differ from the scenario in ways that no alternative of a guess lists. A guess about
    a case, such as a failing fetch, does not count: it is not about the product.
    """
    return any(not one.guess.case for one in guesses)
