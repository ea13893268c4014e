"""The errors of a content client, each with the response that caused it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from ..demisto_exception import DemistoException

__all__ = (
    "ContentClientAuthenticationError",
    "ContentClientCircuitOpenError",
    "ContentClientConfigurationError",
    "ContentClientError",
    "ContentClientRateLimitError",
    "ContentClientRetryError",
    "ContentClientTimeoutError",
)


class ContentClientError(DemistoException):
    """A request failed; ``response`` is its answer, None where there was none."""

    def __init__(self, message: str, response: Any = None) -> None:
        super().__init__(message)
        self.response = response


class ContentClientAuthenticationError(ContentClientError):
    """The product refused the credentials (401, 403), or gave no token."""


class ContentClientRateLimitError(ContentClientError):
    """The product still answered 429 in the last attempt."""


class ContentClientTimeoutError(ContentClientError):
    """The time of the run is nearly over."""


class ContentClientCircuitOpenError(ContentClientError):
    """Too many requests failed in a row, so that none is sent for a while."""


class ContentClientRetryError(ContentClientError):
    """All attempts of a request are used up: they got no answer, or a 401."""


class ContentClientConfigurationError(ContentClientError):
    """The client was created with values that cannot be right."""
