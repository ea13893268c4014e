"""Copy a scenario's ``api:`` section as plain values of limited size, before other code reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from ....settings.section import Path, Section, SectionError

_T = TypeVar("_T")
_MOST_VALUES = 20_000
_DEEPEST = 40
_LONGEST = 100_000


def plain_section(value: object) -> Any:
    """Return an ``api:`` section as plain dictionaries, lists and values; YAML's dates become text again.

    Raises SectionError for a section that contains itself, is nested too deep, or is too large once its YAML
    aliases are expanded, and for a key or value that no scenario can hold.
    """
    return _Copy().of(value, ("api",))


class _Copy:
    def __init__(self) -> None:
        self._count = 0
        self._open: set[int] = set()

    def of(self, value: object, path: Path) -> Any:
        self._count += 1
        if self._count > _MOST_VALUES:
            raise SectionError(path[:3], f"the api section holds more than {_MOST_VALUES} values")
        if isinstance(value, (Mapping, list, tuple)):
            return self._inside(value, path)
        if isinstance(value, str):
            if len(value) > _LONGEST:
                raise SectionError(path, f"a text of the api is longer than {_LONGEST} characters")
            return value
        if value is None or isinstance(value, (bool, int, float)):
            return value
        if isinstance(value, (date, datetime)):
            return value.isoformat()
        raise SectionError(path, f"a scenario cannot hold a value of type {type(value).__name__}")

    def _inside(self, value: Any, path: Path) -> Any:
        if id(value) in self._open:
            raise SectionError(path, "the api section contains itself here, by a YAML alias")
        if len(path) > _DEEPEST:
            raise SectionError(path[:4], f"the api section is nested deeper than {_DEEPEST} levels")
        self._open.add(id(value))
        try:
            if isinstance(value, Mapping):
                return {
                    self._key(key, path): self.of(inner, (*path, str(key)))
                    for key, inner in value.items()
                }
            return [self.of(inner, (*path, number)) for number, inner in enumerate(value)]
        finally:
            self._open.discard(id(value))

    def _key(self, key: object, path: Path) -> str:
        if isinstance(key, bool) or not isinstance(key, (str, int, float)):
            raise SectionError(path, f"a key of the api section must be text, not {key!r}")
        return str(key)


def part(section: Section, key: str, parse: Callable[[Any, Path], _T]) -> _T | None:
    """Return a key's value after ``parse``, None if the key has no value. Raises what ``parse`` raises."""
    value = section.raw(key)
    return None if value is None else parse(value, section.at(key))
