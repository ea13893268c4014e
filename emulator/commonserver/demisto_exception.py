"""``DemistoException``, the error of a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

__all__ = ("DemistoException",)


class DemistoException(Exception):
    """An error of a command.

    ``res`` is the HTTP response with the error, ``exception`` the original exception.
    """

    def __init__(
        self,
        message: Any,
        exception: Any = None,
        res: Any = None,
        error_type: Any = None,
        *args: Any,
    ) -> None:
        super().__init__(message, exception, error_type, *args)
        self.res = res
        self.message = message
        self.exception = exception
        self.error_type = error_type

    def __str__(self) -> str:
        return str(self.message)
