"""Answer a query from the indexes: as few events are looked at as the conditions allow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cmp_to_key
from itertools import groupby, islice
from typing import Any, NamedTuple

from .condition import Condition, During, Predicate, Range, is_time, ranges_of
from .index import Entry, Index
from .store import Store

# Below so many candidates sorting them costs less than thinking about it.
_FEW = 256


class OrderKey(NamedTuple):
    field: str
    descending: bool = False


class Query(NamedTuple):
    """``conditions`` must all hold. ``after`` is the ``position`` of the last event of the page before.

    Ties stand in the order of the timeline; descending is exactly the reverse of ascending.
    """

    conditions: tuple[Condition, ...] = ()
    order: tuple[OrderKey, ...] = (OrderKey("created"),)
    offset: int = 0
    limit: int | None = None
    after: tuple[Any, ...] | None = None
    stream: str | None = None
    counted: bool = False


class Found(NamedTuple):
    """``numbers`` of the page's events, whether there are more, and (if counted) how many in all."""

    numbers: list[int]
    more: bool
    total: int | None


class _Reach(NamedTuple):
    """An index, the parts of it that conditions ask for (None is all), and what is left to test."""

    of: Index
    ranges: list[Range] | None
    rest: tuple[Condition, ...]


class _Plan(NamedTuple):
    """An index, the positions in it, and what they leave to be tested."""

    of: Index
    spans: list[tuple[int, int]]
    rest: tuple[Condition, ...]

    @property
    def size(self) -> int:
        """How many positions."""
        return sum(max(stop - start, 0) for start, stop in self.spans)


def find(store: Store, query: Query) -> Found:
    """The page that the query asks for, in its order."""
    first = query.order[0]
    reach = _reach(store, query, first.field)
    if not (reach.rest or query.offset or query.after or query.counted or len(query.order) > 1):
        count = None if query.limit is None else query.limit + 1
        return _found(query, reach.of.first(reach.ranges, first.descending, count), None)
    walk = _plan(reach)
    best = _best(store, query, walk)
    wanted = query.offset + (query.limit if query.limit is not None else walk.size) + 1
    must_count = query.counted and bool(walk.rest)
    if must_count or (best is not walk and (best.size <= _FEW or best.size * 4 < walk.size)):
        numbers = _gathered(store, query, best)
        return _page(query, _following(store, query, numbers), len(numbers))
    total = walk.size if query.counted else None
    if len(query.order) == 1 and not walk.rest and query.after is None:
        # Without a step for each event that is passed over.
        walk = _skip(walk, query.offset, first.descending)
        walked = _walked(walk, first.descending)
        return _found(query, list(islice(walked, wanted - query.offset)), total)
    return _page(query, _ordered(store, query, walk), total)


def position(store: Store, order: tuple[OrderKey, ...], number: int) -> tuple[Any, ...]:
    """Where an event stands in an order: its keys, then its number; plain values."""
    return (*(part for key in order for part in store.keys(key.field)(number)), number)


def _plan(reach: _Reach) -> _Plan:
    return _Plan(reach.of, reach.of.spans(reach.ranges), reach.rest)


def _reach(store: Store, query: Query, field: str) -> _Reach:
    """The index of a field, with the conditions on it (those it can answer) as its parts."""
    index = store.index(query.stream, field)
    ranges: list[Range] | None = None
    rest: list[Condition] = []
    for condition in query.conditions:
        own = _own_ranges(store, condition, field, index)
        if own is None:
            rest.append(condition)
        else:
            ranges = own if ranges is None else _both(ranges, own)
    return _Reach(index, ranges, tuple(rest))


def _own_ranges(store: Store, condition: Condition, field: str, index: Index) -> list[Range] | None:
    if getattr(condition, "field", None) != field or is_time(condition) != (field in store.times):
        return None
    if type(condition) is During:
        return condition.ranges()
    return None if index.holds_lists else ranges_of(condition)


def _both(one: list[Range], other: list[Range]) -> list[Range]:
    """What lies in both."""
    pairs = ((max(a[0], b[0]), min(a[1], b[1])) for a in one for b in other)
    return [(low, high) for low, high in pairs if low < high]


def _best(store: Store, query: Query, walk: _Plan) -> _Plan:
    """The plan with the fewest candidates."""
    best = walk
    for condition in walk.rest:
        field = getattr(condition, "field", "")
        if field and ranges_of(condition) is not None:
            plan = _plan(_reach(store, query, field))
            if plan.size < best.size and len(plan.rest) < len(query.conditions):
                best = plan
    return best


def _tests(store: Store, conditions: tuple[Condition, ...]) -> list[Predicate]:
    return [condition.predicate(store) for condition in conditions]


def _skip(plan: _Plan, offset: int, descending: bool) -> _Plan:
    """Without the first so many positions."""
    spans: list[tuple[int, int]] = []
    for start, stop in reversed(plan.spans) if descending else plan.spans:
        cut = min(offset, max(stop - start, 0))
        offset -= cut
        spans.append((start, stop - cut) if descending else (start + cut, stop))
    return plan._replace(spans=spans[::-1] if descending else spans)


def _walked(plan: _Plan, descending: bool) -> Iterator[int]:
    for start, stop in reversed(plan.spans) if descending else plan.spans:
        if start < stop:
            for entry in plan.of.walk(start, stop, descending):
                yield entry[2]


def _gathered(store: Store, query: Query, plan: _Plan) -> list[int]:
    """Every matching event, in order."""
    tests = _tests(store, plan.rest)
    numbers = [n for n in _walked(plan, False) if all(test(n) for test in tests)]
    numbers.sort(reverse=query.order[-1].descending)
    for key in reversed(query.order):
        numbers.sort(key=store.keys(key.field), reverse=key.descending)
    return numbers


def _following(store: Store, query: Query, numbers: list[int]) -> list[int]:
    if query.after is None:
        return numbers
    compare = _comparer(query.order)
    return [n for n in numbers if compare(position(store, query.order, n), query.after) > 0]


def _ordered(store: Store, query: Query, plan: _Plan) -> Iterator[int]:
    """The matching events in order, beginning after ``query.after``."""
    tests = _tests(store, plan.rest)
    first, *others = query.order
    if query.after is not None:
        plan = _behind(plan, query.after, first.descending, whole=bool(others))
    walked = _walked(plan, first.descending)
    if not others:
        yield from (n for n in walked if all(test(n) for test in tests))
        return
    compare = _comparer(query.order)
    key = store.keys(first.field)
    for _, group in groupby(walked, key):
        places = [position(store, query.order, n) for n in group if all(t(n) for t in tests)]
        places.sort(key=cmp_to_key(compare))
        for place in places:
            if query.after is None or compare(place, query.after) > 0:
                yield place[-1]


def _behind(plan: _Plan, after: tuple[Any, ...], descending: bool, whole: bool) -> _Plan:
    """Positions that may follow the last page; with ``whole`` the ties of its last event too."""
    rank, value, number = after[0], after[1], after[-1]
    entry: Entry = (rank, value, number)
    if whole:
        entry = (rank, value, 1 << 62 if descending else -1)
    edge = plan.of.before(entry) if descending else plan.of.after(entry)
    spans = [
        (start, min(stop, edge)) if descending else (max(start, edge), stop)
        for start, stop in plan.spans
    ]
    return plan._replace(spans=spans)


def _comparer(order: tuple[OrderKey, ...]) -> Callable[[Any, Any], int]:
    def compare(one: tuple[Any, ...], other: tuple[Any, ...]) -> int:
        for place, key in enumerate(order):
            a, b = one[2 * place : 2 * place + 2], other[2 * place : 2 * place + 2]
            if tuple(a) != tuple(b):
                return (1 if tuple(a) > tuple(b) else -1) * (-1 if key.descending else 1)
        later = int(one[-1] > other[-1]) - int(one[-1] < other[-1])
        return -later if order[-1].descending else later

    return compare


def _page(query: Query, numbers: Iterable[int], total: int | None) -> Found:
    """Cut the page out of the events in order."""
    stop = None if query.limit is None else query.offset + query.limit + 1
    return _found(query, list(islice(numbers, query.offset, stop)), total)


def _found(query: Query, numbers: list[int], total: int | None) -> Found:
    more = query.limit is not None and len(numbers) > query.limit
    if more:
        del numbers[query.limit :]
    return Found(numbers, more, total)
