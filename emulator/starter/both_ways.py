"""Run a scenario again with other values in place of those that it only guesses, one value at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, islice
from pathlib import Path

from ..emulate import Prepared, emulate_again, emulate_whole
from ..files_read import FilesRead
from ..judging.guessed import Guessed, Tried
from ..judging.outcome import Outcome
from ..judging.tried import tried
from ..record.entries import Json
from ..record.fetch_run import COMPLETE, INTERRUPTED, TIMEOUT
from ..request.from_scenario import with_alternative
from ..request.request import Request
from ..running.process.children import Children
from ..settings.guess import Guess, instead_words

# A user waits for these runs: few of them, and none of a run that itself takes long.
_MOST_RUNS = 12
_MOST_PAIRS = 6
_MOST_FETCHES = 200


def both_ways(
    outcome: Outcome,
    prepared: Prepared,
    children: Children | None = None,
    changed: Callable[[Request], Request] = lambda request: request,
    *,
    traced: bool = False,
) -> Outcome:
    """Return the outcome of a run, with each guess of its scenario and what other values would change.

    ``children`` may hold the child process of the run: it then runs the alternatives too. ``changed`` makes
    the changes to them by which the request of the run differs from its scenario file. ``traced`` says that
    their findings get causes. Raises LoadError for an alternative value that a scenario cannot hold.
    """
    request = prepared.request

    def again(first: tuple[Guess, Json], *more: tuple[Guess, Json]) -> Tried:
        other = changed(with_alternative(request, *first, *more))
        return tried(outcome, emulate_again(other, children, traced=traced), first[1])

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
            compared = tuple(again((guess, other)) for other in others)
            found.append(Guessed(guess, file, compared))
        found = _two_at_a_time(outcome, found, again)
    except KeyboardInterrupt:
        return outcome.stopped(INTERRUPTED)
    return replace(outcome, guesses=tuple(found))


def _two_at_a_time(
    outcome: Outcome, found: list[Guessed], again: Callable[..., Tried]
) -> list[Guessed]:
    """Try two alternatives in one run, if the run has errors and no single alternative gives a clean run.

    If a pair gives a clean run, its result is stored with the first of the two guesses.
    """
    single = [
        (number, one)
        for number, guessed in enumerate(found)
        for one in guessed.tried
        if one.changes and not guessed.guess.case
    ]
    if outcome.exit_code() != 1 or any(one.better for _, one in single):
        return found
    pairs = (pair for pair in combinations(single, 2) if pair[0][0] != pair[1][0])
    for (first, one), (second, other) in islice(pairs, _MOST_PAIRS):
        guess, beside = found[first].guess, found[second]
        result = again((guess, one.value), (beside.guess, other.value))
        if result.better:
            new, old = instead_words(beside.guess.value, other.value)
            also = f" and `{new}` instead of `{old}` ({beside.place})"
            more = (*found[first].tried, replace(result, also=also))
            found[first] = replace(found[first], tried=more)
            break
    return found


def run_both_ways(prepared: Prepared, reads: FilesRead | None = None) -> Outcome:
    """Run the cycles; if the scenario has guesses, run them again with each alternative value. ``reads`` gets
    the record of what the child processes have read.

    Raises KeyboardInterrupt if the run was interrupted.
    """
    if not prepared.request.guesses and reads is None:
        return emulate_whole(prepared)
    with Children(reads=reads) as children:
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
