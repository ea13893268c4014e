"""Timeouts, retries and the reading of responses for ``BaseClient``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    import xml.etree.ElementTree as ET
    from typing import Any

    from urllib3.util import Retry

    from ..demisto_exception import DemistoException
    from ..server import get_integration_name, get_script_name

__all__ = ()


def _client_timeout_s(given: Any) -> float:
    """Return the timeout of a BaseClient in seconds.

    The environment variable ``REQUESTS_TIMEOUT.NAME`` comes first, with the name of the integration or
    script, then ``REQUESTS_TIMEOUT``, then ``given``, the timeout in the integration's code.
    """
    name = get_integration_name() or get_script_name()
    return float(os.getenv(f"REQUESTS_TIMEOUT.{name}") or os.getenv("REQUESTS_TIMEOUT") or given)


def _retry_policy(**options: Any) -> Any:
    """Return urllib3's ``Retry`` for GET, POST and PUT; urllib3 before 1.26 names its argument otherwise."""
    retry: Any = Retry
    methods = frozenset(["GET", "POST", "PUT"])
    if not options.get("backoff_jitter"):
        # urllib3 1 does not know it.
        options.pop("backoff_jitter", None)
    try:
        return retry(allowed_methods=methods, **options)
    except TypeError:
        return retry(method_whitelist=methods, **options)


def _read_as(resp_type: str, response: Any, raise_on_error: bool) -> Any:
    try:
        if resp_type == "json":
            return response.json()
        if resp_type == "text":
            return response.text
        if resp_type == "content":
            return response.content
        if resp_type == "xml":
            ET.fromstring(response.text)
        return response
    except ValueError as error:
        if not raise_on_error:
            return None
        text = f"Failed to parse json object from response: {response.content}"
        raise DemistoException(text, error, response)
