"""One mapping of the section, read key by key: unknown keys and wrong types are refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ....errors import UsageError
from ....settings.units import parse_duration_s
from .error import ApiError, Path, alternatives


class Section:
    """Raises ApiError for what is no mapping, and for a key that is not among ``known``."""

    def __init__(self, value: object, path: Path, known: Iterable[str]) -> None:
        self.path = path
        names = tuple(known)
        if not isinstance(value, Mapping):
            kind = kind_of(value)
            raise ApiError(path, f"must be a mapping with {', '.join(sorted(names))}, not {kind}")
        for key in value:
            if key not in names:
                raise ApiError(
                    (*path, str(key)), f"unknown key {str(key)!r}{alternatives(str(key), names)}"
                )
        self._value: Mapping[str, Any] = value

    def __contains__(self, key: str) -> bool:
        return key in self._value

    def at(self, key: str) -> Path:
        """The path of one of its keys."""
        return (*self.path, key)

    def raw(self, key: str, default: Any = None) -> Any:
        """The value as it stands there."""
        return self._value.get(key, default)

    def text(self, key: str, default: str = "") -> str:
        """A string; a number is taken as its digits."""
        value = self._value.get(key, default)
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise ApiError(self.at(key), f"must be text, not {kind_of(value)}")
        return str(value)

    def integer(self, key: str, default: int, *, least: int = 0, most: int = 10**9) -> int:
        """A whole number from ``least`` to ``most``."""
        value = self._value.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise ApiError(self.at(key), f"must be a whole number, not {kind_of(value)}")
        if not least <= value <= most:
            raise ApiError(self.at(key), f"must be from {least} to {most}, not {value}")
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        """True or false."""
        value = self._value.get(key, default)
        if not isinstance(value, bool):
            raise ApiError(self.at(key), f"must be true or false, not {kind_of(value)}")
        return value

    def choice(self, key: str, known: Iterable[str], default: str) -> str:
        """One of the known words."""
        value = self.text(key, default)
        names = tuple(known)
        if value not in names:
            raise ApiError(self.at(key), f"{value!r} is not possible{alternatives(value, names)}")
        return value

    def span_us(self, key: str) -> int | None:
        """A length of time in microseconds; None when it is not given."""
        if self._value.get(key) is None:
            return None
        return span_us(self._value[key], self.at(key))

    def items(self, key: str) -> list[tuple[Path, Any]]:
        """The elements of a list (a single value counts as one), each with its path."""
        value = self._value.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            return [(self.at(key), value)]
        return [((*self.at(key), number), item) for number, item in enumerate(value)]


def span_us(value: object, path: Path) -> int:
    """A length of time (``90s``, ``1h30m``, a number of seconds) in microseconds."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ApiError(path, f"must be a length of time like 90s or 1h30m, not {kind_of(value)}")
    try:
        return round(parse_duration_s(str(value), "") * 1_000_000)
    except UsageError as error:
        raise ApiError(path, f"{error.what}; write it as 200ms, 90s, 5m, 1h30m or 2d") from error


def kind_of(value: object) -> str:
    """The value's type in YAML's words."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text {value[:60]!r}"
    return "a list" if isinstance(value, list) else "a mapping"
