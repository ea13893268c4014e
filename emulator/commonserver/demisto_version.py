"""The server's version."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    import demistomock as demisto

__all__ = ("GetDemistoVersion", "get_demisto_version")


class GetDemistoVersion:
    """Return the server's version, asked for once. Raises AttributeError when the server is too old to
    have it.
    """

    def __init__(self) -> None:
        self._version: Any = None

    def __call__(self) -> Any:
        if self._version is None:
            if not hasattr(demisto, "demistoVersion"):
                raise AttributeError("demistoVersion attribute not found.")
            self._version = demisto.demistoVersion()
        return self._version


get_demisto_version = GetDemistoVersion()
