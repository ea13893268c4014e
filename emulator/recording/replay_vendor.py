"""A vendor (the object that plays the product) that replays the answers of a recording."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ..product.message import Failure, Headers, Request, Response
from ..record.product_event import VendorEvent
from .answered import Answered, Recording
from .events_found import events_in
from .timeless import Shape, shape_of

# The recorded body is decoded, so headers that describe its encoding are wrong for it.
_OF_THE_WIRE = ("content-length", "content-encoding", "transfer-encoding", "connection")
_MOST_WORDS = 20


class ReplayVendor:
    """Answers a request with the recorded answer to the same method, path and query. Times in path and query
    may differ, and credentials and nonces in the query do not count.

    Several answers to the same request are used in order; the last one repeats. If recorded requests differ
    only in their body, one with the same body is preferred. ``events`` are the product's events; None means
    those found in the answers.
    """

    def __init__(self, recording: Recording, events: tuple[VendorEvent, ...] | None = None) -> None:
        self._sequences: dict[Shape, list[Answered]] = {}
        for one in recording.answered:
            shape = shape_of(one.method, one.url, one.request_body)
            self._sequences.setdefault(shape, []).append(one)
        self._given = dict.fromkeys(self._sequences, 0)
        self._found: dict[Shape, Shape | None] = {}
        self._events = events_in(recording.answered) if events is None else events

    def events(self) -> Sequence[VendorEvent]:
        """Return the product's events, as given or as found in the recorded answers."""
        return self._events

    def handle(self, request: Request, now: datetime) -> Response | Failure | None:
        asked = _shape(request)
        if asked not in self._found:
            self._found[asked] = self._find(asked)
        shape = self._found[asked]
        if shape is None:
            return None
        answers = self._sequences[shape]
        index = min(self._given[shape], len(answers) - 1)
        self._given[shape] += 1
        return _response(answers[index])

    def _find(self, asked: Shape) -> Shape | None:
        fit = [shape for shape in self._sequences if not shape.mismatch(asked)]
        same = [shape for shape in fit if shape.same_body(asked)]
        return next(iter(same or fit), None)

    def explain(self, request: Request) -> tuple[str, ...]:
        """Explain for each recorded request, 20 at most, why it does not match; those with the same path come
        first.
        """
        asked = _shape(request)
        whys = {f"{shape.words}: {shape.mismatch(asked)}": shape for shape in self._sequences}
        ordered = sorted(whys, key=lambda why: whys[why].path != asked.path)
        more = len(ordered) - _MOST_WORDS
        return (*ordered[:_MOST_WORDS], *([f"and {more} more"] if more > 0 else ()))

    def state(self) -> dict[Shape, int]:
        """Return for each recorded request how many of its answers were used."""
        return dict(self._given)

    def restore(self, state: dict[Shape, int]) -> None:
        self._given.update(state)


def _shape(request: Request) -> Shape:
    return shape_of(request.method, request.url, request.text)


def _response(one: Answered) -> Response | Failure:
    if not one.failure:
        headers = Headers(one.headers).without(*_OF_THE_WIRE)
        return Response(one.status, headers, one.body, delay_s=one.took_s)
    text = one.failure.lower()
    kind = "timeout" if "timeout" in text or "timed out" in text else "refused"
    return Failure("reset" if "reset" in text else kind, "as recorded")
