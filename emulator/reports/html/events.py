"""The product's events for the page: with ground truth their verdicts, else what was created."""

from __future__ import annotations

from ...judging.identity import INCIDENT
from ...judging.outcome import Outcome
from ...record.entries import CheckedJson
from ...record.times import as_instant
from .cycles import seconds

_LETTERS = {
    "delivered": "d",
    "duplicated": "u",
    "missed": "m",
    "pending": "p",
    "blocked": "b",
    "out_of_scope": "o",
    "out_of_window": "w",
    "removed": "r",
    "created_out_of_scope": "x",
    "created_out_of_window": "y",
}
_MOST_STORIES = 2_000


def event_rows(outcome: Outcome) -> list[list[CheckedJson]]:
    """``[created, visible after s, verdict, [cycles], id, story]`` for each event, in order of creation.

    The story is left out where there is none, and beyond the first 2,000.
    """
    if outcome.verdicts is None:
        return _created(outcome)
    rows: list[list[CheckedJson]] = []
    stories = 0
    for one in outcome.verdicts:
        event = one.event
        row: list[CheckedJson] = [
            seconds(event.created),
            round((event.visible - event.created).total_seconds(), 3),
            _LETTERS[one.verdict],
            [item.cycle for item in one.delivered],
            event.id,
        ]
        if one.story and stories < _MOST_STORIES:
            stories += 1
            row.append(one.story)
        rows.append(row)
    return sorted(rows, key=lambda row: row[0])


def _created(outcome: Outcome) -> list[list[CheckedJson]]:
    """Without ground truth: a row for each created incident or event, at its own timestamp."""
    rows: dict[str, list[CheckedJson]] = {}
    for run in outcome.runs:
        for incident in run.incidents:
            instant = as_instant(
                incident.get("occurred" if outcome.judgement.identity.noun == INCIDENT else "_time")
            )
            if instant is None:
                continue
            key = outcome.judgement.identity.of(incident)
            if key in rows:
                rows[key][2] = "u"
                rows[key][3].append(run.cycle)
            else:
                label = outcome.judgement.identity.label(incident)
                rows[key] = [seconds(instant), 0, "d", [run.cycle], label]
    return sorted(rows.values(), key=lambda row: row[0])
