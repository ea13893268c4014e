"""One small search of a sample, for the tests and for docs/explore.md: it costs time, so it runs once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.emulator.exploring.grounds import sample
from xfetch.emulator.exploring.searching.campaign import Budget, Campaign
from xfetch.emulator.exploring.telling.formats import FORMATS, Told, text

FILE = Path("explore/limit-cuts-tie.xfetch.yml")
ONLY = ("ties", "limit")


@cache
def told() -> Told:
    """What ``xfetch explore ties_dropped --only ties --only limit --budget 3`` finds."""
    explored = Campaign(sample("ties_dropped"), 1, Budget(3), ONLY).explore()
    (find,) = explored.finds
    return Told(explored, {find.key: FILE})


def screen() -> str:
    """What this search shows on a terminal of 80 columns."""
    return "".join(text(told(), 80))


def made(name: str, one: Told) -> str:
    """A search in a format."""
    return "".join(FORMATS[name](one))
