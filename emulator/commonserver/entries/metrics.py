"""Count the API calls of a command by their result: success, quota error, timeout and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from ..server import is_demisto_version_ge
    from .command_results import CommandResults
    from .entry_types import ErrorTypes

__all__ = ("ExecutionMetrics",)

_STATUSES = {
    401: ErrorTypes.AUTH_ERROR,
    429: ErrorTypes.QUOTA_ERROR,
    500: ErrorTypes.SERVICE_ERROR,
}


def _counter(name: str, kind: str) -> Any:
    def read(self: Any) -> Any:
        return getattr(self, name)

    def write(self: Any, value: Any) -> None:
        setattr(self, name, value)
        self.update_metrics(kind, value)

    return property(read, write)


class ExecutionMetrics:
    """Counters of a command's API calls, one for each possible result. ``metrics`` is the entry to return."""

    def __init__(
        self,
        success: int = 0,
        quota_error: int = 0,
        general_error: int = 0,
        auth_error: int = 0,
        service_error: int = 0,
        connection_error: int = 0,
        proxy_error: int = 0,
        ssl_error: int = 0,
        timeout_error: int = 0,
        retry_error: int = 0,
    ) -> None:
        self._metrics: list[dict[str, Any]] = []
        self.metrics: Any = None
        self.success = success
        self.quota_error = quota_error
        self.general_error = general_error
        self.auth_error = auth_error
        self.service_error = service_error
        self.connection_error = connection_error
        self.proxy_error = proxy_error
        self.ssl_error = ssl_error
        self.timeout_error = timeout_error
        self.retry_error = retry_error

    success = _counter("_success", ErrorTypes.SUCCESS)
    quota_error = _counter("_quota_error", ErrorTypes.QUOTA_ERROR)
    general_error = _counter("_general_error", ErrorTypes.GENERAL_ERROR)
    auth_error = _counter("_auth_error", ErrorTypes.AUTH_ERROR)
    service_error = _counter("_service_error", ErrorTypes.SERVICE_ERROR)
    connection_error = _counter("_connection_error", ErrorTypes.CONNECTION_ERROR)
    proxy_error = _counter("_proxy_error", ErrorTypes.PROXY_ERROR)
    ssl_error = _counter("_ssl_error", ErrorTypes.SSL_ERROR)
    timeout_error = _counter("_timeout_error", ErrorTypes.TIMEOUT_ERROR)
    retry_error = _counter("_retry_error", ErrorTypes.RETRY_ERROR)

    @staticmethod
    def is_supported() -> bool:
        return is_demisto_version_ge("6.8.0")

    def get_metric_list(self) -> list[dict[str, Any]]:
        return self._metrics

    def update_metrics(self, metric_type: str, metric_value: Any) -> None:
        if metric_value > 0:
            for metric in self._metrics:
                if metric["Type"] == metric_type:
                    metric["APICallsCount"] = metric_value
                    break
            else:
                self._metrics.append({"Type": metric_type, "APICallsCount": metric_value})
            self.metrics = CommandResults(execution_metrics=self._metrics)


def _error_type(status: int) -> str:
    """Return the type under which an answer of this HTTP status is counted."""
    return _STATUSES.get(status, ErrorTypes.GENERAL_ERROR)


def _count(metrics: Any, kind: str) -> None:
    """Add one call to the counter of a type (``AuthError`` in ``auth_error``); none for an unknown type."""
    names = {
        value: "success" if name == "SUCCESS" else name.lower()
        for name, value in vars(ErrorTypes).items()
        if name.isupper()
    }
    if kind in names:
        setattr(metrics, names[kind], getattr(metrics, names[kind]) + 1)
