"""The data about events for the HTML page. If the product's events are unknown, they are the events of the
created incidents.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...judging.identity import INCIDENT
from ...judging.outcome import Outcome
from ...judging.verdict.event_verdict import (
    MISSED,
    VERDICT_WORDS,
    VERDICTS,
    EventVerdict,
)
from ...judging.verdict.verdicts import Verdicts
from ...record.entries import CheckedJson
from ...record.fetch_run import FetchRun
from ...record.incident import Incident
from ...record.times import as_instant
from .cycles import seconds

# A letter for each verdict, and for events of a run that proves nothing.
LETTERS = dict(zip(VERDICTS, "dumpbowrxy", strict=True))
UNKNOWN = "k"
_MOST_STORIES = 2_000
_MOST_CYCLES = 20
_MOST_ID_CHARS = 100


def verdict_names(outcome: Outcome) -> dict[str, CheckedJson]:
    """Return the words for each verdict by its letter, in the order in which reports count verdicts."""
    names: dict[str, CheckedJson] = {LETTERS[name]: words for name, words in VERDICT_WORDS.items()}
    if outcome.unproven:
        names[UNKNOWN] = f"unknown: {outcome.unproven}"
    if outcome.verdicts is None:
        names["d"] = "created"
    return names


class EventRows:
    """Makes the page's row (a JSON object) of each event.

    If the product's events are unknown, ``see`` collects the incidents that were created; each of them is an
    event.
    """

    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._identity = outcome.judgement.identity
        self._created: dict[str, dict[str, CheckedJson]] = {}

    def see(self, run: FetchRun) -> None:
        """Collect the incidents of the next fetch."""
        if self._outcome.verdicts is None:
            for incident in run.incidents:
                self._create(run, incident)

    def id_of(self, incident: Incident) -> str:
        """Return the id that an incident's event has in the rows. ``see`` must have got its fetch before."""
        key = self._identity.of(incident)
        row = self._created.get(key)
        return key if row is None else str(row["i"])

    def keys(self) -> dict[str, str]:
        """Return the id that each event has in the rows, by the event's key (``Identity.of``)."""
        if self._outcome.verdicts is None:
            return {key: str(row["i"]) for key, row in self._created.items()}
        return {event.id: event.id for event in self._outcome.verdicts.truth}

    def rows(self) -> Iterator[dict[str, CheckedJson]]:
        """Yield the row of each event, in order of creation. Zero, empty and unknown values are left out.

        The keys are ``i`` id, ``c`` time of creation, ``y`` seconds from creation until it became visible,
        ``v`` verdict, ``n`` the cycles that created it, ``t`` how often it was created if that is more than
        the cycles in ``n``, ``l`` whether it was late, ``g`` whether its time is that of the fetch, ``q`` the
        id as the product's answers write it if that differs, ``s`` the explanation of the verdict. Only the
        first 2,000 explanations are kept.
        """
        if self._outcome.verdicts is None:
            rows = list(self._created.values())
        else:
            rows = list(self._judged(self._outcome.verdicts))
        yield from sorted(rows, key=lambda row: row["c"])

    def _judged(self, verdicts: Verdicts) -> Iterator[dict[str, CheckedJson]]:
        stories = 0
        for one in verdicts:
            story = one.story if stories < _MOST_STORIES else ""
            stories += bool(story)
            yield self._row(one, story)

    def _row(self, one: EventVerdict, story: str) -> dict[str, CheckedJson]:
        event = one.event
        known = one.verdict != MISSED or not self._outcome.unproven
        row: dict[str, CheckedJson] = {
            "i": event.id,
            "c": seconds(event.created),
            "v": LETTERS[one.verdict] if known else UNKNOWN,
        }
        optional: dict[str, CheckedJson] = {
            "y": round((event.visible - event.created).total_seconds(), 3),
            "n": [item.cycle for item in one.delivered],
            "t": one.times if one.times > len(one.delivered) else 0,
            "l": one.late,
            "s": story,
        }
        row.update({name: value for name, value in optional.items() if value})
        return row

    def _create(self, run: FetchRun, incident: Incident) -> None:
        """Add an incident that was created, in a run whose product's events are unknown."""
        key = self._identity.of(incident)
        known = self._created.get(key)
        if known is not None:
            known["v"] = "u"
            known["t"] = known.get("t", 1) + 1
            if len(known["n"]) < _MOST_CYCLES:
                known["n"].append(run.cycle)
            return
        own = incident.get("occurred" if self._identity.noun == INCIDENT else "_time")
        instant = as_instant(own)
        row: dict[str, CheckedJson] = {
            "i": self._new_id(incident, key),
            "c": seconds(instant or run.at),
            "v": "d",
            "n": [run.cycle],
        }
        if instant is None:
            row["g"] = True
        if self._identity.asked_id(key) != key:
            row["q"] = self._identity.asked_id(key)
        self._created[key] = row

    def _new_id(self, incident: Incident, key: str) -> str:
        """Return an event's id for the page: its key if that is short, else its label and a number.

        An event without an id field has a long key: the complete incident as JSON.
        """
        if len(key) <= _MOST_ID_CHARS:
            return key
        return f"{self._identity.label(incident)} ({len(self._created) + 1})"
