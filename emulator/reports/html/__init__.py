"""The run as one HTML page: timeline, Fetch History, findings. The page loads nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from ...judging.outcome import Outcome
from ...printable import printable_json, printable_line
from ...record.entries import Json
from ...record.json_text import to_json_utf8
from ..headline import headline
from .cycles import cycle_rows
from .events import event_rows
from .findings import finding_rows
from .opening import opening

_HERE = Path(__file__).parent


def render(outcome: Outcome) -> Iterator[str]:
    """The page in pieces. Its numbers are embedded as JSON, so that thousands of cycles stay small."""
    title = printable_line(f"{outcome.dossier.integration.name}: {headline(outcome)}")
    page = _text("page.html")
    head, middle, tail = page.partition("<!-- numbers -->")
    yield head.replace("<!-- title -->", escape(title)).replace("/* style */", _text("style.css"))
    yield middle.replace("<!-- numbers -->", "")
    yield '<script type="application/json" id="numbers">{'
    yield f'"run": {_json(opening(outcome))},\n"findings": {_json(finding_rows(outcome))},\n'
    yield f'"events": {_json(event_rows(outcome))},\n"cycles": ['
    separator = "\n"
    for row in cycle_rows(outcome):
        yield f"{separator}{_json(row)}"
        separator = ",\n"
    yield "]}</script>"
    scripts = ("scale.js", "chart.js", "history.js", "findings.js", "app.js")
    yield tail.replace("/* script */", "\n".join(map(_text, scripts)))


def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _json(value: Json) -> str:
    """JSON that cannot end the script element it stands in."""
    text = to_json_utf8(value, between=",", after_key=":")
    return printable_json(text.replace("<", "\\u003c"))
