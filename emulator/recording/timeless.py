"""Requests without what differs from run to run: times, credentials, and what only makes one unique."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl, unquote, urlsplit

from ..masking.mask import MASK
from ..record.times import EPOCH_IN_TEXT, ISO

TIME = "<time>"
_TIMES = re.compile(f"{ISO.pattern}|({EPOCH_IN_TEXT.pattern})")
# Credentials too: whoever recorded them may have taken them out.
_UNIQUE = re.compile(
    r"_|cb|nonce|sig|signature|callback|(?:x[-_])?request[-_]?id"
    r"|(?:x[-_])?api[-_]?key|(?:access|auth|api)[-_]?token|client[-_]?secret|password|secret",
    re.I,
)


@dataclass(frozen=True)
class Shape:
    """A request's method, path, query and body without times.

    Credentials, and what is unique, are left out of the query.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    body: str = ""

    @property
    def words(self) -> str:
        """As users read it: ``GET /alerts?limit=10&since=<time>``."""
        query = "&".join(f"{name}={value}" for name, value in self.query)
        return f"{self.method} {self.path}" + (f"?{query}" if query else "")

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """What was masked may have been anything."""
        return re.compile(_open(self.path))

    def mismatch(self, asked: Shape) -> str:
        """Why this recorded shape does not take the one that is asked; empty where it does."""
        if self.method != asked.method:
            return f"the method differs (asked was {asked.method})"
        if self._pattern.fullmatch(asked.path) is None:
            return "the path differs"
        own, theirs = dict(self.query), dict(asked.query)
        names = sorted(own.keys() ^ theirs.keys())
        if names:
            side = "was not asked" if names[0] in own else "was not recorded"
            return f"the query differs: {names[0]} {side}"
        for name, value in own.items():
            if re.fullmatch(_open(value), theirs[name], re.DOTALL) is None:
                return f"the query differs: {name} was recorded as {value[:60]}"
        return ""

    def same_body(self, asked: Shape) -> bool:
        return re.fullmatch(_open(self.body), asked.body, re.DOTALL) is not None


def _open(text: str) -> str:
    return ".*".join(map(re.escape, text.split(MASK)))


def timeless(text: str) -> str:
    """The text with every time in it replaced: ISO 8601, and seconds (or less) since 1970."""
    return _TIMES.sub(_replaced, text)


def _replaced(match: re.Match[str]) -> str:
    is_time = match[0].startswith(("19", "20") if match[1] else "1")
    return TIME if is_time else match[0]


def shape_of(method: str, url: str, body: str) -> Shape:
    parts = urlsplit(url)
    values: dict[str, list[str]] = {}
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if not _UNIQUE.fullmatch(name):
            values.setdefault(name, []).append(timeless(value))
    query = tuple((name, ",".join(values[name])) for name in sorted(values))
    return Shape(method.upper(), timeless(unquote(parts.path or "/")), query, _body(body))


def _body(text: str) -> str:
    """JSON and forms regardless of the order of their keys."""
    text = text.strip()
    if text.startswith(("{", "[")):
        try:
            return timeless(json.dumps(json.loads(text), sort_keys=True))
        except (ValueError, RecursionError):
            return timeless(text)
    if re.match(r"[\w.$@%\[\]-]+=", text):
        return "&".join(f"{name}={timeless(value)}" for name, value in sorted(parse_qsl(text)))
    return timeless(text)
