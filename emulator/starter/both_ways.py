"""Run a scenario again with other values in place of those that it only guesses, one value at a time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ..emulate import Prepared, emulate_again, emulate_whole
from ..judging.guessed import Guessed
from ..judging.outcome import Outcome
from ..judging.tried import tried
from ..record.fetch_run import COMPLETE, INTERRUPTED, TIMEOUT
from ..request.from_scenario import with_alternative
from ..running.process.children import Children

# A user waits for these runs: few of them, and none of a run that itself takes long.
_MOST_RUNS = 12
_MOST_FETCHES = 200


def both_ways(outcome: Outcome, prepared: Prepared, children: Children | None = None) -> Outcome:
    """Return the outcome of a run, with each guess of its scenario and what other values would change.

    ``children`` may hold the child process of the run: it then runs the alternatives too. Raises LoadError
    for an alternative value that a scenario cannot hold.
    """
    request = prepared.request
    if not request.guesses or request.scenario_file is None:
        return outcome
    file, left = _shown(request.scenario_file), _MOST_RUNS if _can_repeat(outcome) else 0
    # Imported here: few scenarios guess, and this reads code.
    from .lacking import lacking_in

    outcome = replace(outcome, lacking=lacking_in(outcome, prepared, file))
    found: list[Guessed] = []
    try:
        for guess in request.guesses:
            others = guess.alternatives[:left]
            left -= len(others)
            compared = tuple(
                tried(
                    outcome, emulate_again(with_alternative(request, guess, other), children), other
                )
                for other in others
            )
            found.append(Guessed(guess, file, compared))
    except KeyboardInterrupt:
        return outcome.stopped(INTERRUPTED)
    return replace(outcome, guesses=tuple(found))


def run_both_ways(prepared: Prepared) -> Outcome:
    """Run the cycles; if the scenario has guesses, run them again with each alternative value.

    Raises KeyboardInterrupt if the run was interrupted.
    """
    if not prepared.request.guesses:
        return emulate_whole(prepared)
    with Children() as children:
        outcome = both_ways(emulate_whole(prepared, children), prepared, children)
    if outcome.stop == INTERRUPTED:
        raise KeyboardInterrupt
    return outcome


def _can_repeat(outcome: Outcome) -> bool:
    """Whether the run tells something about events, and is short enough to be repeated for the
    alternatives.
    """
    slow = len(outcome.runs) > _MOST_FETCHES or any(run.status == TIMEOUT for run in outcome.runs)
    live = outcome.dossier.clock.live
    return not (live or slow or outcome.unproven) and outcome.stop == COMPLETE


def _shown(file: Path) -> str:
    """Return the file's path relative to the working directory, else its name.

    Reports must not contain paths of a machine.
    """
    try:
        return file.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return file.name
