"""The reports by name. To add one: a module with ``render(outcome)``, and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ..judging.outcome import Outcome
from . import github, html, json_report, jsonl, junit, markdown, sarif, text

Render = Callable[[Outcome], Iterator[str]]

REPORTS: Mapping[str, Render] = {
    "text": text.render,
    "json": json_report.render,
    "jsonl": jsonl.render,
    "html": html.render,
    "junit": junit.render,
    "sarif": sarif.render,
    "github": github.render,
    "markdown": markdown.render,
}

__all__ = ["REPORTS", "Render"]
