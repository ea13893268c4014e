"""The option ``--event ID``: shows what happened to single events, instead of the report."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from xfetch.emulator.errors import UsageError

from .declaring import option
from .links import links_to
from .outputs import Output, shows_text
from .terminal import show, width

if TYPE_CHECKING:
    from xfetch.emulator.judging.outcome import Outcome

_MOST_NEAR = 5


def events_option() -> Any:
    """Declare the option ``--event``."""
    return option(
        "--event",
        multiple=True,
        metavar="ID",
        help="Show the life of this event instead: created, asked for, in which answers, what became of it;"
        " and what was found about it. Repeatable.",
    )


def check_events(events: Sequence[str], outputs: Sequence[Output]) -> None:
    """Raise UsageError if ``--event`` is given and another report than text goes to stdout."""
    if events and not shows_text(tuple(outputs)):
        raise UsageError(
            "what happened to an event goes to stdout, and another report goes there too",
            where="--event",
            advice=("give that report a path: -o json:run.json",),
        )


def show_lives(outcome: Outcome, events: Sequence[str]) -> None:
    """Write to stdout what happened to each of the events. Raises UsageError for ids that the run does not
    know.
    """
    if not events:
        return
    # Imported here: few runs ask for it.
    from xfetch.emulator.judging.lives import lives_of
    from xfetch.emulator.reports.screen.life_text import finding_lines, life_lines

    lives = lives_of(
        outcome.runs, outcome.judgement, outcome.dossier.truth, events, most_asked=None
    )
    for life in lives.values():
        show(life_lines(outcome, life, width()), links_to(outcome.dossier.integration))
    about = finding_lines(outcome, lives, width())
    show(about, links_to(outcome.dossier.integration))
    for event in events:
        if event not in lives:
            raise UsageError(
                f"no event is called {event!r}", where="--event", advice=_near(outcome, event)
            )


def _near(outcome: Outcome, event: str) -> tuple[str, ...]:
    identity = outcome.judgement.identity
    if outcome.dossier.truth is None and not identity.path:
        return (f"events are compared by {identity.describe()}: --id-field PATH names their id",)
    from xfetch.emulator.judging.known_events import known_events

    known = known_events(outcome.runs, identity, outcome.dossier.truth).ids
    if not known:
        return ("the run knows no event",)
    near = get_close_matches(event, known, _MOST_NEAR, 0.5)
    what = "the nearest ids" if near else f"some of its {len(known)} ids"
    return (f"{what}: {', '.join(near or known[:_MOST_NEAR])}",)
