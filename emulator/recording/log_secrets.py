"""Take the secrets out of values that a debug log holds: by their names, and by their form.

A log holds what a customer typed and what the code sent, in any nesting: JSON within the text of other JSON,
addresses with a password, headers in a long text. What may be a secret is taken out, also where it is none:
the names here are more than those of ``masking/credentials.py``, whose reports have to stay readable.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Set
from functools import lru_cache
from urllib.parse import unquote_plus

from ..masking.mask import MASK
from ..record.entries import Json
from ..record.words import words_of
from .debug_lines import REPLACED

Found = Callable[[str], None]

_IN_NAME = re.compile(
    r"key(?!word|stone)|private|passw|passphrase|passcode|secret|token|credential|service_?account|signature"
    r"|authoriz|cookie|session|pwd|connection_?string",
    re.IGNORECASE,
)
_SHORT = (
    "pass pin otp totp mfa sig auth assertion bearer jwt sas sid cred creds cert pem pfx hmac dsn"
)
_WORDS = frozenset(_SHORT.split())
# What names a pair whose other half is the value: {"name": "password", "value": …}.
_NAMED_BY = ("name", "key", "field", "header", "type")
_VALUES = ("value", "values", "content")
# A code is a secret in a login alone; elsewhere it is a country's or an error's.
_LOGIN, _IN_LOGIN = "grant_type", ("code", "code_verifier", "device_code")

_WHOLE = (
    re.compile(r"-----BEGIN [^-]*-----.*?(?:-----END [^-]*-----|$)", re.DOTALL),
    # JSON in base64: a token in three parts, or a cursor.
    re.compile(r"\beyJ[\w+/=-]{8,}(?:\.[\w-]*)*"),
)
_USER = re.compile(r"(?<=://)[^/\s@?#]+(?=@)")
_SCHEME = re.compile(r"\b((?:Bearer|SSWS|JWT|ApiKey|Negotiate)\s+)([\w.~+/=-]{4,})")
# ``name=`` and ``name: ``; the name and the value may stand in quotes, escaped or not.
_NAME = re.compile(r"(?<![\w.$-])([\w.$-]+)\\*[\"']?\s*[:=]\s*")
_VALUE = re.compile(
    r"\\*\"(?:[^\"\\]|\\.)*\"?|'[^']*'?|(?:Bearer|Basic|Token)\s+[^\s,;&\"'})\]]+|[^\s,;&\"'})\]]+"
)
_PATH_TOKEN = re.compile(r"\d{5,}:[\w-]{8,}")
_LIKE_A_SECRET = re.compile(r"(?=.*\d)[\w.~+=:-]{6,}")
_DEEPEST = 20


@lru_cache(maxsize=1024)
def is_secret_name(name: str) -> bool:
    """Whether the value of a parameter, header or key of this name is a secret."""
    return bool(_IN_NAME.search(name)) or not _WORDS.isdisjoint(words_of(name))


def without_secrets(
    value: Json, name: str = "", found: Found | None = None, depth: int = 0
) -> Json:
    """Return a value without its secrets; ``name`` is that of the value. Each secret that has a name is
    reported to ``found``.
    """
    if depth > _DEEPEST:
        return MASK
    if isinstance(value, dict):
        secret = _secret_keys(value, name)
        return {
            key: without_secrets(inner, "secret" if key in secret else key, found, depth + 1)
            for key, inner in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [without_secrets(inner, name, found, depth + 1) for inner in value]
    if value is None or isinstance(value, bool) or value == "":
        return value
    if is_secret_name(name):
        if found is not None and REPLACED not in str(value):
            found(str(value))
        return MASK
    return _text(value, found, depth) if isinstance(value, str) else value


def _secret_keys(value: Mapping[str, Json], name: str) -> Set[str]:
    """Return the keys of an object whose values are secrets for another reason than their own names."""
    if is_secret_name(name):
        return value.keys() - {"identifier"}
    names = (value.get(key) for key in _NAMED_BY)
    named = any(isinstance(one, str) and is_secret_name(one) for one in names)
    return {*(_VALUES if named else ()), *(_IN_LOGIN if _LOGIN in value else ())}


def _text(text: str, found: Found | None, depth: int) -> str:
    if REPLACED in text:
        return MASK
    if text.lstrip()[:1] in ("{", "["):
        try:
            inner = json.loads(text)
        except (ValueError, RecursionError):
            pass
        else:
            kept = without_secrets(inner, "", found, depth + 1)
            return text if kept == inner else json.dumps(kept)
    plain = _plain(text, found)
    if plain == text and "%" in text:
        # Escaped twice: an address within an address.
        once = unquote_plus(text)
        return text if once == text or _text(once, found, depth + 1) == once else MASK
    return plain


def _plain(text: str, found: Found | None) -> str:
    for whole in _WHOLE:
        text = whole.sub(MASK, text)
    text = _USER.sub(MASK, text) if "@" in text else text
    return _SCHEME.sub(rf"\g<1>{MASK}", "".join(_without_named(text, found)))


def _without_named(text: str, found: Found | None) -> Iterator[str]:
    """Yield the pieces of a text, a mask in place of each value that has a secret's name."""
    at = 0
    for name in _NAME.finditer(text):
        if name.end() <= at or not is_secret_name(name[1]):
            continue
        value = _VALUE.match(text, name.end())
        bare = "" if value is None else value[0].strip("\\\"'")
        if value is None or bare in ("", MASK):
            continue
        if found is not None:
            found(bare.rpartition(" ")[2])
        yield text[at : name.end()] + MASK
        at = value.end()
    yield text[at:]


def path_without_secrets(path: str, found: Found | None = None) -> str:
    """Return a path without the segments that look like a secret, and stand behind a secret's name."""
    kept = []
    before = ""
    for segment in path.split("/"):
        if is_secret_name(before) and _LIKE_A_SECRET.fullmatch(segment):
            if found is not None:
                found(segment)
            kept.append(MASK)
        else:
            kept.append(_PATH_TOKEN.sub(MASK, segment))
        before = segment
    return "/".join(kept)
