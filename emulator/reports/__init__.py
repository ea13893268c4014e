"""The reports by name. To add one: a module with ``render(outcome)``, and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ..outcome import Outcome
from . import json_report, text

Render = Callable[[Outcome], Iterator[str]]

REPORTS: Mapping[str, Render] = {
    "text": text.render,
    "json": json_report.render,
}

__all__ = ["REPORTS", "Render"]
