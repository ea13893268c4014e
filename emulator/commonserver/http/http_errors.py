"""The conversion of failed requests to ``DemistoException``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import json
    from typing import Any

    import requests

    from ..demisto_exception import DemistoException
    from ..entries.entry_types import ErrorTypes
    from ..entries.metrics import _count

__all__ = ()


_CONNECT_TIMEOUT = (
    "Connection Timeout Error - potential reasons might be that the Server URL parameter"
    " is incorrect or that the Server is not accessible from your host."
)
_CERTIFICATE = (
    "SSL Certificate Verification Failed - try selecting 'Trust any certificate' checkbox in"
    " the integration configuration."
)
_PROXY = (
    "Proxy Error - if the 'Use system proxy' checkbox in the integration configuration is"
    " selected, try clearing the checkbox."
)


def _api_error(response: Any) -> DemistoException:
    """Return the DemistoException for an HTTP response whose status is not valid."""
    text = f"Error in API call [{response.status_code}] - {response.reason}"
    try:
        body = json.dumps(response.json())
    except ValueError:
        body = response.text
    return DemistoException(f"{text}\n{body}", res=response)


def _translated(error: Exception, verify: Any, retries: Any) -> Exception:
    """Return the DemistoException for an exception of requests; the same exception if there is none for
    it.
    """
    exceptions = requests.exceptions
    if isinstance(error, exceptions.ConnectTimeout):
        return DemistoException(_CONNECT_TIMEOUT, error)
    if isinstance(error, exceptions.SSLError):
        return DemistoException(_CERTIFICATE, error) if verify else error
    if isinstance(error, exceptions.ProxyError):
        return DemistoException(_PROXY, error)
    if isinstance(error, exceptions.ConnectionError):
        return DemistoException(_no_connection(error), error)
    if isinstance(error, exceptions.RetryError):
        return DemistoException(_too_many(error, retries), error)
    return error


def _count_failure(metrics: Any, error: Exception) -> None:
    """Count a call that got no response. Any other exception than these is not counted (observed)."""
    exceptions = requests.exceptions
    kinds: tuple[tuple[Any, str], ...] = (
        (exceptions.ConnectTimeout, ErrorTypes.TIMEOUT_ERROR),
        (exceptions.SSLError, ErrorTypes.SSL_ERROR),
        (exceptions.ProxyError, ErrorTypes.PROXY_ERROR),
        (exceptions.ConnectionError, ErrorTypes.CONNECTION_ERROR),
        (exceptions.RetryError, ErrorTypes.RETRY_ERROR),
    )
    counted = next((name for kind, name in kinds if isinstance(error, kind)), None)
    if counted:
        _count(metrics, counted)


def _no_connection(error: Any) -> str:
    kind = f"<{type(error).__module__}.{type(error).__name__}>"
    return (
        "Verify that the server URL parameter is correct and that you have access to the server"
        f" from your host.\nError Type: {kind}\nError Number: [{error.errno}]\n"
        f"Message: {error.strerror}\n"
    )


def _too_many(error: Any, retries: Any) -> str:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    told = f"Reason: {reason}" if reason else ""
    return f"Max Retries Error- Request attempts with {retries} retries failed. \n{told}"
