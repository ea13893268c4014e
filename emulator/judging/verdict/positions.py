"""Learns from many fetches which saved value the requests to each of the product's lists are built from.

A request is built from a saved value if the request's start time differs from the value by the same span in
every fetch (zero, one second more, five minutes less) while the value itself changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from urllib.parse import urlsplit

from ...record.entries import Exchange
from ...record.fetch_run import FetchRun
from ...record.times import EPOCH_IN_TEXT, ISO, as_instant, instant_of
from ..window.sent_values import sent_values
from ..window.words import SIZES, words_of
from .last_run_cursor import Cursor, cursors_of, likeliest

_MOST_RUNS = 300
_MOST_LOOKED_AT = 5_000
_MOST_REQUESTS = 20
_MOST_VALUES = 40
_SAME = timedelta(0)


@dataclass(frozen=True, slots=True)
class Link:
    """How requests to one of the product's lists are built: they start at the saved value under ``key``,
    plus ``shift``.
    """

    key: str
    shift: timedelta


@dataclass(frozen=True)
class Positions:
    """Which saved value the requests to each list are built from.

    ``links`` maps the URL path of a list to its links, the best proven first; ``main`` is the key of the
    saved value that is best proven over all lists, empty where none is known.
    """

    links: Mapping[str, tuple[Link, ...]] = field(default_factory=dict)
    main: str = ""

    def cursor_of(self, cursors: Sequence[Cursor]) -> Cursor | None:
        """Return the one of ``cursors`` that is the position of the whole fetch: the value under the key
        ``main``, else the likeliest; None without any.
        """
        known = (one for one in cursors if self.main and one.key == self.main)
        return next(known, None) or likeliest(cursors)

    def cursor_for(self, cursors: Sequence[Cursor], exchange: Exchange) -> Cursor | None:
        """Return the one of ``cursors`` that the request was built from. Where that is unknown, return the
        value of the request's list, else the position of the whole fetch.
        """
        links = self.links.get(list_of(exchange), ())
        by_key = {one.key: one for one in cursors}
        linked = [link for link in links if link.key in by_key]
        if not linked:
            return self.cursor_of(cursors)
        asked = _Asked(exchange) if len(linked) > 1 else None
        for link in linked:
            if asked is not None and link.shift in set(asked.shifts(by_key[link.key])):
                return by_key[link.key]
        return by_key[linked[0].key]


def positions_of(runs: Iterable[FetchRun]) -> Positions:
    """Learn from the first fetches of a run which saved values its requests are built from."""
    fold = PositionFold()
    for run in islice(runs, _MOST_LOOKED_AT):
        fold.see(run)
    return fold.end()


class PositionFold:
    """Learns from the first fetches which saved values the requests are built from.

    A fetch with only one saved value is skipped if that value is likely to be the position: then
    there is no choice. A single value that is unlikely to be the position is looked at.
    """

    def __init__(self) -> None:
        self._runs = 0
        self._seen: dict[str, dict[Link, set[str]]] = {}

    def see(self, run: FetchRun) -> None:
        """Read the next fetch."""
        if self._runs >= _MOST_RUNS or not run.record.exchanges:
            return
        self._runs += 1
        cursors = cursors_of(run)
        if not cursors or cursors == (likeliest(cursors),):
            return
        for exchange in run.record.exchanges[:_MOST_REQUESTS]:
            asked, links = _Asked(exchange), self._seen.setdefault(list_of(exchange), {})
            for cursor in cursors:
                for shift in asked.shifts(cursor):
                    links.setdefault(Link(cursor.key, shift), set()).add(str(cursor.before))

    def end(self) -> Positions:
        """Return which saved value the requests to each list are built from, as far as the fetches showed
        it.
        """
        proven = {path: _proven(links) for path, links in self._seen.items()}
        best = [(len(self._seen[path][link]), link.key) for path in proven for link in proven[path]]
        main = max(best, key=lambda one: one[0])[1] if best else ""
        return Positions({path: tuple(links) for path, links in proven.items() if links}, main)


def list_of(exchange: Exchange) -> str:
    """Return the URL path of a request. It stands for one of the product's lists."""
    return urlsplit(exchange.url).path


def _proven(links: Mapping[Link, set[str]]) -> list[Link]:
    """Return the proven links, the best proven first.

    A link is the key of a saved value, and a shift. It is proven if at least two different saved values show
    it, or if its shift is zero.
    """
    shown = [link for link, values in links.items() if len(values) > 1 or link.shift == _SAME]
    return sorted(shown, key=lambda link: (-len(links[link]), abs(link.shift)))


class _Asked:
    """The values that a request sends, as texts and as times."""

    def __init__(self, exchange: Exchange) -> None:
        texts = []
        for sent, _ in zip(sent_values(exchange), range(_MOST_VALUES), strict=False):
            # A saved page size that is sent is no position.
            if SIZES.isdisjoint(words_of(sent.key)[-1:]):
                texts.append(str(sent.value).strip(" '\""))
        self.texts = frozenset(texts)
        self.instants = frozenset(found for text in texts for found in _instants(text))

    def shifts(self, cursor: Cursor) -> Iterator[timedelta]:
        """Yield the spans from the saved position to each time in the request."""
        if cursor.before is None:
            return
        before = as_instant(cursor.before)
        if before is not None:
            yield from (instant - before for instant in self.instants)
        elif str(cursor.before) in self.texts:
            yield _SAME


def _instants(text: str) -> Iterator[datetime]:
    for match in ISO.finditer(text):
        if match[2] or match[5]:
            found = instant_of(match)
            if found is not None:
                yield found
    for match in EPOCH_IN_TEXT.finditer(text):
        found = as_instant(match[0])
        if found is not None:
            yield found
