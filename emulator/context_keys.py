"""Which keys of an integration context hold the state of a fetch, and which only a login."""

from __future__ import annotations

from collections.abc import Mapping

from .record import Json

_TOKEN_WORDS = ("token", "expire", "auth", "session", "jwt", "refresh", "cookie", "valid_until")


def state_keys(context: Mapping[str, Json]) -> list[str]:
    """The keys that are no token, nor the time that stands beside one."""
    keys = [key for key in context if not _is_token(key)]
    if len(keys) < len(context):
        keys = [key for key in keys if "time" not in key.lower()]
    return keys


def _is_token(key: str) -> bool:
    return any(word in key.lower() for word in _TOKEN_WORDS)
