"""Tell which keys of an integration context hold the state of a fetch, and which hold a login."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .entries import Json

# Parts of names, compared without case and underscores.
_LOGIN = re.compile(
    r"token|expir|auth|session|jwt|refresh|cookie|validuntil|devicecode|usercode|verif|challenge|nonce"
    r"|csrf|bearer|password|secret|credential|apikey|clientid|tenant|grant|login|signin"
)
# A login word beside one of these may name a position: next_token, sync_token, last_session_id.
_POSITION = re.compile(
    r"next|page|contin|sync|delta|cursor|last|fetch|offset|skip|since|seen|event|alert|incident"
)


def state_keys(context: Mapping[str, Json]) -> list[str]:
    """Return the keys of an integration context that do not hold a login.

    If there is a login among the keys, a key with "time" in its name counts as the login's expiry.
    """
    keys = [key for key, value in context.items() if not _is_login(key, value)]
    if len(keys) < len(context):
        keys = [key for key in keys if "time" not in key.lower()]
    return keys


def may_hold_state(context: Json) -> bool:
    """Whether an integration context may hold the state of a fetch; an ambiguous key counts as state."""
    if not isinstance(context, Mapping):
        return bool(context)
    return bool(without_login(context))


def without_login(context: Json) -> Json:
    """Return an integration context without the keys that hold a login; unchanged if it is not an object.

    A key of a login stays if it may also name a position, such as ``next_token``.
    """
    if not isinstance(context, Mapping):
        return context
    state = state_keys(context)
    return {
        key: value
        for key, value in context.items()
        if key in state or _POSITION.search(_plain(key))
    }


def _is_login(key: str, value: Json) -> bool:
    """Whether a key of an integration context holds (part of) a login, or an object that holds nothing
    else.
    """
    if _LOGIN.search(_plain(key)):
        return True
    return isinstance(value, Mapping) and bool(value) and not state_keys(value)


def _plain(key: str) -> str:
    return re.sub(r"[^a-z0-9]", "", key.lower())
