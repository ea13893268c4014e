"""Compare requests without the parts that change from run to run: times, credentials, nonces."""

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
# Credentials too: recording tools often remove them.
_UNIQUE = re.compile(
    r"_|cb|nonce|sig|signature|callback|(?:x[-_])?request[-_]?id"
    r"|(?:x[-_])?api[-_]?key|(?:access|auth|api)[-_]?token|client[-_]?secret|password|secret",
    re.I,
)


@dataclass(frozen=True)
class Shape:
    """A request without the parts that change from run to run, for comparison with other requests.

    Every time in it is replaced by ``<time>``; credentials and nonces are left out of the query.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    body: str = ""

    @property
    def words(self) -> str:
        """The request as a text to show to users: ``GET /alerts?limit=10&since=<time>``."""
        query = "&".join(f"{name}={value}" for name, value in self.query)
        return f"{self.method} {self.path}" + (f"?{query}" if query else "")

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """A regex for the path of the recorded request, in which a masked part matches any text."""
        return re.compile(_open(self.path))

    def mismatch(self, asked: Shape) -> str:
        """Explain why the request ``asked`` differs from this recorded one; empty if it matches."""
        if self.method != asked.method:
            return f"the method differs (the request is a {asked.method})"
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
        """Whether another request has the same body; a masked part of this recorded body matches any text."""
        return re.fullmatch(_open(self.body), asked.body, re.DOTALL) is not None


def _open(text: str) -> str:
    """Return a regex for a text in which each masked part (asterisks) matches any text."""
    return ".*".join(map(re.escape, text.split(MASK)))


def timeless(text: str) -> str:
    """Replace every time in a text by ``<time>``: ISO 8601, and epochs in any unit."""
    return _TIMES.sub(_replaced, text)


def _replaced(match: re.Match[str]) -> str:
    is_time = match[0].startswith(("19", "20") if match[1] else "1")
    return TIME if is_time else match[0]


def shape_of(method: str, url: str, body: str) -> Shape:
    """Return a request without its times, credentials and nonces, for comparison."""
    parts = urlsplit(url)
    values: dict[str, list[str]] = {}
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if not _UNIQUE.fullmatch(name):
            values.setdefault(name, []).append(timeless(value))
    query = tuple((name, ",".join(values[name])) for name in sorted(values))
    return Shape(method.upper(), timeless(unquote(parts.path or "/")), query, _body(body))


def _body(text: str) -> str:
    """Return a request's body without times, and with the keys of JSON or of a form in sorted order."""
    text = text.strip()
    if text.startswith(("{", "[")):
        try:
            return timeless(json.dumps(json.loads(text), sort_keys=True))
        except (ValueError, RecursionError):
            return timeless(text)
    if re.match(r"[\w.$@%\[\]-]+=", text):
        return "&".join(f"{name}={timeless(value)}" for name, value in sorted(parse_qsl(text)))
    return timeless(text)
