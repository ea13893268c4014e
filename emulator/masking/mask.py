"""Replace the secrets of a run in everything that xfetch writes or shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..record.entries import CheckedJson, Exchange, Json
from .credentials import basic_password, tokens_of
from .forms import MIN_LENGTH, forms
from .search import Search

MASK = "********"
_MIN_LEARNED = 8
_MIN_DIGITS = 8
# A product may issue a token with every fetch, which must not fill the memory in a long run: of older
# tokens only the value itself is searched for (in every escaping), not its base64.
_MOST_RECENT = 2_000
MOST_LEARNED = 100_000
_MOST_HEADERS = 256
_NO_SECRETS = """
true false null none undefined password username authorization anonymous unauthorized forbidden
application/json keep-alive no-cache required disabled enabled basic bearer
"""
COMMON_WORDS = frozenset(_NO_SECRETS.split())
_BASIC = re.compile(r"\b(Basic\s+)([A-Za-z0-9+/]{6,}={0,2})")


class Mask:
    """The secrets of one run: those that the user gave, and those learned from its HTTP exchanges.

    ``public`` are values that look like secrets but are placeholders; they are never learned. Values under 4
    characters and common words are not masked. Of learned values those under 8 characters, URLs and numbers
    with fewer than 8 digits are not masked either.
    """

    def __init__(self, values: Iterable[str], *, public: Iterable[str] = ()) -> None:
        self._public = frozenset(public)
        self._search = Search(MASK)
        # Both in the order of last use; each recent value with the forms that it added to the search.
        self._recent: dict[str, frozenset[str]] = {}
        self._older: dict[str, None] = {}
        self._headers: dict[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]] = {}
        # A caller that sets a list here gets every value that is learned.
        self.news: list[str] | None = None
        for value in values:
            if len(value) >= MIN_LENGTH and value.lower() not in COMMON_WORDS:
                self._search.add(forms(value))

    def learn(self, value: str) -> None:
        """Mask this value from now on, unless it is too short or too common to be a secret."""
        if value in self._recent:
            self._recent[value] = self._recent.pop(value)  # move it to the end: it was used last
        elif value in self._older or self._worth(value):
            if value in self._older:
                del self._older[value]
                self._search.remove([value])
            elif self.news is not None:
                self.news.append(value)
            self._recent[value] = self._search.add(forms(value))
            self._headers.clear()
            self._make_room()

    def learn_again(self, values: Sequence[str]) -> None:
        """Mask the values that another Mask has learned; ``values`` are in the order in which it learned
        them.
        """
        older = values[:-_MOST_RECENT]
        self._search.add(value for value in older if value not in self._older)
        self._older.update(dict.fromkeys(older))
        for value in values[-_MOST_RECENT:]:
            self.learn(value)

    def _make_room(self) -> None:
        if len(self._recent) > _MOST_RECENT:
            for value in list(self._recent)[: _MOST_RECENT // 4]:
                own = self._recent.pop(value)
                self._search.remove(own - {value})
                if value in own:
                    self._older[value] = None
        if len(self._older) > MOST_LEARNED:
            for value in list(self._older)[: MOST_LEARNED // 4]:
                del self._older[value]
                self._search.remove([value])

    def learn_from_exchange(self, exchange: Exchange) -> None:
        """Learn the credentials in an HTTP request and its response."""
        for token in tokens_of(exchange):
            self.learn(token)

    def _worth(self, value: str) -> bool:
        if len(value) < _MIN_LEARNED or value in self._public or value.lower() in COMMON_WORDS:
            return False
        if value.startswith(("http://", "https://")):
            return False
        if re.fullmatch(r"[-+.\d]+", value):
            return sum(character.isdigit() for character in value) >= _MIN_DIGITS
        return value.strip("*") != ""

    def text(self, text: str) -> str:
        """Return a text with every form of every secret replaced by asterisks."""
        if not text:
            return text
        if "Basic " in text:
            text = _BASIC.sub(self._basic, text)
        return self._search.replaced(text)

    def _basic(self, found: re.Match[str]) -> str:
        """Mask the base64 of ``user:password`` after Basic, even if its password is unknown; leave other
        base64.
        """
        password = basic_password(found.group(2))
        secret = password is not None and password not in self._public
        return f"{found.group(1)}{MASK}" if secret else found.group()

    def leaves(self, text: str) -> bool:
        """Whether masking this JSON text (in ASCII) would certainly change nothing."""
        return "Basic " not in text and not self._search.may_be_in_json(text)

    def json(self, value: Json) -> CheckedJson:
        """Return a JSON value with the secrets masked in its texts, keys and numbers."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.text(str(key)): self.json(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.json(item) for item in value]
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            whole = isinstance(value, float) and value.is_integer()
            return MASK if self._search.knows(str(int(value) if whole else value)) else value
        return value

    def __call__(self, value: Json) -> Json:
        """Mask a JSON value as ``json`` does; a tuple is masked as the headers of an HTTP message."""
        return self._masked_headers(value) if type(value) is tuple else self.json(value)

    def _masked_headers(self, headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        """Return HTTP headers with masked values; cached, since most requests have the same headers."""
        known = self._headers.get(headers)
        if known is None:
            if len(self._headers) > _MOST_HEADERS:
                self._headers.clear()
            known = tuple((name, self.text(value)) for name, value in headers)
            self._headers[headers] = known
        return known
