"""Reads the keys of a section one by one, and says where a value is wrong."""

from __future__ import annotations

from collections.abc import Mapping

from ..record.entries import Json
from ..settings.moment import Moment, parse_moment, parse_span_s
from .spec_error import Path, SpecError

# More events than this do not fit into the memory of most machines.
MOST_EVENTS = 10_000_000


class Section:
    """A mapping at its path. Every method raises SpecError, with the path to the key."""

    def __init__(self, given: Json, path: Path = ()) -> None:
        if not isinstance(given, Mapping):
            raise SpecError(path, f"must be a mapping, not {type(given).__name__}")
        self.given = given
        self.path = path

    def __contains__(self, key: str) -> bool:
        return key in self.given

    def only(self, *known: str) -> None:
        """Refuses every other key."""
        for key in self.given:
            if key not in known:
                raise SpecError(
                    (*self.path, key), f"unknown key {key!r} (known are: {', '.join(known)})"
                )

    def get(self, key: str, default: Json = None) -> Json:
        return self.given.get(key, default)

    def inner(self, key: str) -> Section:
        return Section(self.given[key], (*self.path, key))

    def moment(self, key: str, default: Moment | None = None) -> Moment | None:
        if key not in self.given:
            return default
        try:
            return parse_moment(self.given[key])
        except ValueError as error:
            raise self.wrong(key, str(error)) from error

    def span_s(self, key: str, default: float = 0.0, *, minimum: float = 0.0) -> float:
        if key not in self.given:
            return default
        try:
            return parse_span_s(self.given[key], minimum=minimum)
        except ValueError as error:
            raise self.wrong(key, str(error)) from error

    def range_s(self, key: str, default: tuple[float, float]) -> tuple[float, float]:
        """One length, or [shortest, longest]."""
        value = self.given.get(key)
        if not isinstance(value, list):
            only_s = self.span_s(key, default[0])
            return (only_s, only_s) if key in self.given else default
        try:
            bounds = [parse_span_s(bound) for bound in value]
        except ValueError as error:
            raise self.wrong(key, str(error)) from error
        if len(bounds) != 2 or bounds[0] > bounds[1]:
            raise self.wrong(key, "a range is [shortest, longest]")
        return bounds[0], bounds[1]

    def share(self, key: str, default: float = 0.0) -> float:
        value = self.given.get(key, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
            raise self.wrong(key, f"a share is a number from 0 to 1, not {value!r}")
        return float(value)

    def whole(self, key: str, default: int, *, minimum: int = 0, maximum: int = MOST_EVENTS) -> int:
        value = self.given.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.wrong(key, f"must be a whole number, not {value!r}")
        if value < minimum:
            raise self.wrong(key, f"must be at least {minimum}, not {value}")
        if value > maximum:
            raise self.wrong(key, f"must be at most {maximum}, not {value}")
        return value

    def text(self, key: str, default: str = "") -> str:
        value = self.given.get(key, default)
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise self.wrong(key, f"must be a text, not {value!r}")
        return str(value)

    def flag(self, key: str, default: bool) -> bool:
        value = self.given.get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, f"must be true or false, not {value!r}")
        return value

    def mapping(self, key: str) -> Mapping[str, Json]:
        value = self.given.get(key) or {}
        if not isinstance(value, Mapping):
            raise self.wrong(key, f"must be a mapping, not {type(value).__name__}")
        return value

    def wrong(self, key: str, message: str) -> SpecError:
        return SpecError((*self.path, key), message)
