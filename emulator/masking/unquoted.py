"""Remove escapes from a text in layers, and map its characters back to the escaped text.

A layer is one round of escaping: percent signs of URLs, backslashes of JSON, Python and JavaScript, entities
of XML and HTML. A text may mix them; all are removed together.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator

_HEX = "[0-9a-fA-F]"
_QUOTED = re.compile(
    rf"(?:%{_HEX}{{2}})+|%u{_HEX}{{4}}|(?:\\x{_HEX}{{2}})+"
    rf"|\\u[dD][89abAB]{_HEX}{{2}}\\u[dD][c-fC-F]{_HEX}{{2}}|\\u{_HEX}{{4}}"
    rf"|\\u\{{0*{_HEX}{{1,6}}\}}|\\U{_HEX}{{8}}|\\."
    rf"|&(?:#[0-9]{{1,9}}|#[xX]{_HEX}{{1,8}}|[a-zA-Z][a-zA-Z0-9]{{1,31}});",
    re.DOTALL,
)
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "a": "\a"}
_LETTER = len("\\n")
_LAST = 0x10FFFF
_MOST_LAYERS = 8
# The surrogate that Python decodes an invalid UTF-8 byte to, minus the byte.
_BYTE = 0xDC00


def unquoted(text: str) -> str:
    """Return a text with one layer of escaping removed."""
    return _QUOTED.sub(lambda found: "".join(char for char, _ in _parts(found[0])), text)


def layers(text: str) -> Iterator[str]:
    """Yield a text with one, two and more layers of escapes removed, until nothing changes (at most 8)."""
    for _ in range(_MOST_LAYERS):
        outer, text = text, unquoted(text)
        if text == outer:
            return
        yield text


class Origins:
    """Maps each index in ``unquoted(text)`` to the index in ``text``."""

    def __init__(self, text: str) -> None:
        # The indexes at which the distance between the two changes: in the unquoted text and in the text.
        self._here, self._there = [0], [0]
        here = there = 0
        for found in _QUOTED.finditer(text):
            here += found.start() - there
            there = found.start()
            for char, length in _parts(found[0]):
                self._note(here, there)
                here, there = here + len(char), there + length
            there = found.end()
            self._note(here, there)

    def _note(self, here: int, there: int) -> None:
        self._here.append(here)
        self._there.append(there)

    def of(self, at: int) -> int:
        """Return the index in the escaped text that belongs to an index in the unquoted text."""
        place = bisect_right(self._here, at) - 1
        return self._there[place] + at - self._here[place]


def _parts(quoted: str) -> Iterator[tuple[str, int]]:
    """Yield the characters that an escape, or a run of escaped bytes, stands for, each with its escaped
    length.
    """
    if quoted.startswith("%") and quoted[1] != "u":
        yield from _of_bytes(bytes.fromhex(quoted.replace("%", "")), 3)
    elif quoted.startswith("\\x") and len(quoted) > _LETTER:
        yield from _of_bytes(bytes.fromhex(quoted.replace("\\x", "")), 4)
    else:
        yield _character(quoted), len(quoted)


def _of_bytes(content: bytes, width: int) -> Iterator[tuple[str, int]]:
    """Decode, as UTF-8, bytes that stood in a text as escapes: ``%C3%A9`` is é.

    An invalid byte becomes the character with the same number. Yields each character, and how many
    characters of the text its escapes take up. ``width`` is that number for one byte: 3 for ``%C3``.
    """
    for char in content.decode("utf-8", "surrogateescape"):
        number = ord(char)
        if _BYTE <= number <= _BYTE + 0xFF:
            yield chr(number - _BYTE), width
        else:
            yield char, width * len(char.encode("utf-8"))


def _character(quoted: str) -> str:
    if quoted.startswith(("&#x", "&#X")):
        return _numbered(int(quoted[3:-1], 16), quoted)
    if quoted.startswith("&#"):
        return _numbered(int(quoted[2:-1]), quoted)
    if quoted.startswith("&"):
        return html.unescape(quoted)
    code = quoted[2:].strip("{}")
    if quoted[1] not in "uU" or not code:
        return _LETTERS.get(quoted[1], quoted[1])
    if "\\" in code:
        return (bytes.fromhex(code[:4]) + bytes.fromhex(code[-4:])).decode("utf-16-be")
    return _numbered(int(code, 16), quoted)


def _numbered(number: int, quoted: str) -> str:
    return chr(number) if number <= _LAST else quoted
