"""The report as one HTML page: timeline, findings, cycles, events, and the details of what the user selects.

The page loads nothing from elsewhere. Its data are embedded as JSON in two parts: what the first view needs,
and the details of cycles and events, which the page parses when the user opens the first of them.
``overview.py`` puts the pages of many runs into one file.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...judging.outcome import Outcome
from ..headline import headline
from .frame import body, head, tail
from .numbers import numbers_of


def render(outcome: Outcome) -> Iterator[str]:
    """Yield the page in pieces."""
    yield head(f"{outcome.dossier.integration.name}: {headline(outcome)}")
    yield body()
    yield from numbers_of(outcome)
    yield tail()
