"""Documents with one or two things wrong, for the readers of outside data."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

# What people and broken programs write where something else belongs.
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 7, 10**9, 10**30, -(10**30), 1e308, -0.5, 0.001, "", " ", "x", "0",
    "-1", "1e999", "nan", "1 hour", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2024-13-45",
    "{{", "{{ 1/0 }}", "@events", "\ud800", "\x00", "/", "../x", "é" * 300, [], {}, [[]], [{}],
    [None], {"": None}, {"a": {"b": [1, {"c": None}]}}, [1, "x", None, {"id": 1}],
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of a document, the whole of it first."""
    yield path
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, item in items:
        yield from places(item, (*path, key))


def changed(value: Any, path: tuple[Any, ...], odd: Any, drop: bool) -> Any:
    """The document with another value at the path, or without it."""
    if not path:
        return copy.deepcopy(odd)
    value = copy.deepcopy(value)
    inside = value
    try:
        for key in path[:-1]:
            inside = inside[key]
        if drop:
            del inside[path[-1]]
        else:
            inside[path[-1]] = copy.deepcopy(odd)
    except (KeyError, IndexError, TypeError):
        pass  # an earlier change took the place away
    return value


@st.composite
def mutated(draw: st.DrawFn, valid: Any) -> Any:
    """The valid document with one or two typed mutations."""
    value = valid
    for _ in range(draw(st.integers(1, 2))):
        where = draw(st.sampled_from(list(places(value))))
        value = changed(value, where, draw(st.sampled_from(ODD)), draw(st.integers(0, 4)) == 0)
    return value
