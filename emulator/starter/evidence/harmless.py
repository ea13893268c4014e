"""Replace the values of test data, which may be personal or secret, by made-up values of the same form."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from itertools import cycle, islice

from ...record.entries import CheckedJson, Json
from ...record.words import words_of

_MOST_KEYS, _MOST_ITEMS, _DEEPEST = 80, 2, 8
_LARGEST_NUMBER = 1000
_DIGITS, _HEX, _LETTERS = "1234567890", "0123456789abcdef", "abcdefghij"
# Their values are words of the product, not of a person.
_KINDS = frozenset((
    "type", "types", "status", "state", "severity", "priority", "level", "category", "kind", "urgency",
    "impact", "class", "classification", "action", "verdict", "disposition", "resolution", "platform",
    "protocol", "method", "direction", "mode", "confidence", "os", "format", "unit",
))  # fmt: skip
_SECRET = re.compile(
    r"(pass(word|wd|phrase)?|secret|token|api_?key|credentials?|signature|private_?key|cookies?|jwt"
    r"|session_?(id|key))$",
    re.I,
)
_MADE_UP = "made up"
_WORD = re.compile(r"[A-Za-z][A-Za-z]*([ _-][A-Za-z]+){0,2}")
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.I | re.S), made)
    for pattern, made in (
        (r"[^@\s]+@[^@\s]+\.[a-z]{2,}", "user@xfetch.example.com"),
        (r".{0,80}<[^@\s]+@[^@\s]+>", "User <user@xfetch.example.com>"),
        (r"\d{1,3}(\.\d{1,3}){3}", "192.0.2.1"),
        (r"\d{1,3}(\.\d{1,3}){3}(:|/)\d+", "192.0.2.0/24"),
        (r"(?=.*:.*:)[0-9a-f:]{3,39}(%\w+)?", "2001:db8::1"),
        (r"([0-9a-f]{2}[:-]){5}[0-9a-f]{2}", "02:00:00:00:00:01"),
        (r"[a-z][a-z0-9+.-]*://.*", "https://xfetch.example.com/1"),
        (r"(/[\w.{}-]+){2,}/?", "/path/1"),
        (r"[a-z]:\\.*", "C:\\\\file.txt"),
        (r"([a-z0-9-]+\.)+(com|net|org|io|local|test|corp|lan|gov|edu)", "host.xfetch.example.com"),
    )
)
_HEX_TEXT = re.compile(r"(?=.*\d)[0-9a-f]{12,128}", re.I)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_NAME_OF_KEY = re.compile(r"[A-Za-z_@$#.][\w@$#.: /()-]{0,60}")
_PERSONAL_KEY = re.compile(r"@\w+\.|\d{5}|\d+\.\d+\.\d+|[0-9a-f]{12}", re.I)


def harmless(value: CheckedJson, name: str, words: Collection[str], depth: int = 0) -> CheckedJson:
    """Return a made-up value with the same form as this value of test data.

    ``name`` is the value's key. ``words`` are the text constants of the integration's code: these, and words
    that name a kind (a severity), stay as they are.
    """
    if isinstance(value, Mapping):
        kept = [key for key in value if is_plain_key(key) or key in words][:_MOST_KEYS]
        deep = depth > _DEEPEST
        return {} if deep else {key: harmless(value[key], key, words, depth + 1) for key in kept}
    if isinstance(value, (list, tuple)):
        return [harmless(one, name, words, depth + 1) for one in value[:_MOST_ITEMS]]
    if value is None or isinstance(value, bool):
        return value
    if _SECRET.search(name):
        return "" if value == "" else "xfetch-made-up"
    if isinstance(value, int):
        return (
            value if abs(value) < _LARGEST_NUMBER else int(_filled(len(str(abs(value))), _DIGITS))
        )
    if isinstance(value, float):
        return value if value.is_integer() and abs(value) < _LARGEST_NUMBER else 1.5
    return harmless_text(str(value), name, words)


def is_plain_key(key: str) -> bool:
    """Whether a key is a name that the product chose, and not an id, an address or a time from someone's
    data.
    """
    return _NAME_OF_KEY.fullmatch(key) is not None and _PERSONAL_KEY.search(key) is None


def harmless_text(text: str, name: str, words: Collection[str]) -> str:
    """Return a made-up text with the same form as this text of test data."""
    if not text.strip() or (text in words and len(text) <= 60):
        return text
    if set(words_of(name)[-1:]) & _KINDS and _WORD.fullmatch(text) and len(text) <= 40:
        return text
    if text[:1] in "{[":
        try:
            return json.dumps(harmless(json.loads(text), name, words))
        except (ValueError, RecursionError):
            pass
    return of_form(text) or _MADE_UP


def told_apart(made: Json, source: CheckedJson) -> Json:
    """Return a made-up value in which texts differ where those of the ``source`` do, if they are all the
    values of one mapping: the code may keep something under each name.
    """
    if isinstance(made, Mapping) and isinstance(source, Mapping):
        if all(one == _MADE_UP for one in made.values()):
            numbers = {text: n for n, text in enumerate(dict.fromkeys(map(source.get, made)), 1)}
            return {key: _numbered(numbers[source.get(key)]) for key in made}
        return {key: told_apart(inner, source.get(key)) for key, inner in made.items()}
    if isinstance(made, list) and isinstance(source, list):
        return [told_apart(*pair) for pair in zip(made, source, strict=False)]
    return made


def _numbered(number: int) -> str:
    return _MADE_UP if number == 1 else f"{_MADE_UP} {number}"


def of_form(text: str) -> str:
    """Return a made-up address, link, id or number, if the text has the form of one; else an empty text."""
    if _UUID.fullmatch(text):
        return "-".join(_filled(size, _HEX) for size in (8, 4, 4, 4, 12))
    if _HEX_TEXT.fullmatch(text):
        made = _filled(len(text), _HEX)
        return made.upper() if text.isupper() else made
    if _NUMBER.fullmatch(text):
        return re.sub(r"\d+", lambda match: _filled(len(match[0]), _DIGITS), text)
    found = next((made for pattern, made in _FORMS if pattern.fullmatch(text)), "")
    return found.replace("\\\\", "\\")


def _filled(size: int, characters: str) -> str:
    return "".join(islice(cycle(characters), size))


def id_template(values: Collection[Json]) -> str:
    """Return a template for made-up ids with the form of these: ``INC-{n}``, or ``{n}`` for plain numbers.

    A run replaces ``{n}`` by a number of four digits.
    """
    text = str(next(iter(values), ""))
    if not text or text.isdecimal() or len(text) < 4 or len(text) > 120:
        return "{n}"
    made = re.sub(r"[A-Za-z0-9]+", lambda match: _like(match[0], first=not match.start()), text)
    match = re.search(r"[A-Za-z0-9]*$", made)
    end = match[0] if match else ""
    kept = made[: len(made) - min(len(end), 4)].replace("{", "{{").replace("}", "}}")
    return kept + "{n}"


def _like(part: str, *, first: bool) -> str:
    """Return made-up characters for a part of an id: digits for digits, hex for hex.

    A short word at the beginning of an id stays.
    """
    if part.isdecimal():
        return _filled(len(part), _DIGITS)
    if first and part.isalpha() and len(part) <= 8:
        return part
    if re.fullmatch(r"[0-9a-f]+|[0-9A-F]+", part):
        made = _filled(len(part), _HEX)
        return made.upper() if part.isupper() else made
    made = _filled(len(part), _LETTERS)
    return made.upper() if part.isupper() else made


def escaped(value: CheckedJson) -> Json:
    """Return a value with its braces doubled: then the template of generated fields gives it back
    unchanged.
    """
    if isinstance(value, str):
        return value.replace("{", "{{").replace("}", "}}")
    if isinstance(value, Mapping):
        return {key: escaped(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [escaped(inner) for inner in value]
    return value  # type: ignore[no-any-return]
