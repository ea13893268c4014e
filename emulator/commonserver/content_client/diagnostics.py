"""What a content client counts and logs, and its report on itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import json
    import time
    from dataclasses import dataclass
    from datetime import datetime, timezone
    from typing import Any

    import demistomock as demisto

__all__ = (
    "ClientExecutionMetrics",
    "ContentClientLogger",
    "DiagnosticReport",
    "RequestTrace",
)

_SECRET_HEADERS = ("authorization", "x-api-key", "x-auth-token", "api-key", "apikey")
_MOST_TRACES = 1_000


@dataclass
class ClientExecutionMetrics:
    """How many requests of a client succeeded, and how many failed, by the kind of failure."""

    success: int = 0
    retry_error: int = 0
    quota_error: int = 0
    auth_error: int = 0
    service_error: int = 0
    general_error: int = 0


@dataclass
class RequestTrace:
    """One attempt of a request, kept in diagnostic mode. The request's headers are kept without secrets."""

    method: str
    url: str
    headers: dict[str, str]
    params: dict[str, Any]
    body: Any
    timestamp: float
    response_status: int | None = None
    response_headers: dict[str, str] | None = None
    response_body: Any = None
    elapsed_ms: float | None = None
    error: str | None = None
    retry_attempt: int = 0


@dataclass
class DiagnosticReport:
    """What a client did, in diagnostic mode."""

    content_item_name: str
    configuration: dict[str, Any]
    request_traces: list[RequestTrace]
    state_snapshots: list[dict[str, Any]]
    performance_metrics: dict[str, Any]
    errors: list[dict[str, Any]]
    recommendations: list[str]
    timestamp: float


class ContentClientLogger:
    """Writes log lines in JSON. Debug lines and traces are written in diagnostic mode only."""

    def __init__(
        self, client_name: str, diagnostic_mode: bool = False, structured_logging: bool = True
    ) -> None:
        self.client_name = client_name
        self.diagnostic_mode = diagnostic_mode
        self.structured_logging = structured_logging
        self.traces: list[RequestTrace] = []
        self.errors: list[dict[str, Any]] = []

    def debug(self, message: str, extra: Any = None) -> None:
        if self.diagnostic_mode:
            demisto.debug(self._line("DEBUG", message, extra))

    def info(self, message: str, extra: Any = None) -> None:
        demisto.info(self._line("INFO", message, extra))

    def warning(self, message: str, extra: Any = None) -> None:
        demisto.debug(self._line("WARNING", message, extra))

    def error(self, message: str, extra: Any = None) -> None:
        demisto.error(self._line("ERROR", message, extra))
        if self.diagnostic_mode and extra:
            self.errors.append({"message": message, "context": extra})

    def trace(self, request: Any, params: Any, body: Any, attempt: int) -> RequestTrace:
        """Keep one attempt of a request, and return it."""
        headers = {
            name: "***REDACTED***" if name.lower() in _SECRET_HEADERS else value
            for name, value in request.headers.items()
        }
        made = RequestTrace(
            method=request.method,
            url=str(request.url),
            headers=headers,
            params=dict(params),
            body=body,
            timestamp=time.monotonic(),
            retry_attempt=attempt - 1,
        )
        self.traces = [*self.traces[1 - _MOST_TRACES :], made]
        return made

    def log_metrics_summary(self) -> None:
        """Log how many requests were traced, and the longest time that one of them took."""
        times_ms = [one.elapsed_ms for one in self.traces if one.elapsed_ms is not None]
        if times_ms:
            summary = {"total_requests": len(times_ms), "max_latency_ms": max(times_ms)}
            self.info("Request metrics summary", {"metrics": summary})

    def _line(self, severity: str, message: str, extra: Any) -> str:
        if not self.structured_logging:
            more = f" | extra={json.dumps(extra, default=str)}" if extra else ""
            return f"[ContentClient:{self.client_name}:{severity}] {message}{more}"
        entry = {
            "severity": severity,
            "message": message,
            "timestamp": datetime.now(timezone.utc).isoformat(),
            "labels": {"client_name": self.client_name, "component": "ContentClient"},
            **(extra or {}),
        }
        return json.dumps(entry, default=str)

    def get_diagnostic_report(
        self, configuration: dict[str, Any], state_snapshots: Any = None
    ) -> DiagnosticReport:
        times_ms = [one.elapsed_ms for one in self.traces if one.elapsed_ms is not None]
        measured: dict[str, Any] = {}
        if times_ms:
            measured = {
                "avg_request_time_ms": sum(times_ms) / len(times_ms),
                "min_request_time_ms": min(times_ms),
                "max_request_time_ms": max(times_ms),
                "total_requests": len(times_ms),
            }
        kinds = {str(one["context"].get("error_type")) for one in self.errors}
        advice = {
            "auth": "Check the credentials, and when the token ends.",
            "rate_limit": "Send fewer requests a second.",
            "network": "Check the connection and the proxy.",
        }
        return DiagnosticReport(
            content_item_name=self.client_name,
            configuration=configuration,
            request_traces=list(self.traces),
            state_snapshots=list(state_snapshots or []),
            performance_metrics=measured,
            errors=list(self.errors),
            recommendations=[text for kind, text in advice.items() if kind in kinds],
            timestamp=time.monotonic(),
        )
