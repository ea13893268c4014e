"""A product's API, read and checked."""

from __future__ import annotations

from dataclasses import dataclass

from ..route.answer import Answer
from ..route.rate import Rate
from ..route.route import Route


@dataclass(frozen=True)
class Api:
    """``times`` are the fields of events that hold times; ``unmatched`` answers what no route takes;
    ``read`` are the names of requests that any route reads."""

    routes: tuple[Route, ...]
    unmatched: Answer
    times: frozenset[str] = frozenset()
    rate: Rate | None = None
    read: frozenset[str] = frozenset()
