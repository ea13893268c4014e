"""Resolve keys of an integration's yml that are meant for one marketplace, such as ``display:xsoar``."""

from __future__ import annotations

from collections.abc import Sequence

from ..record.entries import CheckedJson, Json

# The names that the public content uses (observed in code).
MARKETPLACES = (
    "xsoar",
    "xsoar_on_prem",
    "xsoar_saas",
    "marketplacev2",
    "xpanse",
    "platform",
)


def for_marketplace(value: Json, marketplaces: Sequence[str]) -> CheckedJson:
    """Return an integration's yml as a marketplace gets it (observed in production's code).

    The value of ``key:NAME`` replaces that of ``key`` if NAME is one of ``marketplaces``, of which the most
    specific comes first. Keys for other marketplaces are dropped.
    """
    if isinstance(value, list):
        return [for_marketplace(item, marketplaces) for item in value]
    if not isinstance(value, dict):
        return value
    plain = {key: item for key, item in value.items() if not _suffix(key)}
    for name in reversed(marketplaces):
        for key, item in value.items():
            if _suffix(key) == name:
                plain[str(key).rpartition(":")[0]] = item
    return {key: for_marketplace(item, marketplaces) for key, item in plain.items()}


def _suffix(key: Json) -> str:
    name = key.rpartition(":")[2] if isinstance(key, str) and ":" in key else ""
    return name if name in MARKETPLACES else ""
