"""The shapes in which a secret turns up in what an integration says and sends."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

from .unquoted import layers

MIN_LENGTH = 4
_MIN_BASE64 = 6
_MIN_LINE = 16
_MIN_LEAF = 8
_MIN_NUMBER, _MAX_NUMBER = 8, 40
# What HTTP clients leave unquoted differs; these four sets cover urllib, requests and forms.
_SAFE = ("", "/", "/~", "!#$%&'()*+,/:;=?@[]~")
_XML_ATTRIBUTE = str.maketrans({'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
_SECRET_KEY = re.compile(r"key|secret|token|pass", re.I)


def forms(secret: str) -> frozenset[str]:
    """Every text to search for: the secret itself, escaped, quoted, in base64, and its lines.

    Nothing shorter than 4 characters is in it, nothing blank, and nothing the mask itself contains.
    """
    found = set[str]()
    for part in _parts(secret):
        plain = {part, *_numbers(part), *_escaped(part), *_unquoted(part)}
        encoded = {*_base64(part)}
        found |= plain | encoded
        for text in plain | encoded:
            found |= set(_quoted(text))
    return frozenset(form for form in found if len(form) >= MIN_LENGTH and form.strip("* \t\r\n"))


def _parts(secret: str) -> Iterator[str]:
    """The secret, without the white space around it, and what of it travels alone."""
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
    """What a JSON document (a service account's) holds under keys that say secret."""
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


def _escaped(text: str) -> Iterator[str]:
    """As JSON writes it, also inside JSON inside JSON; as Python shows it; as XML has it."""
    for ascii_only in (True, False):
        once = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        twice = json.dumps(once, ensure_ascii=ascii_only)[1:-1]
        yield from (once, twice, json.dumps(twice, ensure_ascii=ascii_only)[1:-1])
        yield from _shown(once)
    yield from _shown(text)
    bare = html.escape(text, quote=False)
    attribute = bare.translate(_XML_ATTRIBUTE)
    yield from (bare, html.escape(text, quote=True), bare.replace('"', "&quot;"), attribute)
    yield attribute.replace("'", "&apos;")


def _unquoted(text: str) -> Iterator[str]:
    """What a search that takes quoting off meets: without what in the secret looks quoted, and with the
    plus signs that a form has for its spaces."""
    for inner in (text, *layers(text)):
        yield inner
        yield inner.replace(" ", "+")


def _numbers(text: str) -> Iterator[str]:
    """What a number becomes that is read and written again."""
    if _MIN_NUMBER <= len(text) <= _MAX_NUMBER and text.isascii() and text.isdigit():
        number = int(text)
        yield from (f"{number}", f"{number:,}", f"{number:_}", f"{number:x}", f"{number:X}")


def _shown(text: str) -> Iterator[str]:
    """As Python shows it as a text or as bytes; which quotes it escapes depends on what stands around."""
    in_bytes = repr(text.encode("utf-8", "surrogatepass"))[2:-1]
    for shown in (repr(text)[1:-1], ascii(text)[1:-1], in_bytes):
        bare = shown.replace("\\'", "'")
        yield from (bare, bare.replace("'", "\\'"))


def _quoted(text: str) -> Iterator[str]:
    for safe in _SAFE:
        upper = quote(text, safe=safe, errors="surrogatepass")
        yield upper
        yield _lower_hex(upper)
    plus = quote_plus(text, errors="surrogatepass")
    yield plus
    yield _lower_hex(plus)


def _lower_hex(text: str) -> str:
    return re.sub("%[0-9A-F]{2}", lambda found: found.group().lower(), text)


def _base64(text: str) -> Iterator[str]:
    """As a value of its own, and at each of the three places it can have inside a longer one."""
    raw = text.encode("utf-8", errors="surrogatepass")
    whole = base64.b64encode(raw).decode()
    cores = [whole]
    if len(raw) >= _MIN_BASE64:
        cores += [_core(raw, offset) for offset in range(3)]
    for core in cores:
        yield from (core, core.rstrip("="), core.translate(_URL_SAFE))
        yield core.translate(_URL_SAFE).rstrip("=")


def _core(raw: bytes, offset: int) -> str:
    """The digits that are the secret's alone when ``offset`` bytes stand before it."""
    digits = base64.b64encode(b"\0" * offset + raw).decode().rstrip("=")
    first = -(-offset * 8 // 6)
    last = (offset + len(raw)) * 8 // 6
    return digits[first:last]


_URL_SAFE = str.maketrans("+/", "-_")
