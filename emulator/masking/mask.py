"""Replaces secrets in everything that leaves the engine, before it touches a disk or a screen."""

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
# A vendor that hands out a token with every fetch must not fill the memory in a long run: of older ones
# only the value itself is kept, which is found in every quoting, and no longer its base64.
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
    """Knows the secrets of one run: those the user gave, and those seen in its exchanges.

    ``public`` are values that look like secrets and are none (placeholders): never learned.
    Values under 4 characters are not searched for; of learned ones, nothing under 8, no common
    word and no short number.
    """

    def __init__(self, values: Iterable[str], *, public: Iterable[str] = ()) -> None:
        self._public = frozenset(public)
        self._search = Search(MASK)
        # Both in the order of their last use; each recent value with the forms that it brought.
        self._recent: dict[str, frozenset[str]] = {}
        self._older: dict[str, None] = {}
        self._headers: dict[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]] = {}
        # What was learned lately, where somebody wants to know.
        self.news: list[str] | None = None
        for value in values:
            if len(value) >= MIN_LENGTH and value.lower() not in COMMON_WORDS:
                self._search.add(forms(value))

    def learn(self, value: str) -> None:
        """Mask this value from now on, if it is worth it."""
        if value in self._recent:
            self._recent[value] = self._recent.pop(value)  # the most recent one again
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
        """Mask what another mask has learned, in that order."""
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
        """Learn the credentials that were sent or handed out in it."""
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
        """The text with every form of every secret replaced."""
        if not text:
            return text
        if "Basic " in text:
            text = _BASIC.sub(self._basic, text)
        return self._search.replaced(text)

    def _basic(self, found: re.Match[str]) -> str:
        """Somebody's name and password, of whom no exchange has told yet."""
        password = basic_password(found.group(2))
        secret = password is not None and password not in self._public
        return f"{found.group(1)}{MASK}" if secret else found.group()

    def leaves(self, text: str) -> bool:
        """Whether masking certainly leaves a value alone that is written as this JSON text, in ASCII."""
        return "Basic " not in text and not self._search.may_be_in_json(text)

    def json(self, value: Json) -> CheckedJson:
        """The value with secrets replaced in all its texts, keys included, and in its numbers."""
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
        """As ``json``; a tuple holds the headers of a message, and stays one."""
        return self._masked_headers(value) if type(value) is tuple else self.json(value)

    def _masked_headers(self, headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        """Most requests of a run have the same."""
        known = self._headers.get(headers)
        if known is None:
            if len(self._headers) > _MOST_HEADERS:
                self._headers.clear()
            known = tuple((name, self.text(value)) for name, value in headers)
            self._headers[headers] = known
        return known
