"""What a request asks of an event, in plain values: the store's own query language."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, NamedTuple, Protocol

from .key import END, NOTHING, NUMBER, OTHER, Key, id_key, id_keys_asked, key_of, keys_asked

Lower = tuple[Any, ...]
Range = tuple[Lower, Lower]
BEYOND = 1 << 62


class Fields(Protocol):
    """Where a condition finds the values of an event, which is known by its number."""

    def getter(self, field: str) -> Callable[[int], Any]: ...

    def time_getter(self, field: str) -> Callable[[int], int | None]: ...


Predicate = Callable[[int], bool]


class Condition(Protocol):
    """``field`` is empty for what no single index answers; ``ranges`` then is None."""

    def predicate(self, fields: Fields) -> Predicate: ...


class During(NamedTuple):
    """A time field lies from ``start_us`` (included) to ``end_us`` (excluded); None is open."""

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
        """The part of the field's index, as bounds of its entries."""
        low = (NUMBER,) if self.start_us is None else (NUMBER, self.start_us, -1)
        # Where times stand nothing ranks higher.
        high = (END,) if self.end_us is None else (NUMBER, self.end_us, -1)
        return [(low, high)]


@dataclass(frozen=True)
class Compares:
    """A plain field compares with a value: eq, gt, ge, lt, le. A list matches by any element."""

    field: str
    op: str
    value: Any

    def predicate(self, fields: Fields) -> Predicate:
        get, test = fields.getter(self.field), self._test()

        def holds(number: int) -> bool:
            value = get(number)
            if isinstance(value, list):
                return any(test(key_of(item)) for item in value)
            return test(id_key(value) if identity and value is not None else key_of(value))

        identity = self.field == "id"
        return holds

    def ranges(self) -> list[Range]:
        """The parts of the field's index, one for each type that the value may be of."""
        return [self._range(key) for key in sorted(self._keys())]

    def _keys(self) -> tuple[Key, ...]:
        asked = id_keys_asked if self.field == "id" else keys_asked
        return asked(self.value, exact=self.op == "eq")

    def _range(self, key: Key) -> Range:
        rank, value = key
        at, after = (rank, value, -1), (rank, value, BEYOND)
        if self.op == "eq":
            return at, after
        if self.op in ("gt", "ge"):
            return (after if self.op == "gt" else at), (rank + 1,)
        return (rank,), (at if self.op == "lt" else after)

    def _test(self) -> Callable[[Key], bool]:
        asked, op = dict(self._keys()), self.op

        def test(key: Key) -> bool:
            rank, value = key
            if rank not in asked:
                return False
            if op == "eq":
                return bool(value == asked[rank])
            if op in ("gt", "ge"):
                return bool(value > asked[rank] or (op == "ge" and value == asked[rank]))
            return bool(value < asked[rank] or (op == "le" and value == asked[rank]))

        return test


@dataclass(frozen=True)
class Matches:
    """A text field matches: contains a part, is like a glob, or is equal whatever the case."""

    field: str
    op: str
    value: str

    def predicate(self, fields: Fields) -> Predicate:
        get, op, wanted = fields.getter(self.field), self.op, self.value.lower()

        def test(value: Any) -> bool:
            if value is None:
                return False
            text = (value if isinstance(value, str) else json.dumps(value, default=str)).lower()
            if op == "contains":
                return wanted in text
            return text == wanted if op == "same" else fnmatchcase(text, wanted)

        def holds(number: int) -> bool:
            value = get(number)
            return any(map(test, value)) if isinstance(value, list) else test(value)

        return holds


@dataclass(frozen=True)
class Exists:
    """The event has the field, and it is not null."""

    field: str

    def predicate(self, fields: Fields) -> Predicate:
        get = fields.getter(self.field)
        return lambda number: get(number) is not None


@dataclass(frozen=True)
class And:
    parts: tuple[Condition, ...]

    def predicate(self, fields: Fields) -> Predicate:
        tests = [part.predicate(fields) for part in self.parts]
        return lambda number: all(test(number) for test in tests)


@dataclass(frozen=True)
class Or:
    """Without parts nothing matches."""

    parts: tuple[Condition, ...]

    def predicate(self, fields: Fields) -> Predicate:
        tests = [part.predicate(fields) for part in self.parts]
        return lambda number: any(test(number) for test in tests)

    def ranges(self) -> list[Range] | None:
        """Merged parts of one field's index, None when the parts ask for several fields."""
        if len({getattr(part, "field", None) for part in self.parts}) > 1:
            return None
        found: list[Range] = []
        for part in self.parts:
            inner = ranges_of(part)
            if inner is None:
                return None
            found += inner
        return merged(found)

    @property
    def field(self) -> str:
        """The field that ``ranges`` are of."""
        return str(getattr(self.parts[0], "field", "")) if self.parts else ""


@dataclass(frozen=True)
class Not:
    part: Condition

    def predicate(self, fields: Fields) -> Predicate:
        test = self.part.predicate(fields)
        return lambda number: not test(number)


def ranges_of(condition: Condition) -> list[Range] | None:
    """The parts of an index that hold exactly what the condition asks for, ascending."""
    get = getattr(condition, "ranges", None)
    found = get() if get is not None else None
    return found if found is None or len(found) == 1 else merged(found)


def merged(ranges: list[Range]) -> list[Range]:
    """The ranges ascending, with those that touch or overlap made one, and empty ones left out."""
    joined: list[Range] = []
    for low, high in sorted(r for r in ranges if r[0] < r[1]):
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], high))
        else:
            joined.append((low, high))
    return joined


def conjuncts(condition: Condition) -> tuple[Condition, ...]:
    """The parts that all must hold."""
    if isinstance(condition, And):
        return tuple(inner for part in condition.parts for inner in conjuncts(part))
    return (condition,)


def is_time(condition: Condition) -> bool:
    """Whether its field is compared as a time."""
    return isinstance(condition, During) or (
        isinstance(condition, Or) and all(is_time(part) for part in condition.parts)
    )


def dig(fields: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """A value inside nested fields; through a list, the values of its elements."""
    value: Any = fields
    for place, step in enumerate(path):
        if isinstance(value, list):
            rest = path[place:]
            found = [dig(item, rest) for item in value if isinstance(item, Mapping)]
            return [item for item in found if item is not None]
        if not isinstance(value, Mapping):
            return None
        value = value.get(step)
    return value


__all__ = [
    "NOTHING",
    "OTHER",
    "And",
    "Compares",
    "Condition",
    "During",
    "Exists",
    "Fields",
    "Matches",
    "Not",
    "Or",
    "Predicate",
    "Range",
    "conjuncts",
    "dig",
    "is_time",
    "merged",
    "ranges_of",
]  # fmt: skip
