"""Record the calls of the ``demisto`` object, and let a fault make a call fail."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from ..error_text import exception_text
from ..errors import KilledByFault
from ..faults.fault import Trip
from ..record.entries import CheckedJson, Json
from ..record.json_value import round_trip
from .session import Session

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")

# Created when this module is imported, in real time: a call never waits for the simulated clock.
_TURN = threading.RLock()


def in_turn(method: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """Decorate a method so that only one thread runs it at a time.

    So the calls take effect in the order in which they are recorded.
    """

    @wraps(method)
    def called(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        with _TURN:
            return method(*args, **kwargs)

    return called


def tripping(call: Callable[..., Any], trip: Trip, session: Session) -> Callable[..., Any]:
    """Return a replacement for a ``demisto`` call that a fault hits: it fails, or the fetch is killed there.

    With ``trip.after`` the call takes effect first. A failing call raises ConnectionError, as a call to an
    unreachable server does. A kill raises KilledByFault; the session remembers it, so that it counts even if
    the code catches the exception.
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


class RecordedCalls:
    """The base class of ``demisto``: it records calls in the session, which is the state of the fetch."""

    _session: Session

    def _record(self, name: str, /, *, answer: Json = None, **args: Json) -> None:
        self._session.recorder.call(name, args, answer)

    def _answer(self, name: str, value: Json, **args: Json) -> CheckedJson:
        """Record a ``demisto`` call that returns a value, and return a copy of the value, as production
        does.
        """
        self._record(name, answer=round_trip(value, name), **args)
        return round_trip(value, name)

    def _take(
        self,
        name: str,
        what: str,
        value: object,
        /,
        parameter: str = "value",
        refused: str = "",
        **args: object,
    ) -> CheckedJson:
        """Record a ``demisto`` call with an argument; return the argument as JSON changes it.

        ``what`` names the argument in errors. Raises TypeError or ValueError if the argument is not JSON, and
        ValueError with the text ``refused`` if that is not empty; both are recorded.
        """
        odd: list[str] = []
        try:
            given = {parameter: value, **args}
            sent = {key: round_trip(arg, what, odd) for key, arg in given.items()}
        except (TypeError, ValueError) as error:
            self._session.recorder.call(name, {}, error=exception_text(error))
            raise
        self._session.recorder.call(name, sent, error=refused, no_numbers=tuple(odd))
        if refused:
            raise ValueError(refused)
        return sent[parameter]

    def _noted(self, name: str, **args: object) -> None:
        """Record a ``demisto`` call that has no other effect."""
        self._record(name, **{key: round_trip(value, name) for key, value in args.items()})

    def _log(self, level: str, args: tuple[Any, ...]) -> None:
        texts = round_trip(list(args), f"{level} log")
        self._session.recorder.log(level, " ".join(_text(text) for text in texts))


def _text(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value)
