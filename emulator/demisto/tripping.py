"""Let a fault of the scenario hit a demisto call."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from ..errors import KilledByFault
from ..faults.fault import Trip
from .session import Session


def tripping(call: Callable[..., Any], trip: Trip, session: Session) -> Callable[..., Any]:
    """Return the call with the fault in it.

    A failing call raises ConnectionError, as a call to an unreachable server does. A kill raises
    KilledByFault; the session notes it, so that it counts even if the code catches it.
    """

    @wraps(call)
    def tripped(*args: Any, **kwargs: Any) -> Any:
        if trip.after:
            call(*args, **kwargs)
        session.trouble.tripped = str(trip)
        session.recorder.log("fault", f"fault: {trip}")
        if trip.kind == "raise":
            session.recorder.call(trip.call, {}, error=f"fault: {trip}")
            raise ConnectionError(f"fault: {trip}")
        session.trouble.killed = str(trip)
        raise KilledByFault(str(trip))

    return tripped
