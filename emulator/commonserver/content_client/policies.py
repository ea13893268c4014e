"""When a content client tries again, when it stops sending, and how fast it sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    import threading
    import time
    from dataclasses import dataclass
    from datetime import datetime, timezone
    from typing import Any

    import anyio
    import httpx

    from .failures import ContentClientConfigurationError

__all__ = (
    "CircuitBreaker",
    "CircuitBreakerPolicy",
    "RateLimitPolicy",
    "RetryPolicy",
    "TimeoutSettings",
    "TokenBucketRateLimiter",
)

# What is tried again without an answer. A timeout of the dialling is not among it (observed in code).
_PASSING_FAILURES = (
    httpx.ConnectError,
    httpx.ReadTimeout,
    httpx.WriteTimeout,
    httpx.RemoteProtocolError,
    httpx.PoolTimeout,
)


def _refuse_unless(holds: bool, what: str) -> None:
    if not holds:
        raise ValueError(what)


@dataclass
class RetryPolicy:
    """How often a request is tried, and how long the client waits between two attempts."""

    max_attempts: int = 5
    initial_delay: float = 1.0
    multiplier: float = 2.0
    max_delay: float = 60.0
    jitter: float = 0.2
    retryable_status_codes: tuple[int, ...] = (408, 413, 425, 429, 500, 502, 503, 504)
    retryable_exceptions: tuple[Any, ...] = _PASSING_FAILURES
    respect_retry_after: bool = True

    def __post_init__(self) -> None:
        _refuse_unless(self.max_attempts >= 1, "max_attempts must be at least 1")
        _refuse_unless(self.initial_delay >= 0, "initial_delay must not be negative")
        _refuse_unless(self.multiplier >= 1, "multiplier must be at least 1")
        _refuse_unless(0 <= self.jitter <= 1, "jitter must lie between 0 and 1")
        _refuse_unless(
            self.max_delay > self.initial_delay, "max_delay must be greater than initial_delay"
        )

    def next_delay(self, attempt: int, retry_after: Any = None) -> float:
        """Return how many seconds to wait after an attempt, counted from 1. ``retry_after`` is what the
        product asked for.
        """
        if retry_after is not None and self.respect_retry_after:
            return float(retry_after)
        delay_s = min(self.max_delay, self.initial_delay * self.multiplier ** (attempt - 1))
        return max(0.0, delay_s * (1 + random.uniform(-self.jitter, self.jitter)))


def _asked_delay_s(response: Any) -> float | None:
    """Return the seconds of an answer's ``Retry-After``, a number or a date; None without one."""
    text = response.headers.get("Retry-After") if response is not None else None
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        pass
    try:
        moment = datetime.strptime(text, "%a, %d %b %Y %H:%M:%S GMT")
    except ValueError:
        return None
    left = moment.replace(tzinfo=timezone.utc) - datetime.now(timezone.utc)
    return max(0.0, left.total_seconds())


@dataclass
class CircuitBreakerPolicy:
    """After how many failures in a row the client stops sending, and for how many seconds."""

    failure_threshold: int = 5
    recovery_timeout: float = 60.0

    def __post_init__(self) -> None:
        _refuse_unless(self.failure_threshold >= 1, "failure_threshold must be at least 1")
        _refuse_unless(self.recovery_timeout > 0, "recovery_timeout must be greater than 0")


class CircuitBreaker:
    """Stops requests after several failures in a row. After a while it lets one request try; a success
    lets all of them through again.
    """

    def __init__(self, policy: CircuitBreakerPolicy) -> None:
        self.policy = policy
        self._failures = 0
        self._opened_at: float | None = None
        self._probing = False
        self._lock = threading.Lock()

    def can_execute(self) -> bool:
        """Whether a request may be sent now."""
        with self._lock:
            if self._opened_at is None:
                return True
            rested = time.monotonic() - self._opened_at >= self.policy.recovery_timeout
            if not rested or self._probing:
                return False
            self._probing = True
            return True

    def record_success(self) -> None:
        """Let all requests through."""
        with self._lock:
            self._failures, self._opened_at, self._probing = 0, None, False

    def record_failure(self) -> None:
        """Count a failure, and stop sending if it is one too many."""
        with self._lock:
            self._failures += 1
            if self._probing or self._failures >= self.policy.failure_threshold:
                self._opened_at, self._probing = time.monotonic(), False


@dataclass
class RateLimitPolicy:
    """How many requests a second the client sends, and how many at once after a pause. 0 is no limit."""

    rate_per_second: float = 0.0
    burst: int = 1
    respect_retry_after: bool = True

    def __post_init__(self) -> None:
        _refuse_unless(self.rate_per_second >= 0, "rate_per_second must not be negative")
        _refuse_unless(self.burst >= 1, "burst must be at least 1")

    @property
    def enabled(self) -> bool:
        return self.rate_per_second > 0


class TokenBucketRateLimiter:
    """Lets a request wait until one may be sent: each takes a token, and tokens come back with time."""

    def __init__(self, policy: RateLimitPolicy) -> None:
        self.policy = policy
        self._most = float(max(1, policy.burst))
        self._tokens = self._most
        self._counted_at = time.monotonic()
        self._lock = threading.Lock()

    async def acquire(self) -> None:
        """Take a token; wait for one if there is none."""
        if self.policy.rate_per_second <= 0:
            raise ContentClientConfigurationError("rate_per_second must be greater than 0")
        while (wait_s := self._take()) > 0:
            await anyio.sleep(wait_s)

    def _take(self) -> float:
        """Take a token and return 0, or return how many seconds it is until there is one."""
        with self._lock:
            now = time.monotonic()
            passed_s, self._counted_at = now - self._counted_at, now
            self._tokens = min(self._most, self._tokens + passed_s * self.policy.rate_per_second)
            # A sum of fractions may lack the last digit of a whole token.
            if self._tokens >= 1 - 1e-9:
                self._tokens -= 1
                return 0.0
            return (1 - self._tokens) / self.policy.rate_per_second


@dataclass
class TimeoutSettings:
    """How many seconds each part of a request may take, and the whole run (``execution``)."""

    connect: float = 10.0
    read: float = 60.0
    write: float = 60.0
    pool: float = 60.0
    execution: float | None = None
    safety_buffer: float = 30.0

    def __post_init__(self) -> None:
        parts = (self.connect, self.read, self.write, self.pool, self.safety_buffer)
        _refuse_unless(all(part > 0 for part in parts), "a timeout must be greater than 0")
        enough = self.execution is None or self.execution > self.safety_buffer
        _refuse_unless(enough, "execution must be greater than safety_buffer")

    def as_httpx(self) -> httpx.Timeout:
        return httpx.Timeout(connect=self.connect, read=self.read, write=self.write, pool=self.pool)
