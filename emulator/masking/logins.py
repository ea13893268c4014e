"""Recognise HTTP requests that log in or out; masking, judging and the starter use this."""

from __future__ import annotations

import re
from functools import lru_cache

from ..record.entries import Exchange
from ..record.words import snake_case, words_of

_LOGIN_WORD = re.compile(
    r"oauth2?|authn?|authenticat(?:e|ion)|authorize|sso|jwt|tokens|sessions|keygen"
    r"|(?!noauth)[a-z0-9]*(?:login|logon|signin|token|session|auth)"
)
# A request that reads these lists them. Creating one is a login.
_LISTED = frozenset(["tokens", "sessions"])
# What may stand beside or behind a login's word in a GET: /auth/v2/getAccessToken.json.
_COMPANY = re.compile(
    r"get|create|new|generate|request|obtain|issue|refresh|renew|exchange|access|api|rest|user"
    r"|basic|bearer|json|php|aspx?|jsp|do|v?\d*"
)
# Records about logins are data, not logins.
_RECORDS = re.compile(
    r"\w*events?|logs?|alerts?|incidents?|detections?|audits?|reports?|activit(?:y|ies)|list|search|query"
    r"|history|failures?|failed|attempts?|usage"
)
_LOGOUT = re.compile(r"(?:log_?(?:out|off)|sign_?out)(?:_|$)|(?:^|_)revoke(?:_|$)")
_GRANT = re.compile(
    r"""(?:^|[&"<:])(?:grant_type|client_secret|(?:client_)?assertion)(?:["=>])"""
    r"""|sys/login|"method"\s*:\s*"[\w.]*login"|<(?:\w+:)?login\b""",
    re.I,
)
_PASSWORD = re.compile(r"""(?:^|[&"<:])(?:password|passwd|pwd)(?:["=>])""", re.I)
# Some products want the password in every request, beside the question.
_QUESTION = re.compile(
    r"""(?:^|[&"<:])(?:from|since|start|after|limit|page|filter|query)\w*(?:["=>])""", re.I
)
_LONGEST_BODY = 20_000


def is_login(exchange: Exchange) -> bool:
    """Whether an HTTP request asks for a token or a session, or renews one."""
    path = _path(exchange.url)
    if is_login_path(exchange.method, path):
        return True
    body = exchange.request_body[:_LONGEST_BODY]
    if not body or _is_of_records(path) or is_logout(exchange):
        return False
    with_password = bool(_PASSWORD.search(body)) and not _QUESTION.search(body)
    return with_password or bool(_GRANT.search(body))


@lru_cache(maxsize=256)
def is_login_path(method: str, path: str) -> bool:
    """Whether the method and the path (without host and query) alone show that a request logs in."""
    if not _speaks_of_login(path) or method == "DELETE" or _is_logout_path(path):
        return False
    if method not in ("GET", "HEAD"):
        return True
    # A GET of /auth/api/devices is no login, so the last words decide.
    for words in map(words_of, reversed(path.split("/"))):
        logs_in = [word for word in words if _LOGIN_WORD.fullmatch(word) and word not in _LISTED]
        if any(word not in logs_in and not _COMPANY.fullmatch(word) for word in words):
            return False
        if logs_in:
            return True
    return False


def is_logout(exchange: Exchange) -> bool:
    """Whether an HTTP request ends a session or revokes a token."""
    path = _path(exchange.url)
    if exchange.method == "DELETE":
        return _speaks_of_login(path)
    return _is_logout_path(path)


def may_answer_credentials(exchange: Exchange) -> bool:
    """Whether the answer to a request may hold credentials under common names such as ``token``.

    This is true for more requests than ``is_login``: a leaked credential is worse than a harmless word that
    is masked.
    """
    return _speaks_of_login(_path(exchange.url)) or is_login(exchange)


@lru_cache(maxsize=256)
def _speaks_of_login(path: str) -> bool:
    return not _is_of_records(path) and any(map(_LOGIN_WORD.fullmatch, words_of(path)))


@lru_cache(maxsize=256)
def _is_logout_path(path: str) -> bool:
    return bool(_LOGOUT.search(snake_case(path)))


@lru_cache(maxsize=256)
def _is_of_records(path: str) -> bool:
    return any(map(_RECORDS.fullmatch, words_of(path)))


def _path(url: str) -> str:
    """Return a URL's path without host and query; ``keygen`` for the query by which clients log in to
    PAN-OS.
    """
    if "type=keygen" in url:
        return "keygen"
    return url.partition("?")[0].partition("#")[0].partition("://")[2].partition("/")[2]
