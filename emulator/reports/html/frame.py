"""The parts of the HTML page that are the same for every run: its head, its body, its style and its
scripts.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from ...printable import printable_line

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
_BODY, _NUMBERS = "<!-- body -->\n", "<!-- numbers -->\n"


def head(title: str) -> str:
    """Return the page up to the start tag of its body, with this title."""
    text = _text("page.html").partition(_BODY)[0]
    titled = text.replace("<!-- title -->", escape(printable_line(title)))
    return titled.replace("/* style */", _text("style.css"))


def body() -> str:
    """Return the elements in which the scripts show a run."""
    return _text("page.html").partition(_BODY)[2].partition(_NUMBERS)[0]


def tail(*before: str) -> str:
    """Return the scripts and the end of the page. ``before`` are the names of further scripts, which run
    before the page is drawn.
    """
    names = (_SCRIPTS[0], *before, *_SCRIPTS[1:])
    end = _text("page.html").partition(_NUMBERS)[2]
    return end.replace("/* script */", "\n".join(map(_text, names)))


def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
