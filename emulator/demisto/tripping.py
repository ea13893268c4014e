"""A demisto call that a fault hits."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from ..errors import KilledByFault
from ..faults.fault import Trip
from .session import Session


def tripping(call: Callable[..., Any], trip: Trip, session: Session) -> Callable[..., Any]:
    """The call, with the fault in it.

    What fails raises ConnectionError, as a call to a server does that cannot be reached; a kill unwinds
    the run, and counts also where the code swallows it.
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
