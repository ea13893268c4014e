"""The answers of a recording, grouped by endpoint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..record.entries import Exchange, Json
from ..recording.answered import Answered
from .endpoint import Endpoint, endpoints_of

Place = tuple[str, ...]
_DEEPEST = 6


@dataclass(frozen=True)
class Seen:
    """A recorded answer and its endpoint."""

    answered: Answered
    endpoint: Endpoint

    @property
    def document(self) -> Json:
        return self.answered.document

    @property
    def went_well(self) -> bool:
        return self.answered.went_well


def seen_of(answered: Sequence[Answered]) -> dict[tuple[str, str], tuple[Seen, ...]]:
    """Return the answers of each endpoint, by method and path, in order."""
    found: dict[tuple[str, str], list[Seen]] = {}
    for one in answered:
        for key, endpoint in endpoints_of([exchange_of(one)], one.at).items():
            found.setdefault(key, []).append(Seen(one, endpoint))
    return {key: tuple(seen) for key, seen in found.items()}


def exchange_of(one: Answered) -> Exchange:
    """Convert a recorded answer into an Exchange."""
    return Exchange(
        0, one.at, one.method, one.url, request_body=one.request_body, status=one.status
    )


def at(document: Json, place: Place) -> Json:
    """Return the value at a place; None where there is none."""
    for step in place:
        document = document.get(step) if isinstance(document, Mapping) else None
    return document


def scalars(document: Json, place: Place = ()) -> Iterator[tuple[Place, Json]]:
    """Yield texts, numbers and booleans with their places, except those in lists."""
    if isinstance(document, Mapping):
        if len(place) < _DEEPEST:
            for key, inner in document.items():
                yield from scalars(inner, (*place, key))
    elif document is not None and not isinstance(document, list):
        yield place, document
