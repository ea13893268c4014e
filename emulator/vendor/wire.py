"""The wire between integration and vendor: one exchange at a time, on the clock, recorded."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ..errors import KilledAtTimeout, VendorBroke, VendorError
from ..record import Attempt
from ..recorder import Recorder
from .message import Failure, Request, Response
from .note import note
from .protocol import Vendor, answer, unmatched, vendor_name

# A client without a read timeout waits until something else ends the run.
_FOR_EVER_S = 7 * 86400.0
_NOBODY = "xfetch: nothing answers this request"


@dataclass(frozen=True)
class _Unmatched:
    tried: tuple[str, ...]


class ClockLike(Protocol):
    """The part of the clock that an exchange needs."""

    def now(self) -> datetime: ...

    def advance(self, seconds: float) -> None: ...


class Wire:
    """What the transport and the guard talk to.

    ``recorder`` is set anew for every fetch; attempts while there is none are kept in ``early``.
    ``broken`` is the vendor's own fault once it has one; then no exchange is possible any more.
    """

    def __init__(self, vendor: Vendor | None, clock: ClockLike, latency_s: float) -> None:
        self.vendor = vendor
        self.clock = clock
        self.latency_s = latency_s
        self.recorder: Recorder | None = None
        self.broken: VendorError | None = None
        self.early: list[Attempt] = []
        self._lock = threading.RLock()
        self._asking = False

    def exchange(self, request: Request, timeout_s: float | None = None) -> Response | Failure:
        """Serve one request; ``timeout_s`` is how long the client waits for a response.

        Raises VendorBroke when the vendor is at fault, KilledAtTimeout when the clock says so.
        """
        with self._lock:
            if self.broken is not None:
                raise VendorBroke(self.broken)
            if self.vendor is None:
                return self._unanswered(request, ())
            at = self.clock.now()
            try:
                given = self._served(self.vendor, request, timeout_s)
            except KilledAtTimeout:
                self._record(at, request, failure="killed at the run's timeout")
                raise
            if isinstance(given, _Unmatched):
                return self._unanswered(request, given.tried)
            if isinstance(given, Failure):
                self._record(at, request, failure=given.kind)
            else:
                self._record(at, request, given)
            return given

    def attempt(self, kind: str, target: str, tried: tuple[str, ...] = ()) -> None:
        """Record an attempt to leave the process that nothing answered."""
        if self.recorder is not None:
            self.recorder.attempt(kind, target, tried=tried)
        else:
            seq = len(self.early)
            self.early.append(Attempt(seq, self.clock.now(), kind, target, tried))

    def _record(
        self, at: datetime, request: Request, given: Response | None = None, failure: str = ""
    ) -> None:
        if self.recorder is None:
            return
        if given is None:
            note(self.recorder, at, request, failure=failure)
        else:
            note(self.recorder, at, request, given.status, given.headers, given.body)

    def _served(
        self, vendor: Vendor, request: Request, timeout_s: float | None
    ) -> Response | Failure | _Unmatched:
        half_s = self.latency_s / 2
        self.clock.advance(half_s)
        given = self._answer(vendor, request)
        if isinstance(given, _Unmatched):
            return given
        wait_s = self.latency_s
        if timeout_s is not None and timeout_s < wait_s and not isinstance(given, Failure):
            given = Failure("timeout")
        if isinstance(given, Failure) and given.kind == "timeout":
            wait_s = _FOR_EVER_S if timeout_s is None else timeout_s
        self.clock.advance(max(wait_s - half_s, 0.0))
        return given

    def _answer(self, vendor: Vendor, request: Request) -> Response | Failure | _Unmatched:
        try:
            if self._asking:
                where = vendor_name(vendor)
                raise VendorError("handle() made an HTTP request of its own", where=where)
            self._asking = True
            try:
                given = answer(vendor, request, self.clock.now())
                return _Unmatched(unmatched(vendor, request)) if given is None else given
            finally:
                self._asking = False
        except VendorError as error:
            self.broken = error
            raise VendorBroke(error) from error

    def _unanswered(self, request: Request, tried: tuple[str, ...]) -> Failure:
        self.attempt("http", f"{request.method} {request.url}", tried)
        return Failure("refused", _NOBODY)
