"""Whether an exchange looks like a login, by which weak names (``token``) become telling."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from ..record.entries import Exchange

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
    path = _path(exchange.url)
    return looks_like_login(path) or (
        not _is_of_records(path) and bool(_LOGIN_BODY.search(exchange.request_body[:20_000]))
    )


def _path(url: str) -> str:
    """Without the query, unless that is what tells."""
    if "keygen" not in url:
        return url.partition("?")[0].partition("#")[0].partition("://")[2].partition("/")[2]
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{parts.path} {parts.query}" if "keygen" in parts.query else parts.path


@lru_cache(maxsize=256)
def looks_like_login(path: str) -> bool:
    """Whether the words of a URL's path are those of a login."""
    return not _is_of_records(path) and any(map(_LOGIN_WORD.fullmatch, _words(path)))


@lru_cache(maxsize=256)
def _is_of_records(path: str) -> bool:
    return any(map(_RECORDS.fullmatch, _words(path)))


def _words(path: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", path).lower())
