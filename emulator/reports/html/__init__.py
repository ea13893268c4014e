"""The report as one HTML page: timeline, findings, cycles, events, and the details of what the user selects.

The page loads nothing from elsewhere. Its data are embedded as JSON in two parts: what the first view needs,
and the details of cycles and events, which the page parses when the user opens the first of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from ...judging.known_events import known_events
from ...judging.lives import lives_of
from ...judging.outcome import Outcome
from ...printable import printable_json, printable_line
from ...record.entries import Json
from ...record.json_text import to_json_utf8
from ...record.product_event import VendorEvent
from ..headline import headline
from .cycles import CycleRows
from .details import Details
from .events import EventRows
from .findings import finding_rows, rule_rows, source_rows
from .lives import MOST_MOMENTS, life_rows
from .opening import opening

_HERE = Path(__file__).parent
# In the order in which they use each other.
_SCRIPTS = (
    "dom.js",
    "clock.js",
    "model.js",
    "pretty.js",
    "marks.js",
    "density.js",
    "chart.js",
    "gestures.js",
    "list.js",
    "lists.js",
    "cycle_pane.js",
    "event_pane.js",
    "finding_pane.js",
    "app.js",
)


def render(outcome: Outcome) -> Iterator[str]:
    """Yield the page in pieces."""
    title = printable_line(f"{outcome.dossier.integration.name}: {headline(outcome)}")
    head, middle, tail = _text("page.html").partition("<!-- numbers -->")
    yield head.replace("<!-- title -->", escape(title)).replace("/* style */", _text("style.css"))
    yield middle.replace("<!-- numbers -->", "")
    identity, truth = outcome.judgement.identity, _truth(outcome)
    rows, events = CycleRows(outcome), EventRows(outcome)
    details = Details(outcome, events.id_of, known_events(outcome.runs, identity, truth))
    lives = lives_of(outcome.runs, outcome.judgement, truth, most_moments=MOST_MOMENTS)
    yield '<script type="application/json" id="numbers">{'
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
    yield '}</script>\n<script type="application/json" id="details">{'
    yield f'"cycles": {_json(details.cycles)},\n"lives": {_json(life_rows(lives, events.keys()))},\n'
    yield f'"texts": {_json(list(details.texts))}}}</script>'
    yield tail.replace("/* script */", "\n".join(map(_text, _SCRIPTS)))


def _truth(outcome: Outcome) -> Sequence[VendorEvent] | None:
    return outcome.verdicts.truth if outcome.verdicts is not None else None


def _listed(name: str, values: Iterable[Json]) -> Iterator[str]:
    yield f'"{name}": ['
    separator = "\n"
    for value in values:
        yield f"{separator}{_json(value)}"
        separator = ",\n"
    yield "]"


def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _json(value: Json) -> str:
    """Return a value as JSON that cannot end the HTML script element in which it stands."""
    text = to_json_utf8(value, between=",", after_key=":")
    return printable_json(text.replace("<", "\\u003c"))
