"""The law of the store: what the indexes answer is what a scan of every event would find."""

from __future__ import annotations

from collections.abc import Callable
from functools import cmp_to_key
from operator import eq, ge, gt, le, lt
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.emulator.product.declared.worlds import at, event
from xfetch.emulator.product.declared.store import query as query_module
from xfetch.emulator.product.declared.store.condition import (
    And,
    Compares,
    Condition,
    During,
    Exists,
    Matches,
    Not,
    Or,
)
from xfetch.emulator.product.declared.store.query import OrderKey, Query, find, position
from xfetch.emulator.product.declared.store.store import SHUFFLED, Store
from xfetch.emulator.product.declared.times.instant_us import to_us
from xfetch.emulator.product.declared.times.time_format import EXACT
from xfetch.emulator.record.product_event import VendorEvent

SECONDS = st.integers(0, 12)
PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 12),
    st.sampled_from(["low", "high", "3", "", "true"]),
    st.floats(-2, 12).map(lambda number: round(number, 1)),
    st.lists(st.sampled_from(["low", "high"]), max_size=2),
)


@st.composite
def events(draw: Any) -> list[VendorEvent]:
    made = []
    for number in range(draw(st.integers(0, 14))):
        created = draw(SECONDS)
        fields = {"severity": draw(PLAIN), "nested": {"score": draw(PLAIN)}}
        updates = [
            (draw(st.integers(0, 20)), {"severity": draw(PLAIN)})
            for _ in range(draw(st.integers(0, 2)))
        ]
        made.append(
            event(
                number,
                created,
                visible=created + draw(st.integers(-1, 6)),
                removed=draw(st.one_of(st.none(), st.integers(0, 25))),
                stream=draw(st.sampled_from(["", "alerts"])),
                updates=sorted(updates, key=lambda update: update[0]),
                fields=fields,
            )
        )
    return made


TIME_FIELDS = st.sampled_from(["created", "visible", "updated"])
PLAIN_FIELDS = st.sampled_from(["severity", "nested.score", "id", "absent"])
MAYBE_US = st.one_of(st.none(), SECONDS.map(lambda second: to_us(at(second))))
VALUES = st.one_of(
    st.integers(-1, 12), st.sampled_from(["low", "high", "3", "11", "true"]), st.booleans()
)
LEAVES: st.SearchStrategy[Condition] = st.one_of(
    st.builds(During, TIME_FIELDS, MAYBE_US, MAYBE_US),
    st.builds(Compares, PLAIN_FIELDS, st.sampled_from(["eq", "gt", "ge", "lt", "le"]), VALUES),
    st.builds(Matches, PLAIN_FIELDS, st.just("contains"), st.sampled_from(["l", "ig", "3"])),
    st.builds(Exists, PLAIN_FIELDS),
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: Or(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=4,
)
ORDERS = st.lists(
    st.builds(
        OrderKey,
        st.sampled_from(["created", "updated", "severity", "id", "nested.score", SHUFFLED]),
        st.booleans(),
    ),
    min_size=1,
    max_size=2,
).map(tuple)


def scanned(store: Store, query: Query) -> list[int]:
    """Every event that matches, in order: the slow way, by each event's own values."""
    tests = [condition.predicate(store) for condition in query.conditions]
    found = [
        number
        for number, event_ in enumerate(store.events)
        if to_us(event_.visible) <= store.now_us
        and (event_.removed is None or to_us(event_.removed) > store.now_us)
        and (query.stream is None or event_.stream == query.stream)
        and all(test(number) for test in tests)
    ]
    return sorted(found, key=cmp_to_key(compared(store, query)))


def compared(store: Store, query: Query) -> Callable[[int, int], int]:
    def compare(one: int, other: int) -> int:
        for key in query.order:
            a, b = store.keys(key.field)(one), store.keys(key.field)(other)
            if a != b:
                return -1 if (a < b) != key.descending else 1
        return -1 if (one < other) != query.order[-1].descending else 1

    return compare


@given(
    events(),
    st.lists(CONDITIONS, max_size=3).map(tuple),
    ORDERS,
    st.integers(0, 5),
    st.one_of(st.none(), st.integers(0, 6)),
    st.lists(st.integers(0, 26), min_size=1, max_size=3),
    st.sampled_from([None, "", "alerts"]),
    st.sampled_from([0, 256]),
)
@settings(max_examples=150, deadline=None)
def test_the_indexes_answer_what_a_scan_finds(
    timeline: list[VendorEvent],
    conditions: tuple[Condition, ...],
    order: tuple[OrderKey, ...],
    offset: int,
    limit: int | None,
    moments: list[int],
    stream: str | None,
    few: int,
) -> None:
    store = Store(timeline, seed=1)
    query = Query(conditions, order, offset, limit, stream=stream, counted=True)
    with pytest.MonkeyPatch.context() as patch:
        # With no threshold, small worlds take the ways of large ones too.
        patch.setattr(query_module, "_FEW", few)
        for second in sorted(moments):
            store.advance(to_us(at(second)))
            expected = scanned(store, query)
            found = find(store, query)
            end = len(expected) if limit is None else offset + limit
            assert found.numbers == expected[offset:end]
            assert found.total == len(expected)
            assert found.more == (end < len(expected))
            uncounted = find(store, Query(conditions, order, offset, limit, stream=stream))
            assert uncounted.numbers == found.numbers


@given(
    st.lists(st.integers(0, 4), max_size=8),
    st.sampled_from(["created", "severity", "id"]),
    st.sampled_from(["eq", "gt", "ge", "lt", "le"]),
    st.integers(-1, 5),
    st.booleans(),
)
@example([0], "id", "gt", -1, False)
@settings(max_examples=150, deadline=None)
def test_a_window_on_the_field_of_the_order_ends_where_it_says(
    values: list[int], field: str, op: str, value: int, descending: bool
) -> None:
    timeline = [event(n, v, severity=v) for n, v in enumerate(values)]
    store = Store(timeline, seed=1)
    store.advance(to_us(at(10)))
    condition: Condition = Compares(field, op, value)
    if field == "created":
        bounds = EXACT.bounds(op, to_us(at(value)))
        assert bounds is not None
        condition = During("created", *bounds)
    query = Query((condition,), (OrderKey(field, descending),), counted=True)
    found, holds = find(store, query), condition.predicate(store)
    compare = {"eq": eq, "gt": gt, "ge": ge, "lt": lt, "le": le}[op]
    own = list(range(len(values))) if field == "id" else values
    assert sorted(found.numbers) == [n for n, v in enumerate(own) if compare(v, value)]
    assert found.numbers == scanned(store, query)
    assert [n for n in range(len(values)) if holds(n)] == sorted(found.numbers)


@pytest.mark.parametrize(
    ("op", "value", "expected"),
    [
        ("ge", 10, ["10", "200"]),
        ("gt", "9.5", ["10", "200", "a"]),
        ("lt", 9.5, ["-5", "9", "007"]),
        ("le", "-5", ["-5"]),
        ("lt", "a", ["007"]),
        ("eq", "007", ["007"]),
        ("eq", "7", []),
        ("eq", -5, ["-5"]),
    ],
)
def test_ids_that_are_numbers_compare_as_numbers(op: str, value: Any, expected: list[str]) -> None:
    ids = ["200", "9", "-5", "10", "007", "a"]
    timeline = [VendorEvent(identity, at(0), at(0)) for identity in ids]
    store = Store(timeline, seed=1)
    store.advance(to_us(at(1)))
    found = find(store, Query((Compares("id", op, value),), (OrderKey("id"),)))
    assert [store.events[n].id for n in found.numbers] == expected


@given(
    events(), st.lists(CONDITIONS, max_size=2).map(tuple), ORDERS, st.integers(1, 4),
    st.sampled_from([0, 256]),
)  # fmt: skip
@settings(max_examples=100, deadline=None)
def test_following_the_last_place_yields_each_event_once(
    timeline: list[VendorEvent],
    conditions: tuple[Condition, ...],
    order: tuple[OrderKey, ...],
    limit: int,
    few: int,
) -> None:
    store = Store(timeline, seed=1)
    store.advance(to_us(at(13)))
    seen: list[int] = []
    after = None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(query_module, "_FEW", few)
        while True:
            page = find(store, Query(conditions, order, limit=limit, after=after, counted=True))
            assert page.total == len(scanned(store, Query(conditions, order)))
            seen += page.numbers
            if page.numbers:
                after = position(store, order, page.numbers[-1])
            if not page.more:
                break
    assert seen == scanned(store, Query(conditions, order))


@given(events(), st.lists(st.integers(0, 26), min_size=1, max_size=4), st.data())
@settings(max_examples=100, deadline=None)
def test_writes_move_events_between_indexes_and_survive_a_restore(
    timeline: list[VendorEvent], moments: list[int], data: st.DataObject
) -> None:
    store = Store(timeline, seed=1)
    for field in ("severity", "updated", "created"):
        store.index(None, field)
    for second in sorted(moments):
        store.advance(to_us(at(second)))
        shown = [n for n in range(len(timeline)) if store.shown(n)]
        if shown:
            number = data.draw(st.sampled_from(shown))
            gone = data.draw(st.booleans())
            store.write(number, {"severity": data.draw(PLAIN)}, to_us(at(second)), gone)
    again = Store(timeline, seed=1)
    again.restore(store.state())
    for field in ("severity", "updated", "created"):
        query = Query((), (OrderKey(field),), counted=True)
        found = find(store, query)
        expected = sorted(
            (n for n in range(len(timeline)) if store.shown(n)),
            key=lambda n: (store.keys(field)(n), n),
        )
        assert found.numbers == expected
        assert find(again, query) == found
        assert [again.fields(n) for n in found.numbers] == [store.fields(n) for n in found.numbers]


def test_an_unspecified_order_is_shuffled_and_the_seed_decides() -> None:
    timeline = [event(number, number) for number in range(20)]

    def order(seed: int) -> list[int]:
        store = Store(timeline, seed)
        store.advance(to_us(at(100)))
        return find(store, Query((), (OrderKey(SHUFFLED),))).numbers

    assert order(1) == order(1)
    assert order(1) != order(2)
    assert order(1) != sorted(order(1))
    assert sorted(order(1)) == list(range(20))


def test_time_does_not_run_backwards() -> None:
    store = Store([event(1, 5)], seed=1)
    store.advance(to_us(at(6)))
    store.advance(to_us(at(1)))
    assert find(store, Query()).numbers == [0]
