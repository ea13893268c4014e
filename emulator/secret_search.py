"""Finds many fixed texts in many others, however many there come to be.

Two ways, of equal result: few needles are looked for one by one, which the interpreter does faster
than any regular expression; with many, or in a short text, the text's own 4-letter windows first
say which needles can be in it at all, so that the cost does not grow with their number.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

_WINDOW = 4
_FEW = 300


class Search:
    """A changing set of needles, none shorter than 4, and the text that replaces each of them."""

    def __init__(self, mask: str) -> None:
        self._mask = mask
        self._needles: set[str] = set()
        self._longest_first: list[str] | None = []
        self._by_window: dict[str, set[str]] = {}
        self._any_asterisk = False
        self._in_json: list[str] | None = []

    def add(self, needles: Iterable[str]) -> frozenset[str]:
        """Search for these too; the answer is those that were not known."""
        new = frozenset(needles) - self._needles
        self._needles |= new
        self._longest_first = self._in_json = None
        self._any_asterisk = self._any_asterisk or any("*" in needle for needle in new)
        for needle in new:
            self._by_window.setdefault(needle[:_WINDOW], set()).add(needle)
        return new

    def remove(self, needles: Iterable[str]) -> None:
        """Search for these no longer."""
        gone = self._needles & frozenset(needles)
        self._needles -= gone
        self._longest_first = self._in_json = None
        for needle in gone:
            self._by_window[needle[:_WINDOW]].discard(needle)

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
        for needle in self._in_json:  # noqa: SIM110 - asked of every text, and a generator costs more
            if needle in text:
                return True
        return False

    def replaced(self, text: str) -> str:
        """The text, in which afterwards no needle is left.

        A needle with an asterisk can come about by a replacement; hence the repetition, which ends
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
