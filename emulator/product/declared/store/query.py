"""Find the events that match a query; the sorted indexes keep the number of tested events small."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, islice
from typing import Any, NamedTuple

from .condition import Condition, Predicate, Range, is_time
from .index import Index
from .store import Store

# Sorting this many candidates costs less than walking another index.
_FEW = 256
Span = tuple[int, int]


class OrderKey(NamedTuple):
    """One event field by which a query sorts, and its direction."""

    field: str
    descending: bool = False


class Query(NamedTuple):
    """A search for events: all ``conditions`` must be met; the result is sorted and cut to one page.

    ``after`` is the ``position`` of the previous page's last event. Events with equal sort keys are in the
    order of the timeline; descending is exactly the reverse of ascending.
    """

    conditions: tuple[Condition, ...] = ()
    order: tuple[OrderKey, ...] = (OrderKey("created"),)
    offset: int = 0
    limit: int | None = None
    after: tuple[Any, ...] | None = None
    stream: str | None = None
    counted: bool = False


class Found(NamedTuple):
    """The result of a query: the numbers of the page's events, whether more follow, and the total if
    counted.
    """

    numbers: list[int]
    more: bool
    total: int | None


@dataclass
class _Plan:
    """A way to answer a query: an index, the ranges of it to read, and the conditions to test on each event.

    ``ranges`` None stands for the whole index.
    """

    index: Index
    ranges: list[Range] | None
    rest: tuple[Condition, ...]

    @cached_property
    def spans(self) -> list[Span]:
        """The plan's ranges as positions in its index, each from a first to an end (excluded), in ascending
        order.
        """
        return self.index.spans(self.ranges)

    @cached_property
    def size(self) -> int:
        """How many events the plan's ranges of the index hold."""
        return sum(stop - start for start, stop in self.spans)


def find(store: Store, query: Query) -> Found:
    """Return the page of events that a query asks for, in the query's order."""
    first = query.order[0]
    walk = _plan(store, query, first.field)
    if not (walk.rest or query.offset or query.after or query.counted or len(query.order) > 1):
        count = None if query.limit is None else query.limit + 1
        return _cut(query, walk.index.first(walk.ranges, first.descending, count), None)
    best = _best(store, query, walk)
    must_count = query.counted and bool(walk.rest)
    if must_count or (best is not walk and (best.size <= _FEW or best.size * 4 < walk.size)):
        tests = _tests(store, best)
        walked = best.index.walk(best.spans, False)
        numbers = [number for number in walked if all(test(number) for test in tests)]
        _sort(store, query.order, numbers)
        return _page(query, _following(store, query, numbers), len(numbers))
    total = walk.size if query.counted else None
    if len(query.order) == 1 and not walk.rest and query.after is None:
        spans = _without_first(walk.spans, query.offset, first.descending)
        numbers_after = walk.index.walk(spans, first.descending)
        count = None if query.limit is None else query.limit + 1
        return _cut(query, list(islice(numbers_after, count)), total)
    return _page(query, _ordered(store, query, walk), total)


def position(store: Store, order: tuple[OrderKey, ...], number: int) -> tuple[Any, ...]:
    """Return the position of an event in an order: rank and value of each sort key, then the event's
    number.
    """
    return (*(part for key in order for part in store.keys(key.field)(number)), number)


def _plan(store: Store, query: Query, field: str) -> _Plan:
    """Return the plan that answers a query by reading the index of ``field``."""
    index = store.index(query.stream, field)
    ranges: list[Range] | None = None
    rest: list[Condition] = []
    for condition in query.conditions:
        own = _own_ranges(store, condition, field, index)
        if own is None:
            rest.append(condition)
        else:
            ranges = own if ranges is None else _both(ranges, own)
    return _Plan(index, ranges, tuple(rest))


def _own_ranges(store: Store, condition: Condition, field: str, index: Index) -> list[Range] | None:
    """Return the ranges of the index of ``field`` that hold the events which meet a condition.

    Returns None if this index cannot answer the condition.
    """
    if condition.field != field:
        return None
    timed = is_time(condition)
    if timed != (field in store.times) or (not timed and index.holds_lists):
        return None
    return condition.ranges()


def _both(one: list[Range], other: list[Range]) -> list[Range]:
    """Return the ranges of an index that lie in both of two lists of ranges."""
    pairs = ((max(a[0], b[0]), min(a[1], b[1])) for a in one for b in other)
    return [(low, high) for low, high in pairs if low < high]


def _best(store: Store, query: Query, walk: _Plan) -> _Plan:
    """Return the plan that reads the fewest events for a query."""
    best = walk
    for condition in walk.rest:
        if condition.field and condition.ranges() is not None:
            plan = _plan(store, query, condition.field)
            if plan.size < best.size and len(plan.rest) < len(query.conditions):
                best = plan
    return best


def _tests(store: Store, plan: _Plan) -> list[Predicate]:
    return [condition.predicate(store) for condition in plan.rest]


def _without_first(spans: list[Span], count: int, descending: bool) -> list[Span]:
    """Skip the first ``count`` positions of spans of an index, without reading them."""
    cut: list[Span] = []
    for start, stop in reversed(spans) if descending else spans:
        gone = min(count, stop - start)
        count -= gone
        cut.append((start, stop - gone) if descending else (start + gone, stop))
    return cut[::-1] if descending else cut


def _sort(store: Store, order: tuple[OrderKey, ...], numbers: list[int]) -> None:
    numbers.sort(reverse=order[-1].descending)
    for key in reversed(order):
        numbers.sort(key=store.keys(key.field), reverse=key.descending)


def _ordered(store: Store, query: Query, plan: _Plan) -> Iterator[int]:
    """Yield the events that match a query in its order, from the first one after the previous page."""
    tests = _tests(store, plan)
    first, *others = query.order
    spans = plan.spans
    if query.after is not None:
        # With further keys, the events that tie in the first key are looked at again.
        edge = plan.index.edge(query.after, first.descending, with_ties=bool(others))
        spans = [
            (start, min(stop, edge)) if first.descending else (max(start, edge), stop)
            for start, stop in spans
        ]
    walked = plan.index.walk(spans, first.descending)
    matching = (number for number in walked if all(test(number) for test in tests))
    if not others:
        yield from matching
        return
    for _, ties in groupby(matching, store.keys(first.field)):
        numbers = list(ties)
        _sort(store, tuple(others), numbers)
        yield from _following(store, query, numbers)


def _following(store: Store, query: Query, numbers: list[int]) -> list[int]:
    """Return the events of a sorted list that come after the last event of the previous page."""
    order, after = query.order, query.after
    if after is None:
        return numbers
    return [n for n in numbers if _follows(order, position(store, order, n), after)]


def _follows(order: tuple[OrderKey, ...], one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Whether one position in an order of events comes after another."""
    for place, key in enumerate(order):
        a, b = one[2 * place : 2 * place + 2], other[2 * place : 2 * place + 2]
        if tuple(a) != tuple(b):
            return (tuple(a) > tuple(b)) != key.descending
    return bool(one[-1] != other[-1] and (one[-1] > other[-1]) != order[-1].descending)


def _page(query: Query, numbers: Iterable[int], total: int | None) -> Found:
    """Return the page that a query asks for, from the sorted list of all matching events."""
    stop = None if query.limit is None else query.offset + query.limit + 1
    return _cut(query, list(islice(numbers, query.offset, stop)), total)


def _cut(query: Query, numbers: list[int], total: int | None) -> Found:
    """Return the page that a query asks for, from the matching events that begin with the page's first
    one.
    """
    more = query.limit is not None and len(numbers) > query.limit
    if more:
        del numbers[query.limit :]
    return Found(numbers, more, total)
