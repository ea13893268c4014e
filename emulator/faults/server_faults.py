"""Apply the server's faults: between two cycles, and at ``demisto`` calls of the integration."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from ..record.entries import CheckedJson, Json
from ..settings.instance import Stores
from .fault import Fault, Trip, trip_of
from .occasions import Occasions

if TYPE_CHECKING:
    # The supervisor reads the pauses, and needs no clock and no product.
    from ..clock.simulated import Clock
    from .faulty_vendor import FaultyVendor

_TRIPS = ("raise", "kill")
_BETWEEN = ("last_run", "clock", "params")


class Faults:
    """The faults of one run. ``params`` are the parameters of the instance that faults have changed so far.

    ``changes`` holds, by the number of a fault that changes parameters, their new values as the integration
    gets them. ``vendor`` and ``intake`` stand before the product and before the platform's intake; the state
    of ``vendor`` is saved with the product's. ``happened`` describes the faults of the current cycle.
    """

    def __init__(
        self,
        faults: Sequence[tuple[int, Fault]],
        occasions: Occasions,
        changes: Mapping[int, Mapping[str, Json]],
        vendor: FaultyVendor | None = None,
        intake: FaultyVendor | None = None,
    ) -> None:
        self._faults = faults
        self._occasions = occasions
        self._changes = changes
        self._fronts = [front for front in (vendor, intake) if front is not None]
        self._intake = intake
        self._restarts: dict[int, bool] = {}
        self._skew_s = 0.0
        self._pause: tuple[str, ...] = ()
        # The last runs that a fault puts back later, by the cycle that left them.
        self._wanted = {f.value for _, f in faults if f.kind == "last_run" and _is_cycle(f.value)}
        self._left: dict[int, Json] = {}
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

    def pause_s(self, cycle: int, tick: datetime) -> float:
        """Return for how many seconds the instance is disabled before this cycle. Call it once for a cycle,
        before ``before``.
        """
        pauses = [fault for _, fault in self._happening(("disabled",), cycle, tick)]
        self._pause = tuple(f"fault: {fault.words}" for fault in pauses)
        return sum(float(fault.value) for fault in pauses)

    def before(self, cycle: int, tick: datetime, stores: Stores, clock: Clock) -> Stores:
        """Apply the faults that happen before a cycle, and return the server's saved state after them."""
        self.happened = ["fault: server: restart"] if self.restarts(cycle, tick) else []
        self.happened += self._pause
        if cycle - 1 in self._wanted:
            self._left[cycle - 1] = stores.last_run
        for front in self._fronts:
            front.begin(cycle)
        for number, fault in self._happening(_BETWEEN, cycle, tick):
            self.happened.append(f"fault: {fault.words}")
            if fault.kind == "last_run":
                back = fault.value
                value = self._left.get(back, stores.last_run) if _is_cycle(back) else back
                stores = replace(stores, last_run=value)
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
        for front in self._fronts:
            front.note = note

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
            "left": self._left,
            "intake": self._intake.state() if self._intake is not None else None,
        }

    def restore(self, state: Mapping[str, CheckedJson], clock: Clock) -> None:
        """Return to a state that ``state()`` gave, in a process in which no fault has happened yet.

        It also steps ``clock`` by the sum of the clock faults in that state. A step that ``clock`` had made
        before would count twice.
        """
        self._occasions.restore(state["occasions"])
        self.params = dict(state["params"])
        self._restarts = dict(state["restarts"])
        self._left = dict(state["left"])
        if self._intake is not None:
            self._intake.restore(state["intake"])
        self._skew_s = float(state["skew_s"])
        clock.step(self._skew_s)

    def _happening(
        self, kinds: tuple[str, ...], cycle: int, tick: datetime
    ) -> Iterator[tuple[int, Fault]]:
        for number, fault in self._faults:
            if fault.kind in kinds and self._occasions.happens(number, fault, cycle, tick):
                yield number, fault


def _is_cycle(value: Json) -> bool:
    """Whether the value of a fault ``last_run`` is the number of a cycle, not a last run."""
    return isinstance(value, int)


def pauses_s(faults: Sequence[Fault]) -> dict[int, float]:
    """Return for how many seconds faults disable the instance before a cycle, by the number of the cycle.

    Only faults with chance 1 count, and only cycles that they name one by one. Other conditions of these
    faults are not looked at.
    """
    found: dict[int, float] = {}
    for fault in faults:
        spans = fault.when.cycles if fault.kind == "disabled" and fault.when.chance == 1 else ()
        for first, last in spans:
            if first == last:
                found[first] = found.get(first, 0.0) + float(fault.value)
    return found


def no_faults() -> Faults:
    """Return a Faults object without any fault."""
    return Faults((), Occasions(0, datetime.min), {})
