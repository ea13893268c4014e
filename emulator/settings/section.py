"""One mapping of a scenario, read key by key; and the one error for a mistake in a scenario."""

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
    """A mistake in a scenario, or one that shows only while the scenario's ``api`` answers requests.

    ``path`` holds the keys and indexes from the top of the scenario to the mistake; ``where`` is that
    path as text. ``message`` says what is wrong and what is possible there.
    """

    def __init__(self, path: Path, message: str, *, advice: tuple[str, ...] = ()) -> None:
        super().__init__(message, where=dotted(path), advice=advice)
        self.path = path
        self.message = message


def dotted(path: Path) -> str:
    """Write a path as text: ``api.routes[0].filter``."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def alternatives(wrong: str, known: Iterable[str]) -> str:
    """``; did you mean 'limit'? known: cursor, limit`` for a word that is not known."""
    names = sorted(known)
    near = [_ELSEWHERE[wrong]] if _ELSEWHERE.get(wrong) in names else []
    near = near or get_close_matches(wrong, names, n=1)
    guess = f"; did you mean {near[0]!r}?" if near else ";"
    return f"{guess} known: {', '.join(names)}"


def unknown_key(key: str, known: Iterable[str]) -> str:
    """The message for a key that no reader knows."""
    return f"unknown key{alternatives(key, known)}"


class Section:
    """A mapping at its path. Every method raises SectionError, with the path of the key.

    With ``known`` a key that is not among them is refused; without, the schema has refused it already.
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
        """The path of one of its keys."""
        return (*self.path, key)

    def wrong(self, key: str, message: str) -> SectionError:
        """The error for the value of a key."""
        return SectionError(self.at(key), message)

    def raw(self, key: str, default: Any = None) -> Any:
        """The value as the scenario has it."""
        return self._value.get(key, default)

    def inner(self, key: str) -> Section:
        """The mapping under a key that is there."""
        return Section(self._value[key], self.at(key))

    def mapping(self, key: str) -> Mapping[str, Json]:
        """A mapping as plain values; empty where the key is absent or has no value."""
        value = self._value.get(key)
        return {} if value is None else Section(value, self.at(key))._value

    def items(self, key: str) -> list[tuple[Path, Any]]:
        """The elements of a list (a single value counts as one), each with its path."""
        value = self._value.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            return [(self.at(key), value)]
        return [((*self.at(key), number), item) for number, item in enumerate(value)]

    def text(self, key: str, default: str = "") -> str:
        """A string; a number is taken as its digits."""
        value = self._value.get(key, default)
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise self.wrong(key, f"must be text, not {kind_of(value)}")
        return str(value)

    def choice(self, key: str, known: Iterable[str], default: str) -> str:
        """One of the known words."""
        value = self.text(key, default)
        names = tuple(known)
        if value not in names:
            raise self.wrong(key, f"{value!r} is not possible{alternatives(value, names)}")
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        """True or false."""
        value = self._value.get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, f"must be true or false, not {kind_of(value)}")
        return value

    def integer(self, key: str, default: int, *, least: int = 0, most: int = 10**9) -> int:
        """A whole number from ``least`` to ``most``."""
        value = self._value.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.wrong(key, f"must be a whole number, not {kind_of(value)}")
        if not least <= value <= most:
            raise self.wrong(key, f"must be from {least} to {most}, not {value}")
        return value

    def share(self, key: str, default: float = 0.0) -> float:
        """A number from 0 to 1."""
        value = self._value.get(key, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
            raise self.wrong(key, f"must be a number from 0 to 1, not {kind_of(value)}")
        return float(value)

    def moment(self, key: str) -> Moment | None:
        """A time, absolute or relative to the start of the run; None when it is not given."""
        return self.parsed(key, parse_moment) if key in self else None

    def span_s(self, key: str, default: float = 0.0, *, least: float = 0.0) -> float:
        """A length of time in seconds, at least ``least``."""
        if key not in self:
            return default
        return self.parsed(key, lambda value: parse_span_s(value, minimum=least))

    def span_us(self, key: str) -> int | None:
        """A length of time in microseconds; None when it is not given."""
        return None if self.raw(key) is None else round(self.span_s(key) * 1_000_000)

    def range_s(self, key: str, default: tuple[float, float]) -> tuple[float, float]:
        """One length of time, or [shortest, longest], as (shortest, longest) in seconds."""
        if not isinstance(self.raw(key), list):
            return (self.span_s(key),) * 2 if key in self else default
        bounds = self.parsed(key, lambda value: list(map(parse_span_s, value)))
        if len(bounds) != 2 or bounds[0] > bounds[1]:
            raise self.wrong(key, "a range is [shortest, longest]")
        return bounds[0], bounds[1]

    def parsed(self, key: str, parse: Callable[[Any], _T]) -> _T:
        """The value as ``parse`` returns it; a ValueError or UsageError becomes the key's SectionError."""
        try:
            return parse(self._value[key])
        except ValueError as error:
            raise self.wrong(key, str(error)) from error
        except UsageError as error:
            raise SectionError(self.at(key), error.what, advice=error.advice) from error


def kind_of(value: object) -> str:
    """The value's type in YAML's words, with a short value itself."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text {value[:60]!r}"
    return "a list" if isinstance(value, list) else "a mapping"
