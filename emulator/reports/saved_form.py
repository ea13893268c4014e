"""The parts of the JSON report from which a run is judged again: what the rules need besides the fetches,
the entries of each fetch, and the product's events.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING

from ..judging.finding import ERROR
from ..judging.guessed import Guessed, Tried, change_words
from ..record.codec import codec
from ..record.entries import CheckedJson, Entry, Json
from ..record.fetch_run import FetchRun
from ..record.product_event import event_form
from ..settings.expectation import section_of
from ..settings.guess import Guess

if TYPE_CHECKING:
    from ..judging.outcome import Outcome

# The report's lists of entries, each with what gives them.
ENTRIES = {
    "calls": attrgetter("calls"),
    "requests": attrgetter("exchanges"),
    "logs": attrgetter("logs"),
}
# The other fields stand in the row of the cycle.
_LATER = codec(FetchRun, "incidents", "dropped", "record")


def case_row(outcome: Outcome) -> dict[str, Json]:
    """Return what rules know of the run besides its fetches, and what its scenario expects, as a JSON
    object.
    """
    dossier = outcome.dossier
    facts, setting, integration = dossier.facts, dossier.setting, dossier.integration
    return {
        "command": facts.command,
        "interval_s": facts.interval_s,
        "timeout_s": facts.timeout_s,
        "complete": facts.complete,
        "strict": facts.strict,
        "canned": facts.canned,
        **({"made_up": True} if facts.made_up else {}),
        **({"unfiltered": True} if facts.unfiltered else {}),
        "code": dict(facts.code),
        "id_field": dossier.id_field,
        "severities": dict(dossier.severities),
        "unset_secrets": list(setting.unset_secrets),
        "location": integration.location,
        "docker_image": integration.docker_image,
        "live": dossier.clock.live,
        **({} if outcome.fail_on == ERROR else {"fail_on": outcome.fail_on}),
        **({} if outcome.expect is None else {"expect": section_of(outcome.expect)}),
    }


def truth_rows(outcome: Outcome) -> Iterator[Json]:
    """Yield the product's events, in the order of the ground truth, as JSON objects."""
    return map(event_form, outcome.dossier.truth or ())


def later_row(run: FetchRun) -> dict[str, Json] | None:
    """Return those fields of a fetch that rules read and that the cycle's row does not have. Fields with
    their default value are left out.

    Return None if nothing is left.
    """
    row = _LATER.unusual(run)
    return {"cycle": run.cycle, **row} if row else None


def entry_row(cycle: int, entry: Entry) -> dict[str, Json]:
    """Return an entry of a fetch's record as an element of ``calls``, ``requests``, ``logs`` or
    ``attempts`` in the JSON report.
    """
    return {"cycle": cycle, **codec(type(entry)).plain(entry)}


def guess_row(guessed: Guessed) -> dict[str, Json]:
    """Return a guess of the scenario, with the results of its alternatives, as an element of the JSON
    report's ``guesses``.
    """
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
                "better": one.better,
                "also": one.also,
                "message": words.get(id(one), ""),
            }
            for one in guessed.tried
        ],
    }


def guessed_of(row: Mapping[str, CheckedJson]) -> Guessed:
    """Rebuild a guess of the scenario, with the results of its alternatives, from an element of a saved
    run's ``guesses``.
    """
    alternatives = tuple(row["alternatives"])
    runs = tuple(
        Tried(
            one["value"],
            {name: tuple(ids) for name, ids in one["changes"].items()},
            one["worse"],
            one.get("better", False),
            one.get("also", ""),
        )
        for one in row["tried"]
    )
    guess = Guess(row["path"], row["value"], alternatives, row["why"], row["if"], row["line"])
    return Guessed(guess, row["file"], runs)
