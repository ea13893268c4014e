"""Shortens a request to its most useful parts: its path, and the parameter that says from which time it
asks.
"""

from __future__ import annotations

import re

from ...excerpt import excerpt
from ...judging.window.words import START, TIMES, word_set, words_of

_CUT = "…"
_TELLING = START | TIMES | word_set("cursor token next id ids query filter search q")
_PAGES = word_set("page offset skip")
# They say how much comes, and in which form.
_DULL = word_set("limit size count per sort order direction asc desc fields format expand results")
_TIME = re.compile(r"\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?|\b1\d{9}(?:\d{3})?\b")
_REQUEST = re.compile(r"(?:GET|POST|PUT|PATCH|DELETE) \S+")


def short_request(text: str, room: int) -> str:
    """Return a request in at most ``room`` characters.

    The least useful parameters are left out first, then the beginning of the path. Of a long body the part
    around its first time is kept.
    """
    if len(text) <= room:
        return text
    found = _REQUEST.match(text)
    if found is None:
        return excerpt(text, room)
    url, body = found[0], text[found.end() :].strip()
    if not body:
        method, _, path = url.partition(" ")
        return f"{method} {short_url(path, room - len(method) - 1)}"
    time = _TIME.search(body)
    whole = f"{url} {body}"
    return excerpt(whole, room, time[0] if time else "", min(len(url) + 1, room // 2))


def short_url(url: str, room: int) -> str:
    """Return the path and the query of a request in at most ``room`` characters."""
    path, mark, query = url.partition("?")
    if len(url) <= room or not mark:
        return url if len(url) <= room else _CUT + url[-max(room - 1, 0) :]
    pairs = query.split("&")
    kept = sorted(range(len(pairs)), key=lambda at: (_dullness(pairs[at]), at))
    while len(kept) > 1:
        kept.pop()
        shown = "&".join(pairs[at] for at in sorted(kept))
        short = f"{path}?{shown}&{_CUT}"
        if len(short) <= room:
            return short
    tail = f"?{pairs[kept[0]]}" + (f"&{_CUT}" if len(pairs) > 1 else "")
    left = room - len(tail)
    return f"{_front_cut(path, left)}{tail}" if left > 1 else excerpt(f"{_CUT}{tail}", room)


def short_words(text: str, longest: int, longest_url: int) -> str:
    """Return the text with words longer than ``longest`` shortened. A URL with a query may be longer:
    ``longest_url``.
    """
    return " ".join(_short_word(word, longest, longest_url) for word in text.split())


def _short_word(word: str, longest: int, longest_url: int) -> str:
    if "?" not in word or "=" not in word:
        return word if len(word) <= longest else excerpt(word, longest)
    if len(word) <= longest_url:
        return word
    url = word.rstrip(":;,.")
    return short_url(url, longest_url) + word[len(url) :]


def _front_cut(path: str, room: int) -> str:
    return path if len(path) <= room else _CUT + path[len(path) - room + 1 :]


def _dullness(pair: str) -> int:
    """Rate how useless a query parameter is to the reader: -1 if it says which page the request asks for, 0
    if it says from which time, 2 if it says how many events or in which form, else 1.
    """
    name, _, value = pair.partition("=")
    words = set(words_of(name))
    if words & _DULL:
        return 2
    if words & _PAGES:
        return -1
    if _TIME.fullmatch(value) or (words & _TELLING):
        return 0
    return 1
