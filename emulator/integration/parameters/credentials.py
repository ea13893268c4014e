"""The value of a credentials parameter (type 9), as the integration sees it."""

from __future__ import annotations

from collections.abc import Mapping

from ...record.entries import CheckedJson, Json

# What the second level holds, as `--param credentials.credentials.sshkey=…` addresses it.
VAULT_KEYS = ("id", "user", "password", "sshkey", "sshkeyPass")
# `credential` names the stored credentials that an instance uses; empty where it uses none.
KEYS = ("identifier", "password", "passwordChanged", "credential", "credentials")


def credentials(identifier: str = "", password: str = "") -> dict[str, Json]:
    """The full shape: what was not given is an empty string (observed in code)."""
    return {
        "identifier": identifier,
        "password": password,
        "passwordChanged": False,
        "credential": "",
        "credentials": dict.fromkeys(VAULT_KEYS, ""),
    }


def merged(value: Mapping[str, CheckedJson], given: Mapping[str, CheckedJson]) -> dict[str, Json]:
    """``value`` with what was given laid over it; the second level is merged key by key."""
    inner = {**value["credentials"], **(given.get("credentials") or {})}
    return {**value, **given, "credentials": inner}


def secrets_of(value: Mapping[str, CheckedJson]) -> tuple[str, ...]:
    """Every text in it but the vault's own id: the platform keeps the whole parameter encrypted."""
    inner = value.get("credentials") or {}
    vault = [item for key, item in inner.items() if key in VAULT_KEYS and key != "id"]
    texts = [value.get("identifier"), value.get("password"), *vault]
    return tuple(text for text in texts if isinstance(text, str) and text)
