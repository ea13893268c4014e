"""Find many secrets ("needles") in texts, also if they are escaped there.

There are two methods with the same result. A few needles are searched for one by one, which is faster than a
regular expression. With many needles, or in a short text, each group of 4 consecutive characters of the text
(a window) is looked up first: it tells which needles the text can contain, so the cost does not grow with
their number.

Escaped needles are found by removing the escapes of the text, layer by layer. Few texts need that: those that
contain the longest run of letters and digits of a needle with characters to escape (usual escaping leaves
such a run unchanged), and those with escaped letters or digits (which only unusual escaping makes).
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
# The codes of letters, digits and the characters that begin an escape, in hexadecimal and in decimal.
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
    """A set of secrets of at least 4 characters to find in texts, and the text that replaces them."""

    def __init__(self, mask: str) -> None:
        self._mask = mask
        self._needles: set[str] = set()
        self._longest_first: list[str] | None = []
        self._by_window: dict[str, tuple[str, ...]] = {}
        self._any_asterisk = False
        self._in_json: list[str] | None = []
        # How many needles have each run; a needle without a run counts for the empty one.
        self._runs: Counter[str] = Counter()

    def add(self, needles: Iterable[str]) -> frozenset[str]:
        """Add secrets to search for; return those that are new."""
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
        """Remove secrets from those to search for."""
        gone = self._needles & frozenset(needles)
        self._needles -= gone
        self._longest_first = self._in_json = None
        for needle in gone:
            self._forget(needle)
        self._runs -= Counter(_runs(gone))

    def _rarest_window(self, needle: str) -> str:
        """Return the 4 consecutive characters of a secret that the fewest secrets share: tokens often begin
        alike.
        """
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
        """Whether a text is exactly one of the secrets."""
        return text in self._needles

    def may_be_in_json(self, text: str) -> bool:
        """Whether a JSON text (ASCII) may contain a secret in a value or key. False is certain, True is not.

        JSON escapes each character by itself, so an escaped secret looks the same everywhere.
        """
        if len(self._needles) > _FEW:
            return True
        if self._in_json is None:
            self._in_json = [json.dumps(needle)[1:-1] for needle in self._needles]
        for needle in self._in_json:
            if needle in text:
                return True
        return self._may_be_quoted(text)

    def _may_be_quoted(self, text: str) -> bool:
        """Whether a text may contain an escaped secret. False is certain, True is not."""
        if "\\" not in text and "%" not in text and "&" not in text:
            return False
        if "" in self._runs or len(self._runs) > _FEW:
            return True
        for run in self._runs:
            if run in text:
                return True
        return any(sign in text and pattern.search(text) for sign, pattern in _QUOTED_LETTER)

    def replaced(self, text: str) -> str:
        """Return a text with every secret in it replaced, whether it is escaped or not."""
        text = self._without_plain(text)
        while self._may_be_quoted(text) and (ranges := list(self._quoted(text))):
            text = self._without_plain(_cut(text, ranges, self._mask))
        return text

    def _quoted(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield start and end, in a text, of the secrets that are found once escapes are removed from the
        text.
        """
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
        """Return a text in which the secrets that are not escaped are replaced.

        A replacement can create a new secret that contains asterisks, so this repeats. It ends because each
        replacement removes a character that is not an asterisk.
        """
        while found := [needle for needle in self._candidates(text) if needle in text]:
            for needle in found:
                text = text.replace(needle, self._mask)
            if not self._any_asterisk:
                break
        return text

    def _candidates(self, text: str) -> Sequence[str]:
        """Return the secrets that a text may contain, longest first.

        So a secret is replaced before a shorter one that is part of it.
        """
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
    """Yield, for each secret that escaping can change, its longest run of letters and digits."""
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
    """Return a text with each range of characters replaced by the mask; overlapping and touching ranges are
    joined.
    """
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
