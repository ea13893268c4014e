"""Conditions on an event's values, and how a sorted index finds the events that meet them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, NamedTuple, Protocol

from ....record.entries import Json
from .key import END, NUMBER, Key, id_key, id_keys_asked, key_of, keys_asked

# A bound of index entries (rank, value, number of the event), or the beginning of one.
Bound = tuple[Any, ...]
Range = tuple[Bound, Bound]
Predicate = Callable[[int], bool]
_LAST_NUMBER = 1 << 62


class Fields(Protocol):
    """Reads the values of events; an event is named by its number in the store."""

    def getter(self, field: str) -> Callable[[int], Json]: ...

    def time_getter(self, field: str) -> Callable[[int], int | None]: ...


class Condition(Protocol):
    """A test of an event. ``field`` is the event field that it reads.

    It is empty for ``And``, for ``Not``, for an ``Or`` over several fields, and for a search in all fields.
    """

    @property
    def field(self) -> str: ...

    def predicate(self, fields: Fields) -> Predicate:
        """Return a function that tells whether the event with a given number meets the condition."""

    def ranges(self) -> list[Range] | None:
        """Return the ranges of the field's index that hold exactly the events that meet the condition,
        ascending.

        Returns None if no single index can answer the condition.
        """


class During(NamedTuple):
    """A condition that is met if a time field is from ``start_us`` to before ``end_us``; None leaves a side
    open.
    """

    field: str
    start_us: int | None = None
    end_us: int | None = None

    def predicate(self, fields: Fields) -> Predicate:
        get, start, end = fields.time_getter(self.field), self.start_us, self.end_us

        def holds(number: int) -> bool:
            us = get(number)
            return us is not None and (start is None or us >= start) and (end is None or us < end)

        return holds

    def ranges(self) -> list[Range]:
        low = (NUMBER,) if self.start_us is None else (NUMBER, self.start_us, -1)
        # In an index of times nothing ranks above the times.
        high = (END,) if self.end_us is None else (NUMBER, self.end_us, -1)
        return [(low, high)]


@dataclass(frozen=True)
class Compares:
    """A condition that is met if a field compares with a value by ``op`` (eq, gt, ge, lt or le).

    A list meets it if any element does.
    """

    field: str
    op: str
    value: Json

    def predicate(self, fields: Fields) -> Predicate:
        get, ranges = fields.getter(self.field), self.ranges()
        key: Callable[[Any], Key] = id_key if self.field == "id" else key_of

        def test(value: Json) -> bool:
            entry = (*key(value), 0)
            return any(low <= entry < high for low, high in ranges)

        return _of_any_element(get, test)

    def ranges(self) -> list[Range]:
        """Return the ranges of the field's index in which the events that meet the condition stand.

        A range is a lower and an upper bound of the index's entries. There is one range for each type that
        ``value`` may stand for: ``5`` in a query may be a number or a text.
        """
        asked = id_keys_asked if self.field == "id" else keys_asked
        return [self._range(*key) for key in sorted(asked(self.value, exact=self.op == "eq"))]

    def _range(self, rank: int, value: object) -> Range:
        first, last = (rank, value, -1), (rank, value, _LAST_NUMBER)
        if self.op == "eq":
            return first, last
        if self.op in ("gt", "ge"):
            return (last if self.op == "gt" else first), (rank + 1,)
        return (rank,), (first if self.op == "lt" else last)


class _NotIndexed:
    """Base class of the conditions that no single index can answer."""

    def ranges(self) -> list[Range] | None:
        return None


@dataclass(frozen=True)
class Matches(_NotIndexed):
    """A condition that is met if the text of a field contains ``value``, matches it as a glob, or is the
    same text.

    Upper and lower case do not matter. ``op`` is contains, like, or same.
    """

    field: str
    op: str
    value: str

    def predicate(self, fields: Fields) -> Predicate:
        op, wanted = self.op, self.value.lower()

        def test(value: Json) -> bool:
            if value is None:
                return False
            text = (value if isinstance(value, str) else json.dumps(value, default=str)).lower()
            if op == "contains":
                return wanted in text
            return text == wanted if op == "same" else fnmatchcase(text, wanted)

        return _of_any_element(fields.getter(self.field), test)


@dataclass(frozen=True)
class Exists(_NotIndexed):
    """A condition that is met if the event has the field and the field is not null."""

    field: str

    def predicate(self, fields: Fields) -> Predicate:
        get = fields.getter(self.field)
        return lambda number: get(number) is not None


@dataclass(frozen=True)
class And(_NotIndexed):
    """A condition that is met if all of its parts (conditions) are met."""

    field = ""
    parts: tuple[Condition, ...]

    def predicate(self, fields: Fields) -> Predicate:
        tests = [part.predicate(fields) for part in self.parts]
        return lambda number: all(test(number) for test in tests)


@dataclass(frozen=True)
class Or:
    """A condition that is met if at least one of its parts (conditions) is met."""

    parts: tuple[Condition, ...]

    @property
    def field(self) -> str:
        names = {part.field for part in self.parts}
        return names.pop() if len(names) == 1 else ""

    def predicate(self, fields: Fields) -> Predicate:
        tests = [part.predicate(fields) for part in self.parts]
        return lambda number: any(test(number) for test in tests)

    def ranges(self) -> list[Range] | None:
        found: list[Range] = []
        for part in self.parts if self.field else ():
            inner = part.ranges()
            if inner is None:
                return None
            found += inner
        return _merged(found) if self.field else None


@dataclass(frozen=True)
class Not(_NotIndexed):
    """A condition that is met if its part (a condition) is not met."""

    field = ""
    part: Condition

    def predicate(self, fields: Fields) -> Predicate:
        test = self.part.predicate(fields)
        return lambda number: not test(number)


def _of_any_element(get: Callable[[int], Json], test: Callable[[Json], bool]) -> Predicate:
    """Return a function that applies ``test`` to an event's field; for a list, to each element until one
    passes.
    """

    def holds(number: int) -> bool:
        value = get(number)
        return any(map(test, value)) if isinstance(value, list) else test(value)

    return holds


def _merged(ranges: list[Range]) -> list[Range]:
    """Return ranges of an index in ascending order, with overlapping ones joined and empty ones left out."""
    joined: list[Range] = []
    for low, high in sorted(r for r in ranges if r[0] < r[1]):
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], high))
        else:
            joined.append((low, high))
    return joined


def conjuncts(condition: Condition) -> tuple[Condition, ...]:
    """Split a condition into the parts that must all be met; ``And`` inside ``And`` is flattened."""
    if isinstance(condition, And):
        return tuple(inner for part in condition.parts for inner in conjuncts(part))
    return (condition,)


def is_time(condition: Condition) -> bool:
    """Whether a condition compares its field as a time."""
    return isinstance(condition, During) or (
        isinstance(condition, Or) and all(is_time(part) for part in condition.parts)
    )


def dig(fields: Mapping[str, Json], path: tuple[str, ...]) -> Json:
    """Return the value at a path of keys in nested objects.

    For a list on the way, return the list of its items' values.
    """
    value: Json = fields
    for place, step in enumerate(path):
        if isinstance(value, list):
            rest = path[place:]
            found = [dig(item, rest) for item in value if isinstance(item, Mapping)]
            return [item for item in found if item is not None]
        if not isinstance(value, Mapping):
            return None
        value = value.get(step)
    return value


def field_reader(name: str) -> Callable[[Mapping[str, Json]], Json]:
    """Return a function that reads ``name`` or ``host.name`` from the fields of an event."""
    plain = name.removeprefix("fields.")
    if "." not in plain:
        return lambda fields: fields.get(plain)
    path = tuple(plain.split("."))
    # A field whose own name has a dot takes precedence over a path.
    return lambda fields: fields[plain] if plain in fields else dig(fields, path)
