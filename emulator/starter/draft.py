"""A scenario that is about to be written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..record.entries import Json
from ..settings.settings import Scenario
from .endpoint import Endpoint


@dataclass(frozen=True)
class Draft:
    """``found`` says in a line what it rests on; ``routes`` go with the endpoints that they were made
    for. ``beside`` is the text of a file of events, empty where they stand in the scenario; ``notes`` are
    what to know of a route, by the endpoint's method and path."""

    found: str
    scenario: Scenario
    events: Json
    event: Mapping[str, Json]
    routes: tuple[tuple[Mapping[str, Json], Endpoint], ...]
    cycles: int | None = None
    beside: str = ""
    notes: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
