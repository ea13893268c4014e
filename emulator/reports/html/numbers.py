"""The data of a run for its HTML page, as JSON in two parts: what the first view needs, and the details."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...judging.known_events import known_events
from ...judging.lives import lives_of
from ...judging.outcome import Outcome
from ...printable import printable_json
from ...record.entries import Json
from ...record.json_text import to_json_utf8
from ...record.product_event import VendorEvent
from .cycles import CycleRows
from .details import Details
from .events import EventRows
from .findings import finding_rows, rule_rows, source_rows
from .lives import MOST_MOMENTS, life_rows
from .opening import opening


def numbers_of(outcome: Outcome, key: str = "") -> Iterator[str]:
    """Yield the two HTML script elements that hold the data of a run.

    The ids of both elements end with ``key``, so that a page with several runs can tell them apart. ``key``
    has no blank and no character that HTML escapes.
    """
    identity, truth = outcome.judgement.identity, _truth(outcome)
    rows, events = CycleRows(outcome), EventRows(outcome)
    details = Details(outcome, events.id_of, known_events(outcome.runs, identity, truth))
    lives = lives_of(outcome.runs, outcome.judgement, truth, most_moments=MOST_MOMENTS)
    yield f'<script type="application/json" id="numbers{key}">{{'
    yield f'"run": {_json(opening(outcome))},\n'
    yield f'"findings": {_json(finding_rows(outcome))},\n"rules": {_json(rule_rows(outcome))},\n'
    yield f'"sources": {_json(source_rows(outcome))},\n'
    yield '"cycles": ['
    separator = "\n"
    for run in outcome.runs:
        events.see(run)
        details.see(run)
        yield f"{separator}{_json(rows.row(run))}"
        separator = ",\n"
    yield "],\n"
    yield from _listed("events", events.rows())
    yield f'}}</script>\n<script type="application/json" id="details{key}">{{'
    yield f'"cycles": {_json(details.cycles)},\n"lives": {_json(life_rows(lives, events.keys()))},\n'
    yield f'"texts": {_json(list(details.texts))}}}</script>\n'


def _truth(outcome: Outcome) -> Sequence[VendorEvent] | None:
    return outcome.verdicts.truth if outcome.verdicts is not None else None


def _listed(name: str, values: Iterable[Json]) -> Iterator[str]:
    yield f'"{name}": ['
    separator = "\n"
    for value in values:
        yield f"{separator}{_json(value)}"
        separator = ",\n"
    yield "]"


def _json(value: Json) -> str:
    """Return a value as JSON that cannot end the HTML script element in which it stands."""
    text = to_json_utf8(value, between=",", after_key=":")
    return printable_json(text.replace("<", "\\u003c"))
