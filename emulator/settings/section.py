"""Read a mapping of a scenario file key by key, and raise an error for any mistake in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from ..errors import UsageError, VendorError
from ..record.entries import Json
from .moment import Moment, parse_moment, parse_span_s

Path = tuple[str | int, ...]
_T = TypeVar("_T")
# Operators as other query languages spell them, for the guess at what the user meant.
_ELSEWHERE = {"gte": "ge", "lte": "le", "neq": "ne", "nin": "not_in"}


class SectionError(VendorError):
    """A mistake in a scenario. Some mistakes in its section ``api`` show only when a request is answered.

    ``path`` holds the keys and indexes from the top of the scenario to the mistake; ``where`` is that path as
    text. ``message`` says what is wrong and which values are possible.
    """

    def __init__(self, path: Path, message: str, *, advice: tuple[str, ...] = ()) -> None:
        super().__init__(message, where=dotted(path), advice=advice)
        self.path = path
        self.message = message


def dotted(path: Path) -> str:
    """Return the path of a value in a scenario as text: ``api.routes[0].filter``."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def alternatives(wrong: str, known: Iterable[str]) -> str:
    """Return the end of a message about an unknown word: ``; did you mean 'limit'? known: cursor, limit``."""
    names = sorted(known)
    near = [_ELSEWHERE[wrong]] if _ELSEWHERE.get(wrong) in names else []
    near = near or sorted(get_close_matches(wrong, names, n=2, cutoff=0.9))
    near = near or get_close_matches(wrong, names, n=1)
    guess = f"; did you mean {' or '.join(map(repr, near))}?" if near else ";"
    return f"{guess} known: {', '.join(names)}"


def unknown_key(key: str, known: Iterable[str]) -> str:
    """Return the message about an unknown key of a scenario, with the most similar known key and all known
    ones.
    """
    return f"unknown key{alternatives(key, known)}"


class Section:
    """A mapping in a scenario file; each method reads the value of one key and checks it.

    ``known`` are the keys that the mapping may have, None if the schema has already checked them.

    Raises:
        SectionError: from the constructor for a value that is no mapping and for an unknown key; from the
            methods for a value of the wrong kind. It has the path of the key.
    """

    def __init__(self, value: object, path: Path = (), known: Iterable[str] | None = None) -> None:
        self.path = path
        names = tuple(known or ())
        if not isinstance(value, Mapping):
            with_keys = f" with {', '.join(sorted(names))}" if names else ""
            raise SectionError(path, f"must be a mapping{with_keys}, not {kind_of(value)}")
        for key in () if known is None else value:
            if key not in names:
                raise SectionError((*path, str(key)), unknown_key(str(key), names))
        self._value: Mapping[str, Any] = value

    def __contains__(self, key: str) -> bool:
        return key in self._value

    def __iter__(self) -> Iterator[str]:
        return iter(self._value)

    def at(self, key: str) -> Path:
        """Return the path of a key, from the top of the scenario."""
        return (*self.path, key)

    def wrong(self, key: str, message: str) -> SectionError:
        """Build the error about the value of a key in this section of the scenario."""
        return SectionError(self.at(key), message)

    def raw(self, key: str, default: object = None) -> Any:
        """Return the value of a key, unchecked."""
        return self._value.get(key, default)

    def inner(self, key: str) -> Section:
        """Return a key's value, which must be a mapping, as a Section."""
        return Section(self._value[key], self.at(key))

    def mapping(self, key: str) -> Mapping[str, Json]:
        """Return a key's value, which must be a mapping; an empty one if the key is missing or null."""
        value = self._value.get(key)
        return {} if value is None else Section(value, self.at(key))._value

    def items(self, key: str) -> list[tuple[Path, Any]]:
        """Return path and value of each element of a key's list. A value that is no list counts as one
        element, a missing key and null as none.
        """
        value = self._value.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            return [(self.at(key), value)]
        return [((*self.at(key), number), item) for number, item in enumerate(value)]

    def text(self, key: str, default: str = "") -> str:
        """Return a key's value as text; it may be a number."""
        value = self._value.get(key, default)
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise self.wrong(key, f"must be text, not {kind_of(value)}")
        return str(value)

    def choice(self, key: str, known: Iterable[str], default: str) -> str:
        """Return a key's value, which must be one of the texts in ``known``."""
        value = self.text(key, default)
        names = tuple(known)
        if value not in names:
            raise self.wrong(key, f"{value!r} is not possible{alternatives(value, names)}")
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        """Return a key's value, which must be true or false."""
        value = self._value.get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, f"must be true or false, not {kind_of(value)}")
        return value

    def integer(self, key: str, default: int, *, least: int = 0, most: int = 10**9) -> int:
        """Return a key's value, which must be a whole number from ``least`` to ``most``."""
        value = self._value.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.wrong(key, f"must be a whole number, not {kind_of(value)}")
        if not least <= value <= most:
            raise self.wrong(key, f"must be from {least} to {most}, not {value}")
        return value

    def share(self, key: str, default: float = 0.0) -> float:
        """Return a key's value, which must be a number from 0 to 1."""
        value = self._value.get(key, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
            raise self.wrong(key, f"must be a number from 0 to 1, not {kind_of(value)}")
        return float(value)

    def moment(self, key: str) -> Moment | None:
        """Return a key's value as a time, absolute or relative to the run's start; None if the key is
        missing.
        """
        return self.parsed(key, parse_moment) if key in self else None

    def span_s(self, key: str, default: float = 0.0, *, least: float = 0.0) -> float:
        """Return a key's value as a duration in seconds, which must be at least ``least``."""
        if key not in self:
            return default
        return self.parsed(key, lambda value: parse_span_s(value, minimum=least))

    def span_us(self, key: str) -> int | None:
        """Return a key's value as a duration in microseconds; None if the key is missing or null."""
        return None if self.raw(key) is None else round(self.span_s(key) * 1_000_000)

    def range_s(self, key: str, default: tuple[float, float]) -> tuple[float, float]:
        """Return a key's range ``[shortest, longest]`` in seconds; a single duration is both."""
        if not isinstance(self.raw(key), list):
            return (self.span_s(key),) * 2 if key in self else default
        bounds = self.parsed(key, lambda value: list(map(parse_span_s, value)))
        if len(bounds) != 2 or bounds[0] > bounds[1]:
            raise self.wrong(key, "a range is [shortest, longest]")
        return bounds[0], bounds[1]

    def parsed(self, key: str, parse: Callable[[Any], _T]) -> _T:
        """Return the value of a key after ``parse``; a ValueError or UsageError becomes a SectionError."""
        try:
            return parse(self._value[key])
        except ValueError as error:
            raise self.wrong(key, str(error)) from error
        except UsageError as error:
            raise SectionError(self.at(key), error.what, advice=error.advice) from error


def kind_of(value: object) -> str:
    """Describe a scenario's value for a message: ``a list``, ``the number 5``, ``nothing`` for null."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text {value[:60]!r}"
    return "a list" if isinstance(value, list) else "a mapping"
