"""Whether an exchange looks like a login, by which weak names (``token``) become telling."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from .record import Exchange

_LOGIN_WORD = re.compile(
    r"oauth2?|authn?|authenticat(?:e|ion)|authorize|sso|tokens|sessions|keygen"
    r"|\w*(?:login|logon|signin|token|session|auth)"
)
# Records about logins are data, not logins.
_RECORDS = re.compile(r"events?|logs|alerts?|incidents|audits?|list|search|query|report")
_LOGIN_BODY = re.compile(
    r"""(?:^|[&"<:])(?:grant_type|client_secret|(?:client_)?assertion|password|passwd|pwd)(?:["=>])"""
    r"""|sys/login|"method"\s*:\s*"[\w.]*login"|<(?:\w+:)?login\b""",
    re.I,
)


def is_login(exchange: Exchange) -> bool:
    """Whether path or body look like a login."""
    try:
        parts = urlsplit(exchange.url)
        path = f"{parts.path} {parts.query}" if "keygen" in parts.query else parts.path
    except ValueError:
        path = exchange.url
    words = re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", path).lower())
    if any(map(_RECORDS.fullmatch, words)):
        return False
    named = any(map(_LOGIN_WORD.fullmatch, words))
    return named or bool(_LOGIN_BODY.search(exchange.request_body[:20_000]))
