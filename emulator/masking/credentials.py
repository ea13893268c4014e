"""Find the credentials in an HTTP exchange: tokens that a login returns, and credentials sent in requests."""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from ..record.entries import Exchange, Json
from .logins import may_answer_credentials

# Names of secrets in any response, and names that mean a secret only in the response to a login.
_ALWAYS = (
    r"access[_-]?token|refresh[_-]?token|id[_-]?token|session[_-]?token|auth[_-]?token"
    r"|authentication[_-]?token|bearer[_-]?token|security[_-]?token|jwt"
)
_AT_LOGIN = (
    r"[\w-]*token|bearer|session|[\w-]*session[_-]?(?:id|key)|sid|auth[_-]?code"
    r"|api[_-]?(?:key|secret)|ticket"
)
_SENT = (
    r"password|passwd|pwd|passphrase|client[_-]?secret|secret(?:[_-]?key)?"
    r"|api[_-]?(?:key|token|secret)|access[_-]?token|refresh[_-]?token|auth[_-]?token"
    r"|session[_-]?token|(?:client[_-]?)?assertion|private[_-]?key"
)
_PAGE = re.compile(r"page|next|cursor|continu|csrf_?param", re.I)
_HEADER = re.compile(
    r"token|api-?_?keys?|^key$|^auth|-auth\b|authorization|secret|session|^x-.*-?sid$"
    r"|password|credential|signature",
    re.I,
)
_NOT_HEADER = re.compile(r"page|next|cursor|continu|content|www-auth|expire|type$", re.I)
_SCHEMES = ("basic", "bearer", "token", "apikey", "key", "ssws", "digest", "jwt", "negotiate")
_SECRET_PART = re.compile(r"token|secret|signature|key|password|response|nonce|sig$", re.I)
_INSTANT = re.compile(r"^(?:\d{4}-\d\d-\d\d|1\d{9}(?:\d{3})?$)")


def _pairs(names: str) -> re.Pattern[str]:
    """Return a pattern for ``"name": "value"`` in JSON, also where the JSON is a string inside other JSON."""
    return re.compile(
        rf'"({names})"\s*:\s*"((?:[^"\\]|\\.)*)"|\\"({names})\\"\s*:\s*\\"([^"\\]*)\\"', re.I
    )


def _elements(names: str) -> re.Pattern[str]:
    return re.compile(rf"<(?:[\w.-]+:)?({names})(?:\s[^<>]*)?>([^<>]+)</", re.I)


_ALWAYS_JSON, _LOGIN_JSON, _SENT_JSON = _pairs(_ALWAYS), _pairs(_AT_LOGIN), _pairs(_SENT)
_ALWAYS_XML, _SENT_XML = _elements(_ALWAYS), _elements(_SENT)
_LOGIN_XML = _elements(rf"{_AT_LOGIN}|key")
_SENT_NAME = re.compile(rf"^(?:{_SENT})$", re.I)
_NAMES = re.compile(r"[?&]([^=&#]+)")
_PATH_SESSION = re.compile(r";\w*session_?id=([^;/?#&]+)", re.I)
_MAY_BE_SENT = re.compile(rf"^(?:{_SENT})$|[%+]", re.I)


def tokens_of(exchange: Exchange) -> Iterator[str]:
    """Yield each value of an HTTP exchange that looks like a credential; ``Mask.learn`` drops harmless
    ones.
    """
    yield from _of_headers(exchange.request_headers)
    yield from _of_url(exchange.url)
    yield from _of_sent_body(exchange.request_body)
    yield from _of_headers(exchange.response_headers)
    yield from _of_answer(exchange)


def tokens_kept(context: Json) -> Iterator[str]:
    """Yield the credentials in an integration context, by the key names that mean a secret in the body of a
    request or of any response.
    """
    text = json.dumps(context)
    yield from _always_in(text)
    yield from _found(text, _SENT_JSON, _SENT_XML)


def basic_password(token: str) -> str | None:
    """Return the password from the base64 of ``user:password``; None for any other text."""
    try:
        pair = base64.b64decode(token, validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    return pair.partition(":")[2] if ":" in pair else None


@lru_cache(maxsize=64)
def _of_headers(headers: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Return the credentials in HTTP headers; cached, because most requests have the same headers."""
    return tuple(_in_headers(headers))


def _in_headers(headers: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for name, value in headers:
        if name.lower() in ("cookie", "set-cookie"):
            yield from _of_cookies(value, only_first=name.lower() == "set-cookie")
        elif _HEADER.search(name) and not _NOT_HEADER.search(name):
            yield from _of_authorization(name, value.strip())


def _of_authorization(name: str, value: str) -> Iterator[str]:
    """Yield the secrets in a header: its value without the scheme, ``key=value`` parts, a password after
    Basic.
    """
    scheme, _, rest = value.partition(" ")
    known = "authorization" in name.lower() or scheme.lower() in _SCHEMES
    token = rest.strip() if rest and known else value
    yield token
    if scheme.lower() == "basic":
        yield basic_password(token) or ""
    elif re.fullmatch(r"[^:\s/]+:[^:\s/]+", token):
        yield token.rpartition(":")[2]
    for part, text in re.findall(r"([\w-]+)\s*=\s*\"?([^\",;\s]+)\"?", token):
        if _SECRET_PART.search(part):
            yield text


def _of_cookies(value: str, *, only_first: bool) -> Iterator[str]:
    """Yield cookie values that may be a session: with a digit or 20 characters, and not a time.

    With ``only_first`` (for Set-Cookie) only the first pair is a cookie; the others are attributes.
    """
    for part in value.split(";")[: 1 if only_first else None]:
        text = part.partition("=")[2].strip().strip('"')
        if (re.search(r"\d", text) or len(text) >= 20) and not _INSTANT.match(text):
            yield text


def _of_url(url: str) -> Iterator[str]:
    if ";" in url:
        yield from _PATH_SESSION.findall(url)
    # Most URLs have no credentials; a name with escapes must be decoded before it can be compared.
    if "@" not in url and not any(_MAY_BE_SENT.search(name) for name in _NAMES.findall(url)):
        return
    try:
        parts = urlsplit(url)
        if parts.password:
            yield unquote(parts.password)
        pairs = parse_qsl(parts.query)
    except ValueError:
        return
    yield from (value for name, value in pairs if _SENT_NAME.match(name))


def _of_sent_body(body: str) -> Iterator[str]:
    if not body:
        return
    yield from _found(body, _SENT_JSON, _SENT_XML)
    if "=" in body and not body.lstrip().startswith(("{", "[", "<")):
        yield from (value for name, value in parse_qsl(body) if _SENT_NAME.match(name))


def _of_answer(exchange: Exchange) -> Iterator[str]:
    body = exchange.response_body
    yield from _always_in(body)
    if not may_answer_credentials(exchange) or (exchange.status or 0) >= 400:
        return
    yield from _found(body, _LOGIN_JSON, _LOGIN_XML)
    alone = body.strip().strip('"')
    if re.fullmatch(r"[\w.~+/=:-]{8,}", alone) and (re.search(r"\d", alone) or len(alone) >= 20):
        yield alone


@lru_cache(maxsize=16)
def _always_in(body: str) -> tuple[str, ...]:
    """Return the values in a body whose names always mean a secret; cached, since bodies often repeat."""
    return tuple(_found(body, _ALWAYS_JSON, _ALWAYS_XML))


def _found(body: str, in_json: re.Pattern[str], in_xml: re.Pattern[str]) -> Iterator[str]:
    """Yield the secrets in a body, by the names in the patterns for JSON and XML; paging tokens are left
    out.
    """
    for name, text, inner_name, inner in in_json.findall(body) if '"' in body else ():
        if not _PAGE.search(name or inner_name):
            yield _unescaped(text or inner)
    for name, text in in_xml.findall(body) if "</" in body else ():
        if not _PAGE.search(name):
            yield html.unescape(text.strip())


def _unescaped(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text
