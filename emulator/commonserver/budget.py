"""What depends on the time that a run may take: sleeping no longer than that, stopping a block in time,
trying again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import time
    from collections.abc import Callable
    from datetime import datetime, timezone
    from functools import wraps
    from typing import Any

    import dateparser
    import demistomock as demisto

__all__ = (
    "SAFE_SLEEP_START_TIME",
    "ExecutionTimeout",
    "has_passed_time_threshold",
    "retry",
    "safe_sleep",
)

# When CommonServerPython was executed. Production executes it in every run; here it may be imported once,
# so the run's own start comes first.
SAFE_SLEEP_START_TIME = datetime.now()


def _ran_s() -> float:
    """Return for how many seconds the run has been going."""
    began = getattr(demisto, "_began", None)
    if began is not None:
        passed: float = (datetime.now(timezone.utc) - began).total_seconds()
        return passed
    return (datetime.now() - SAFE_SLEEP_START_TIME).total_seconds()


def safe_sleep(duration_seconds: float) -> None:
    """Sleep. Raises ValueError if the run would reach its time limit meanwhile.

    The server says how long a run may take: ``runDuration`` (minutes) in the calling context.
    """
    context = demisto.callingContext.get("context", {})
    if "runDuration" in context:
        limit_s = int(context["runDuration"]) * 60
        if duration_seconds > limit_s - _ran_s():
            raise ValueError(
                f"Requested a sleep of {duration_seconds} seconds, but time left until docker"
                f" timeout is {limit_s} seconds."
            )
    else:
        demisto.info(
            "Safe sleep is not supported in this server version, sleeping for the requested time."
        )
    time.sleep(duration_seconds)


class ExecutionTimeout:
    """A context manager that ends its block after some seconds, without an exception outside of it.

    Without ``seconds`` they are the run's own limit (``TimeoutDuration`` of the calling context).
    """

    class SignalTimeoutError(Exception):
        """Ends the block of an ExecutionTimeout."""

    def __init__(self, seconds: Any = 0) -> None:
        self.seconds = int(seconds) or int(self._limit_s())
        self._before: Any = None

    @staticmethod
    def _limit_s() -> float:
        limit_ns = demisto.callingContext.get("context", {}).get("TimeoutDuration", 0)
        return float(limit_ns or 0) / 10**9

    def __enter__(self) -> Any:
        import signal

        self._before = signal.signal(signal.SIGALRM, self._ring)
        signal.alarm(self.seconds)
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> bool:
        import signal

        signal.alarm(0)
        signal.signal(signal.SIGALRM, self._before)
        return kind is not None and issubclass(kind, self.SignalTimeoutError)

    def _ring(self, number: Any, frame: Any) -> None:
        raise self.SignalTimeoutError(f"the block took more than {self.seconds} seconds")

    @classmethod
    def limit_time(cls, seconds: Any, default_return_value: Any = None) -> Callable[..., Any]:
        """Decorate a function that returns ``default_return_value`` if it takes longer than ``seconds``."""

        def decorated(func: Callable[..., Any]) -> Callable[..., Any]:
            @wraps(func)
            def limited(*args: Any, **kwargs: Any) -> Any:
                with cls(seconds):
                    return func(*args, **kwargs)
                return default_return_value

            return limited

        return decorated


def retry(times: int = 3, delay: float = 1, exceptions: Any = Exception) -> Callable[..., Any]:
    """Decorate a function that is called up to ``times`` times, ``delay`` seconds apart, while it raises
    ``exceptions``.

    The exception of the last call is raised.
    """

    def decorated(func: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(func)
        def tried(*args: Any, **kwargs: Any) -> Any:
            for attempt in range(1, times + 1):
                demisto.debug(f"Running func {func.__name__} for the {attempt} time")
                try:
                    return func(*args, **kwargs)
                except exceptions as error:
                    demisto.debug(f"Error when executing func {func.__name__}, error: {error}")
                    if attempt == times:
                        raise
                    time.sleep(delay)
            return None

        return tried

    return decorated


def has_passed_time_threshold(timestamp_str: Any, seconds_threshold: Any) -> bool:
    """Whether a time is more than ``seconds_threshold`` seconds ago.

    Raises ValueError for a text that is no time. A time without a zone is a TypeError, as in the real one
    (observed in code).
    """
    moment = dateparser.parse(timestamp_str, settings={"TIMEZONE": "UTC"})
    if not moment:
        raise ValueError(f"Failed to parse timestamp: {timestamp_str}")
    return bool((datetime.now(timezone.utc) - moment).total_seconds() > seconds_threshold)
