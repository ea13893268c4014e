"""Finds many fixed texts in many others, however many there come to be, and however they are quoted.

Two ways, of equal result: few needles are looked for one by one, which the interpreter does faster
than any regular expression; with many, or in a short text, the text's own 4-letter windows first
say which needles can be in it at all, so that the cost does not grow with their number.

A needle that is quoted is looked for in the text without the layers of quoting, one after the other.
Hardly any text needs that. Two signs tell: the longest run of letters and digits in a needle that a writer
could quote, since that run stays as it is; and quoted letters or digits, which only a writer that quotes
everything makes.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from .forms import NEVER_QUOTED
from .unquoted import Origins, layers

_WINDOW = 4
_FEW = 300
_SHORTEST_RUN = 2
_RUN = re.compile("[A-Za-z0-9]+")
# The codes of letters and digits, and of what begins an escape, in hexadecimal and in decimal.
_CODE = "(?:3[0-9]|[46][1-9a-fA-F]|[57][0-9aA]|2[56]|5[cC])"
_NUMBER = "(?:4[89]|5[0-7]|6[5-9]|[78][0-9]|9[0-2]|9[7-9]|1[01][0-9]|12[0-2]|3[78])"
_QUOTED_LETTER = (
    ("%", re.compile(rf"%(?:25)*(?:{_CODE}|u00{_CODE})")),
    ("\\u", re.compile(rf"\\u(?:00|\{{0*){_CODE}")),
    ("\\x", re.compile(rf"\\x{_CODE}")),
    ("\\U", re.compile(rf"\\U000000{_CODE}")),
    ("&", re.compile(rf"&(?:amp;)*#(?:0*{_NUMBER}|[xX]0*{_CODE});")),
)


class Search:
    """A changing set of needles, none shorter than 4, and the text that replaces each of them."""

    def __init__(self, mask: str) -> None:
        self._mask = mask
        self._needles: set[str] = set()
        self._longest_first: list[str] | None = []
        self._by_window: dict[str, tuple[str, ...]] = {}
        self._any_asterisk = False
        self._in_json: list[str] | None = []
        # How many needles have it as their run; the empty one is that of a needle without a run.
        self._runs: Counter[str] = Counter()

    def add(self, needles: Iterable[str]) -> frozenset[str]:
        """Search for these too; the answer is those that were not known."""
        new = frozenset(needles) - self._needles
        self._needles |= new
        self._longest_first = self._in_json = None
        self._any_asterisk = self._any_asterisk or any("*" in needle for needle in new)
        for needle in new:
            window = self._rarest_window(needle)
            self._by_window[window] = (*self._by_window.get(window, ()), needle)
        self._runs.update(_runs(new))
        return new

    def remove(self, needles: Iterable[str]) -> None:
        """Search for these no longer."""
        gone = self._needles & frozenset(needles)
        self._needles -= gone
        self._longest_first = self._in_json = None
        for needle in gone:
            self._forget(needle)
        self._runs -= Counter(_runs(gone))

    def _rarest_window(self, needle: str) -> str:
        """The one with the fewest needles: tokens of one product begin alike."""
        best, fewest = needle[:_WINDOW], len(self._by_window.get(needle[:_WINDOW], ()))
        for at in range(1, len(needle) - _WINDOW + 1):
            if not fewest:
                break
            window = needle[at : at + _WINDOW]
            count = len(self._by_window.get(window, ()))
            if count < fewest:
                best, fewest = window, count
        return best

    def _forget(self, needle: str) -> None:
        for at in range(len(needle) - _WINDOW + 1):
            window = needle[at : at + _WINDOW]
            held = self._by_window.get(window, ())
            if needle in held:
                left = tuple(one for one in held if one != needle)
                if left:
                    self._by_window[window] = left
                else:
                    del self._by_window[window]
                return

    def knows(self, text: str) -> bool:
        """Whether the text is a needle."""
        return text in self._needles

    def may_be_in_json(self, text: str) -> bool:
        """Whether the JSON text (in ASCII) may hold a needle in one of its values or keys; only a no is
        certain. What a needle becomes in JSON it becomes character by character, wherever it stands."""
        if len(self._needles) > _FEW:
            return True
        if self._in_json is None:
            self._in_json = [json.dumps(needle)[1:-1] for needle in self._needles]
        for needle in self._in_json:
            if needle in text:
                return True
        return self._may_be_quoted(text)

    def _may_be_quoted(self, text: str) -> bool:
        """Whether a needle may be in it in a quoted form; only a no is certain."""
        if "\\" not in text and "%" not in text and "&" not in text:
            return False
        if "" in self._runs or len(self._runs) > _FEW:
            return True
        for run in self._runs:
            if run in text:
                return True
        return any(sign in text and pattern.search(text) for sign, pattern in _QUOTED_LETTER)

    def replaced(self, text: str) -> str:
        """The text, in which afterwards no needle is left, quoted or not."""
        text = self._without_plain(text)
        while self._may_be_quoted(text) and (ranges := list(self._quoted(text))):
            text = self._without_plain(_cut(text, ranges, self._mask))
        return text

    def _quoted(self, text: str) -> Iterator[tuple[int, int]]:
        """Where in the text needles stand, once a few layers of quoting are taken off."""
        origins: list[Origins] = []
        outer = text
        for inner in layers(text):
            found = [
                place for needle in self._candidates(inner) for place in _places(needle, inner)
            ]
            origins.append(Origins(outer))
            outer = inner
            for start, end in found:
                for layer in reversed(origins):
                    start, end = layer.of(start), layer.of(end)
                yield start, end

    def _without_plain(self, text: str) -> str:
        """A needle with an asterisk can come about by a replacement; hence the repetition, which ends
        because each replacement takes away a character that is none.
        """
        while found := [needle for needle in self._candidates(text) if needle in text]:
            for needle in found:
                text = text.replace(needle, self._mask)
            if not self._any_asterisk:
                break
        return text

    def _candidates(self, text: str) -> Sequence[str]:
        """Needles that may be in it, longest first, so that none is cut by a part of itself."""
        if len(self._needles) > min(_FEW, len(text)):
            windows = {text[at : at + _WINDOW] for at in range(len(text) - _WINDOW + 1)}
            near = (self._by_window[window] for window in windows & self._by_window.keys())
            return sorted((needle for group in near for needle in group), key=_order)
        if self._longest_first is None:
            self._longest_first = sorted(self._needles, key=_order)
        return self._longest_first


def _order(needle: str) -> tuple[int, str]:
    return -len(needle), needle


def _runs(needles: Iterable[str]) -> Iterator[str]:
    """The longest run of letters and digits in each needle that has more than what is never quoted."""
    for needle in needles:
        if not NEVER_QUOTED.fullmatch(needle):
            run = max(_RUN.findall(needle), key=len, default="")
            yield run if len(run) >= _SHORTEST_RUN else ""


def _places(needle: str, text: str) -> Iterator[tuple[int, int]]:
    start = text.find(needle)
    while start >= 0:
        yield start, start + len(needle)
        start = text.find(needle, start + 1)


def _cut(text: str, ranges: Iterable[tuple[int, int]], mask: str) -> str:
    """The text with each range replaced; those that overlap or touch are one."""
    parts, done = list[str](), 0
    for start, end in _merged(sorted(ranges)):
        parts += (text[done:start], mask)
        done = end
    return "".join((*parts, text[done:]))


def _merged(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged = list[tuple[int, int]]()
    for start, end in ranges:
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
