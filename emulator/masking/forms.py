"""The forms in which a secret may appear in a text: as it is, in parts, escaped, and in base64."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

from .unquoted import layers

MIN_LENGTH = 4
# Texts that no usual escaping changes.
NEVER_QUOTED = re.compile(r"[A-Za-z0-9_.~-]*")
_MIN_BASE64 = 6
_MIN_LINE = 16
_MIN_LEAF = 8
_LATIN = re.compile("(?:[\xc2-\xf4][\x80-\xbf]{1,3})+")
_MIN_NUMBER, _MAX_NUMBER = 8, 40
_SECRET_KEY = re.compile(r"key|secret|token|pass", re.I)


def forms(secret: str) -> frozenset[str]:
    """Return all texts to search for: the secret, its long lines and its parts (the body of a PEM file,
    values of a JSON document), each also in base64 and with usual escapes.

    Forms that are shorter than 4 characters, blank, or asterisks only are left out.
    """
    found = set[str]()
    for part in _parts(secret):
        for text in (*_unquoted(part), *_numbers(part), *_base64(part)):
            found.add(text)
            found.update(_usual(text))
    return frozenset(form for form in found if len(form) >= MIN_LENGTH and form.strip("* \t\r\n"))


def _parts(secret: str) -> Iterator[str]:
    """Yield the secret, the stripped secret, and its parts: long lines, PEM bodies, JSON values."""
    yield secret
    yield secret.strip()
    for line in re.split(r"\r?\n|\\r\\n|\\n", secret):
        if len(line.strip()) >= _MIN_LINE and not line.strip().startswith("-----"):
            yield line.strip()
    if "-----BEGIN " in secret:
        body = re.sub(r"-----[A-Z0-9 ]+-----", " ", secret.replace("\\n", " "))
        yield from (word for word in body.split() if len(word) >= _MIN_LINE)
        yield "".join(body.split())
    if secret.lstrip().startswith("{"):
        yield from _document_parts(secret)


def _document_parts(secret: str) -> Iterator[str]:
    """Yield the values under keys such as ``private_key`` in a JSON document (a service account)."""
    try:
        document = json.loads(secret, strict=False)
    except (ValueError, RecursionError):
        return
    open_nodes = [document]
    while open_nodes:
        node = open_nodes.pop()
        for key, value in node.items() if isinstance(node, dict) else ():
            if isinstance(value, str) and _SECRET_KEY.search(key) and len(value) >= _MIN_LEAF:
                yield from _parts(value)
            elif isinstance(value, dict):
                open_nodes.append(value)


def _unquoted(text: str) -> Iterator[str]:
    """Yield the forms that a secret has in a text whose escapes were removed: without its own escapes.

    Blanks may have become plus signs, and escapes of Latin characters may have been read as bytes.
    """
    for inner in (text, *layers(text)):
        yield inner
        yield inner.replace(" ", "+")
        if _LATIN.search(inner):
            # Unquoting reads the escapes of such characters as those of bytes.
            yield ascii(inner)[1:-1]
            yield _LATIN.sub(
                lambda found: found[0].encode("latin-1").decode("utf-8", "replace"), inner
            )


def _numbers(text: str) -> Iterator[str]:
    """Yield the forms of a number after parsing and formatting: without leading zeros, with separators, in
    hex.
    """
    if _MIN_NUMBER <= len(text) <= _MAX_NUMBER and text.isascii() and text.isdigit():
        number = int(text)
        yield from (f"{number}", f"{number:,}", f"{number:_}", f"{number:x}", f"{number:X}")


def _usual(text: str) -> Iterator[str]:
    """Yield a secret with the escapes of JSON, URLs and HTML.

    (Search finds other escapes too, but slower.)
    """
    if not NEVER_QUOTED.fullmatch(text):
        yield json.dumps(text)[1:-1]
        yield quote(text, errors="surrogatepass")
        yield quote_plus(text, errors="surrogatepass")
        # Needed for a secret that ends with a backslash: unquoting would remove the next character too.
        yield html.escape(text)


def _base64(text: str) -> Iterator[str]:
    """Yield the base64 of a secret: alone, and as part of a longer text at each of the three possible
    offsets.
    """
    raw = text.encode("utf-8", errors="surrogatepass")
    whole = base64.b64encode(raw).decode()
    cores = [whole]
    if len(raw) >= _MIN_BASE64:
        cores += [_core(raw, offset) for offset in range(3)]
    for core in cores:
        yield from (core, core.rstrip("="), core.translate(_URL_SAFE))
        yield core.translate(_URL_SAFE).rstrip("=")


def _core(raw: bytes, offset: int) -> str:
    """Return the base64 digits of ``raw`` that are the same whatever bytes stand before and after it.

    ``offset`` is the number of bytes before it, modulo 3.
    """
    digits = base64.b64encode(b"\0" * offset + raw).decode().rstrip("=")
    first = -(-offset * 8 // 6)
    last = (offset + len(raw)) * 8 // 6
    return digits[first:last]


_URL_SAFE = str.maketrans("+/", "-_")
