"""Apply the server's faults: between two cycles, and at ``demisto`` calls of the integration."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from ..clock.simulated import Clock
from ..record.entries import CheckedJson, Json
from ..settings.instance import Stores
from .fault import Fault, Trip, trip_of
from .faulty_vendor import FaultyVendor
from .occasions import Occasions

_TRIPS = ("raise", "kill")
_BETWEEN = ("last_run", "clock", "params")


class Faults:
    """The faults of one run. ``params`` are the parameters of the instance that faults have changed so far.

    ``changes`` holds, by the number of a fault that changes parameters, their new values as the integration
    gets them. ``happened`` describes the faults of the current cycle.
    """

    def __init__(
        self,
        faults: Sequence[tuple[int, Fault]],
        occasions: Occasions,
        changes: Mapping[int, Mapping[str, Json]],
        vendor: FaultyVendor | None = None,
    ) -> None:
        self._faults = faults
        self._occasions = occasions
        self._changes = changes
        self._vendor = vendor
        self._restarts: dict[int, bool] = {}
        self._skew_s = 0.0
        self.params: dict[str, Json] = {}
        self.happened: list[str] = []

    def restarts(self, cycle: int, tick: datetime) -> bool:
        """Whether a fault restarts the server before this cycle; for the same cycle the answer stays the
        same.
        """
        if not self._faults:
            return False
        if cycle not in self._restarts:
            happening = self._happening(("server",), cycle, tick)
            self._restarts = {cycle: bool(list(happening))}
        return self._restarts[cycle]

    def before(self, cycle: int, tick: datetime, stores: Stores, clock: Clock) -> Stores:
        """Apply the faults that happen before a cycle, and return the server's saved state after them."""
        self.happened = ["fault: server: restart"] if self.restarts(cycle, tick) else []
        if self._vendor is not None:
            self._vendor.begin(cycle)
        for number, fault in self._happening(_BETWEEN, cycle, tick):
            self.happened.append(f"fault: {fault.words}")
            if fault.kind == "last_run":
                stores = replace(stores, last_run=fault.value)
            elif fault.kind == "clock":
                clock.step(float(fault.value))
                self._skew_s += float(fault.value)
            else:
                self.params.update(self._changes[number])
        return stores

    def tell(self, log: Callable[[str, str], None]) -> None:
        """Log the faults that happened before the cycle, and from now on each fault at a request."""

        def note(words: str) -> None:
            self.happened.append(words)
            log("fault", words)

        for words in self.happened:
            log("fault", words)
        if self._vendor is not None:
            self._vendor.note = note

    def trips(self, cycle: int, tick: datetime) -> tuple[Trip, ...]:
        """Return the ``demisto`` calls that faults hit in this cycle."""
        if not self._faults:
            return ()
        return tuple(trip_of(fault) for _, fault in self._happening(_TRIPS, cycle, tick))

    def state(self) -> dict[str, CheckedJson]:
        """Return the state of all faults, so that another process can continue the run."""
        return {
            "occasions": self._occasions.state(),
            "params": self.params,
            "skew_s": self._skew_s,
            "restarts": self._restarts,
        }

    def restore(self, state: Mapping[str, CheckedJson], clock: Clock) -> None:
        """Return to a state that ``state()`` gave, in a process in which no fault has happened yet.

        It also steps ``clock`` by the sum of the clock faults in that state. A step that ``clock`` had
        made
        before would count twice.
        """
        self._occasions.restore(state["occasions"])
        self.params = dict(state["params"])
        self._restarts = dict(state["restarts"])
        self._skew_s = float(state["skew_s"])
        clock.step(self._skew_s)

    def _happening(
        self, kinds: tuple[str, ...], cycle: int, tick: datetime
    ) -> Iterator[tuple[int, Fault]]:
        for number, fault in self._faults:
            if fault.kind in kinds and self._occasions.happens(number, fault, cycle, tick):
                yield number, fault


def no_faults() -> Faults:
    """Return a Faults object without any fault."""
    return Faults((), Occasions(0, datetime.min), {})
