"""The recorded answers of a product, by endpoint."""

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
    """A recorded answer, the endpoint that gave it, and its number in the recording, from 1."""

    answered: Answered
    endpoint: Endpoint
    number: int = 0

    @property
    def document(self) -> Json:
        return self.answered.document

    @property
    def went_well(self) -> bool:
        return self.answered.went_well


def seen_of(answered: Sequence[Answered]) -> dict[tuple[str, str], tuple[Seen, ...]]:
    """Group recorded answers by the method and path of their endpoint, in order."""
    found: dict[tuple[str, str], list[Seen]] = {}
    for number, one in enumerate(answered, 1):
        for key, endpoint in endpoints_of([exchange_of(one)], one.at).items():
            found.setdefault(key, []).append(Seen(one, endpoint, number))
    return {key: tuple(seen) for key, seen in found.items()}


def exchange_of(one: Answered) -> Exchange:
    """Convert a recorded answer to an Exchange, the form that a run has for a request with its answer."""
    return Exchange(
        0, one.at, one.method, one.url, request_body=one.request_body, status=one.status
    )


def at(document: Json, place: Place) -> Json:
    """Return the value at a path of keys in an answer's JSON; None if there is no such path."""
    for step in place:
        document = document.get(step) if isinstance(document, Mapping) else None
    return document


def scalars(document: Json, place: Place = ()) -> Iterator[tuple[Place, Json]]:
    """Yield the texts, numbers and booleans in an answer's JSON with their paths, except those in lists."""
    if isinstance(document, Mapping):
        if len(place) < _DEEPEST:
            for key, inner in document.items():
                yield from scalars(inner, (*place, key))
    elif document is not None and not isinstance(document, list):
        yield place, document
