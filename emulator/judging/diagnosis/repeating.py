"""Finds what the requests of a killed fetch repeated: the same request again, or pages without an event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...record.entries import Exchange
from ...record.trace import Shown
from ..value_words import counted
from ..window.sent_values import sent_values
from .answers import PAGE_NAME

_MOST_KEYS = 3


@dataclass(frozen=True)
class Repeated:
    """The requests to the path that a fetch asked most often.

    ``path`` is the method and the path; ``times`` the number of requests. ``alike`` counts the last requests
    that are equal, and ``answered_alike`` the last answers that are equal; a single one counts as none.
    ``still`` are the cursors and pages that these equal requests sent; ``moved`` are the values that differ
    in the first and the last request, as ``first to last``.
    """

    path: str
    times: int
    last: Exchange
    alike: int = 0
    answered_alike: int = 0
    still: tuple[Shown, ...] = ()
    moved: tuple[Shown, ...] = ()

    @property
    def words(self) -> str:
        """What repeated itself, as the end of a sentence about the fetch; empty where nothing did."""
        if self.times < 2:
            return ""
        if self.alike:
            words = f"it sent the same request {counted(self.alike, 'time')} in a row, {self.path}"
            if self.still:
                kept = ", ".join(f"{one.name} = {one.value}" for one in self.still)
                words += f", where {kept} did not move"
        else:
            words = f"it sent {self.path} {self.times} times"
            if self.moved:
                words += ", with " + ", ".join(f"{one.name} from {one.value}" for one in self.moved)
        if self.answered_alike:
            words += f"; the last {counted(self.answered_alike, 'answer')} were the same"
        return words


def repeated(exchanges: Sequence[Exchange]) -> Repeated | None:
    """Return what the requests of a fetch repeated; None without a request."""
    if not exchanges:
        return None
    path, times = Counter(path_of(one) for one in exchanges).most_common(1)[0]
    same = [one for one in exchanges if path_of(one) == path]
    first, last = _sent(same[0]), _sent(same[-1])
    alike = _run([(one.url, one.request_body) for one in same])
    pages = [key for key in last if PAGE_NAME.search(key)]
    still = tuple(Shown(key, last[key]) for key in pages[:_MOST_KEYS] if alike)
    # The paging tells more than what else differs.
    keys = [key for key in (pages or last) if key in first and first[key] != last[key]]
    moved = tuple(Shown(key, f"{first[key]} to {last[key]}") for key in keys[:_MOST_KEYS])
    answered = _run([one.response_body for one in same])
    return Repeated(path, times, same[-1], alike, answered, still, moved)


def path_of(exchange: Exchange) -> str:
    """Return the method and the path of a request: ``GET api/alerts``."""
    return (
        f"{exchange.method} {exchange.url.partition('://')[2].partition('/')[2].partition('?')[0]}"
    )


def _sent(exchange: Exchange) -> Mapping[str, str]:
    return {one.key: str(one.value) for one in sent_values(exchange)}


def _run(items: Sequence[object]) -> int:
    """Return how many of the last items are equal; 0 where the last differs from the one before."""
    count = 0
    while count < len(items) and items[-count - 1] == items[-1]:
        count += 1
    return count if count > 1 else 0
