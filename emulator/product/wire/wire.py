"""Pass the integration's requests to the vendor (which plays the product), and record the exchanges.

The simulated clock advances by the time that each exchange takes.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from ...clock.protocol import Clock
from ...errors import KilledAtTimeout, VendorBroke, VendorError
from ...record.entries import BIND, WEBSOCKET, Attempt, Line
from ...record.recorder import Recorder
from ..intake import Intake
from ..message import Failure, Request, Response
from ..protocol import Vendor, answer, unmatched, vendor_name
from .recorded_exchange import record_exchange
from .websocket import client_library, websocket_url

# How long a client without a read timeout waits: the run's own limit ends it before.
_FOR_EVER_S = 7 * 86400.0
_KILLED = "killed at the run's timeout"
_LEFT = "the client closed the connection"
_UNANSWERED = "xfetch: nothing answers this request"
_NO_WEBSOCKET = "xfetch: nothing answers a WebSocket"


@dataclass(frozen=True)
class _Unmatched:
    tried: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class OpenExchange:
    """A request and its answer while the exchange is not recorded yet, with the time and code line of the
    request. ``due`` is when the response comes, if the clock has not been advanced to it.
    """

    at: datetime
    request: Request
    given: Response | Failure
    line: Line | None = None
    due: datetime | None = None

    def left_s(self, now: datetime) -> float:
        """Return in how many seconds the response comes; 0 if it is there."""
        return max((self.due - now).total_seconds(), 0.0) if self.due is not None else 0.0

    @property
    def silent(self) -> bool:
        """Whether the client never gets a response to this request, and waits until its timeout."""
        return isinstance(self.given, Failure) and self.given.kind == "timeout"


class Wire:
    """Passes every request of the integration to the vendor (which plays the product), and records the
    exchange.

    ``recorder`` belongs to the current fetch; ``early`` collects attempts to use the network outside a fetch.
    ``switchboard`` accepts the connections of clients that open sockets; it is created when it is first
    needed. ``broken`` is the vendor's error once it has failed: every later exchange raises VendorBroke.
    ``intake`` is the platform's own: requests to it do not reach the vendor, and are no exchanges.
    """

    def __init__(self, vendor: Vendor | None, clock: Clock, latency_s: float) -> None:
        self.vendor = vendor
        self.clock = clock
        self.latency_s = latency_s
        self.recorder: Recorder | None = None
        self.broken: VendorError | None = None
        self.early: list[Attempt] = []
        self.switchboard: Any = None
        self.intake: Intake | None = None
        self._open: list[OpenExchange] = []
        self._lock = threading.RLock()
        self._asking = False
        self._awaited_until: datetime | None = None

    def reset(self, vendor: Vendor | None, latency_s: float) -> None:
        """Begin another run with this vendor: exchanges, errors and attempts of the run before are gone."""
        self.vendor, self.latency_s = vendor, latency_s
        self.broken, self.early = None, []
        self._awaited_until = None
        with self._lock:
            self._open.clear()

    def exchange(self, request: Request, timeout_s: float | None = None) -> Response | Failure:
        """Return the vendor's answer to a request; ``timeout_s`` is how long the client waits for a
        response.

        Raises VendorBroke when the vendor fails, KilledAtTimeout when the fetch reaches its time limit.
        """
        begun = self.begin(request, timeout_s)
        if begun.silent:
            self.wait(begun, timeout_s)
        self.end(begun)
        return begun.given

    def begin(
        self, request: Request, timeout_s: float | None = None, *, waits: bool = True
    ) -> OpenExchange:
        """Let the vendor answer a request, advance the clock to the response, and do not record it yet.

        ``end`` records the exchange. If no response comes, the clock is advanced only until the request
        reaches the vendor: the client calls ``wait``, or waits by its own timer. The clock is not advanced at
        all without ``waits``: the caller waits until the exchange is due, as an asyncio loop does for many
        exchanges at once. Raises the same errors as ``exchange``.
        """
        if self.broken is not None:
            raise VendorBroke(self.broken)
        if self.intake is not None and self.intake.is_for(request):
            return self._to_intake(self.intake, request, timeout_s, waits)
        at, line = self.clock.now(), self.recorder.line() if self.recorder else None
        try:
            given = self._served(request, timeout_s, waits)
        except KilledAtTimeout:
            self._record(OpenExchange(at, request, Failure("timeout"), line), _KILLED)
            raise
        socket = websocket_url(request)
        if socket and not _handshaken(given):
            # Nobody would speak the frames that follow.
            self.attempt(WEBSOCKET, f"WebSocket {socket} ({client_library() or 'own code'})")
            return OpenExchange(at, request, Failure("refused", _NO_WEBSOCKET))
        if isinstance(given, _Unmatched):
            self.attempt("http", f"{request.method} {request.url}", given.tried)
            return OpenExchange(at, request, Failure("refused", _UNANSWERED))
        begun = OpenExchange(at, request, given, line, None if waits else self._due(given))
        with self._lock:
            self._open.append(begun)
        return begun

    def wait(self, begun: OpenExchange, timeout_s: float | None) -> None:
        """Advance the clock by the time that the client waits for a response that never comes."""
        passed_s = (self.clock.now() - begun.at).total_seconds()
        wait_s = _FOR_EVER_S if timeout_s is None else timeout_s
        try:
            self.clock.advance(max(wait_s - passed_s, 0.0))
        except KilledAtTimeout:
            self.end(begun, failure=_KILLED)
            raise

    def end(self, begun: OpenExchange, request: Request | None = None, failure: str = "") -> None:
        """Record an exchange that ``begin`` returned; a second call does nothing.

        ``request`` replaces the request that ``begin`` was called with.
        """
        with self._lock:
            if begun in self._open:
                self._open.remove(begun)
                self._record(begun if request is None else replace(begun, request=request), failure)

    def arrived(self, begun: OpenExchange, request: Request) -> None:
        """Record an exchange whose response an event loop waited for. The clock counts the wait as waiting,
        not as sleep of the code; a second in which several responses are awaited counts once.
        """
        if begun.due is not None:
            since = max(begun.at, self._awaited_until or begun.at)
            if begun.due > since:
                self.clock.awaited((begun.due - since).total_seconds())
                self._awaited_until = begun.due
        self.end(begun, request)

    def left(self, begun: OpenExchange) -> None:
        """Record an exchange whose client closed the connection before the response came."""
        self.end(begun, failure=_KILLED if self.clock.killed else _LEFT)

    def finish(self) -> None:
        """Record all exchanges that are not recorded yet, at the end of a fetch."""
        for begun in list(self._open):
            self.end(begun, failure=_KILLED if begun.left_s(self.clock.now()) else "")

    def attempt(self, kind: str, target: str, tried: tuple[str, ...] = ()) -> None:
        """Record that the integration tried to reach an address that nothing answers."""
        if self.recorder is not None:
            self.recorder.attempt(kind, target, tried=tried)
        else:
            seq = len(self.early)
            self.early.append(Attempt(seq, self.clock.now(), kind, target, tried))

    def bound(self, address: str) -> None:
        """Record that the integration has bound a port."""
        if self.recorder is not None:
            self.recorder.call(BIND, {"address": address})

    def _record(self, begun: OpenExchange, failure: str = "") -> None:
        if self.recorder is None:
            return
        at, request, given, line = begun.at, begun.request, begun.given, begun.line
        if failure or isinstance(given, Failure):
            failure = failure or getattr(given, "kind", "")
            record_exchange(self.recorder, at, request, failure=failure, line=line)
            return
        answered = (given.status, given.headers, given.body)
        record_exchange(
            self.recorder, at, request, *answered, line=line, tried=given.tried, fit=given.fit
        )

    def _to_intake(
        self, intake: Intake, request: Request, timeout_s: float | None, waits: bool
    ) -> OpenExchange:
        """Let the intake answer. It takes no time (assumed) unless a fault makes it slow."""
        at = self.clock.now()
        with self._lock:
            given = intake.serve(request, at)
        delay_s = given.delay_s if isinstance(given, Response) else 0.0
        if timeout_s is not None and timeout_s < delay_s:
            given = Failure("timeout")
        elif delay_s and waits:
            self.clock.advance(delay_s)
        due = at + timedelta(seconds=delay_s) if delay_s and not waits else None
        return OpenExchange(at, request, given, due=due)

    def _due(self, given: Response | Failure) -> datetime:
        delay_s = given.delay_s if isinstance(given, Response) else 0.0
        return self.clock.now() + timedelta(seconds=self.latency_s + delay_s)

    def _served(
        self, request: Request, timeout_s: float | None, waits: bool
    ) -> Response | Failure | _Unmatched:
        if self.vendor is None:
            return _Unmatched(())
        half_s = self.latency_s / 2
        if waits:
            self.clock.advance(half_s)
        arrives = self.clock.now() if waits else self.clock.now() + timedelta(seconds=half_s)
        given = self._answer(self.vendor, request, arrives)
        if isinstance(given, _Unmatched):
            return given
        delay_s = given.delay_s if isinstance(given, Response) else 0.0
        takes_s = self.latency_s + delay_s
        if isinstance(given, Response) and timeout_s is not None and timeout_s < takes_s:
            given = Failure("timeout")
        if waits and not (isinstance(given, Failure) and given.kind == "timeout"):
            self.clock.advance(half_s + delay_s)
        return given

    def _answer(
        self, vendor: Vendor, request: Request, arrives: datetime
    ) -> Response | Failure | _Unmatched:
        """Let the vendor answer one request at a time; ``arrives`` is when the request reaches it.

        The waiting times of parallel requests still overlap.
        """
        with self._lock:
            try:
                if self._asking:
                    where = vendor_name(vendor)
                    what = "the vendor's handle() sent an HTTP request while it answered another"
                    raise VendorError(what, where=where)
                self._asking = True
                try:
                    given = answer(vendor, request, arrives)
                    return _Unmatched(unmatched(vendor, request)) if given is None else given
                finally:
                    self._asking = False
            except VendorError as error:
                self.broken = error
                raise VendorBroke(error) from error


def _handshaken(given: Response | Failure | _Unmatched) -> bool:
    """Whether the vendor itself answers the opening of a WebSocket: it agrees, or refuses with an error."""
    if isinstance(given, Response):
        return given.status == 101 or (given.status >= 400 and not given.tried)
    return isinstance(given, Failure)
