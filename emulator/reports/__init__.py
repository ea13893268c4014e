"""The reports by name. To add one, write a module with ``render(outcome)`` and add a line here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # `xfetch --help` needs this room's lines of text, and must not import the rules with them.
    from ..judging.outcome import Outcome

# The name of each format, and the module below this folder that renders it.
REPORTS: Mapping[str, str] = {
    "text": "screen.text",
    "json": "json_report",
    "jsonl": "jsonl",
    "html": "html",
    "junit": "junit",
    "sarif": "sarif",
    "github": "github",
    "markdown": "markdown",
    "agent": "agent",
}


def render(name: str, outcome: Outcome) -> Iterator[str]:
    """Return the pieces of the report in this format. Its module is imported only now, because most runs
    need only one.
    """
    pieces: Iterator[str] = import_module(f".{REPORTS[name]}", __package__).render(outcome)
    return pieces


__all__ = ["REPORTS", "render"]
