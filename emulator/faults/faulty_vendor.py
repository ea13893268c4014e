"""A vendor (the object that plays the product) that replaces or spoils some answers of another vendor."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from fnmatch import translate
from typing import Any

from ..product.answer_forms import to_answer
from ..product.message import Failure, Headers, Request, Response
from ..product.protocol import Vendor
from ..record.entries import CheckedJson, Json
from .fault import Fault
from .occasions import Occasions

_TYPED = ("content-type",)


class FaultyVendor:
    """Passes requests to the vendor ``inner`` and applies faults; ``note`` is called with each fault.

    At most one fault happens to a request: the first that applies. If a fault replaces the answer, ``inner``
    does not see the request; if it spoils the answer, ``inner`` does.
    """

    def __init__(self, inner: Vendor, faults: Sequence[tuple[int, Fault]], occasions: Occasions):
        self.inner = inner
        self._faults = [(number, fault, _asks_for(fault.when.on)) for number, fault in faults]
        self._occasions = occasions
        self._cycle = 0
        self._counts: dict[int, int] = {}
        self.note: Callable[[str], None] = lambda words: None

    def begin(self, cycle: int) -> None:
        """Begin the next cycle: faults that name cycles count requests from 1 again."""
        self._cycle = cycle
        for number, fault, _ in self._faults:
            if fault.when.cycles:
                self._counts[number] = 0

    def handle(self, request: Request, now: datetime) -> object:
        """Return the answer of ``inner``, or that of the first fault that applies to the request."""
        fault = self._fault(request, now)
        if fault is None:
            return self.inner.handle(request, now)
        self.note(f"fault: {fault.words}")
        replaced = _replaced(fault)
        if replaced is not None:
            return replaced
        if fault.kind == "token":
            return self._expired(request, now)
        given = self.inner.handle(request, now)
        try:
            answer = to_answer(given)
        except ValueError:
            return given
        return _spoiled(fault, answer) if isinstance(answer, Response) else answer

    def state(self) -> dict[str, CheckedJson]:
        """Return each fault's count of requests, and the state of ``inner`` if it has ``state()``."""
        state = getattr(self.inner, "state", None)
        return {"counts": dict(self._counts), "inner": state() if callable(state) else None}

    def restore(self, state: Mapping[str, CheckedJson]) -> None:
        """Return to a state that ``state()`` gave; ``inner`` does so too if it has ``restore()``."""
        self._counts = dict(state["counts"])
        restore = getattr(self.inner, "restore", None)
        if callable(restore) and state["inner"] is not None:
            restore(state["inner"])

    def __getattr__(self, name: str) -> Any:
        """Return any other attribute of ``inner``: events, explain, unmatched."""
        if name == "inner":
            raise AttributeError(name)
        return getattr(self.inner, name)

    def _fault(self, request: Request, now: datetime) -> Fault | None:
        found = None
        for number, fault, asks_for in self._faults:
            if not asks_for(request):
                continue
            count = self._counts[number] = self._counts.get(number, 0) + 1
            if found is None and self._occasions.happens(number, fault, self._cycle, now, count):
                found = fault
        return found

    def _expired(self, request: Request, now: datetime) -> object:
        """Answer as if the client's token had expired: by ``expire_tokens()`` of ``inner``, else with status
        401.
        """
        expire = getattr(self.inner, "expire_tokens", None)
        if callable(expire):
            expire()
            return self.inner.handle(request, now)
        return Response.of({"error": "the token has expired"}, 401)


def _asks_for(on: str) -> Callable[[Request], bool]:
    """Return a function that tests whether a request fits the pattern ``on``. A pattern is a path with
    wildcards, such as ``/alerts*``. A method may stand before it: ``GET /alerts*``. An empty pattern fits
    every request.
    """
    method, _, glob = on.strip().rpartition(" ")
    if not glob:
        return lambda request: True
    pattern = re.compile(translate(("*" if glob.startswith("/") else "") + glob))
    verb = method.strip().upper()
    return lambda request: (
        (not verb or request.method.upper() == verb)
        and (bool(pattern.match(request.path)) or bool(pattern.match(request.raw_path)))
    )


def _replaced(fault: Fault) -> Response | Failure | None:
    if fault.kind == "connection":
        return Failure(str(fault.value))
    if fault.kind != "status":
        return None
    status, headers = int(fault.value), _headers(fault.extra("headers"))
    text = fault.extra("text")
    if text is not None:
        return Response.of_text(str(text), status, headers)
    return Response.of({"error": f"status {status} by a fault"}, status, headers)


def _headers(given: Mapping[str, Json] | None) -> Headers:
    return Headers([(name, str(value)) for name, value in (given or {}).items()])


def _spoiled(fault: Fault, answer: Response) -> Response:
    if fault.kind == "slow":
        return replace(answer, delay_s=answer.delay_s + float(fault.value))
    if fault.kind == "content_type":
        headers = answer.headers.without(*_TYPED)
        return replace(answer, headers=Headers([*headers.pairs, ("Content-Type", fault.value)]))
    # These headers describe the old body, not the new one.
    headers = answer.headers.without("content-length", "content-encoding", "transfer-encoding")
    bodies = {
        "truncated": answer.body[: len(answer.body) // 2],
        "invalid": b"{" + answer.body + b",}",
        "empty": b"",
    }
    return replace(answer, headers=headers, body=bodies[str(fault.value)])
