"""The headers of an HTTP message, looked up without regard to upper and lower case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

# http.client accepts the same names.
_NAME = re.compile(r"[^:\s][^:\r\n]*")


class Headers(Mapping[str, str]):
    """The header lines of an HTTP message, in order; a lookup by name returns the last line of that name.

    The class accepts pairs, or a mapping in which a list repeats the header. Raises ValueError for a name or
    value that cannot stand in a header.
    """

    __slots__ = ("pairs",)

    def __init__(self, given: Mapping[str, Any] | Iterable[tuple[str, Any]] = ()) -> None:
        pairs = given.items() if isinstance(given, Mapping) else given
        self.pairs: tuple[tuple[str, str], ...] = (
            given.pairs if isinstance(given, Headers) else _all_lines(pairs)
        )

    def __getitem__(self, name: str) -> str:
        wanted = name.lower()
        for key, value in reversed(self.pairs):
            if key.lower() == wanted:
                return value
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter({name.lower(): name for name, _ in self.pairs}.values())

    def __len__(self) -> int:
        return len({name.lower() for name, _ in self.pairs})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Headers) and self.pairs == other.pairs

    def __hash__(self) -> int:
        return hash(self.pairs)

    def __repr__(self) -> str:
        return f"Headers({list(self.pairs)!r})"

    def without(self, *names: str) -> Headers:
        """Return the headers except those with the given names, which are in lower case."""
        return Headers(pair for pair in self.pairs if pair[0].lower() not in names)


@lru_cache(maxsize=1024)
def _is_line(name: str, value: str) -> bool:
    """Whether name and value form a valid header line; cached, since most requests have the same headers."""
    return bool(_NAME.fullmatch(name)) and "\r" not in value and "\n" not in value


def _all_lines(pairs: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for pair in pairs:
        texts = type(pair) is tuple and len(pair) == 2 and type(pair[0]) is type(pair[1]) is str
        if texts and _is_line(*pair):
            found.append(pair)
        else:
            found += _lines(pair)
    return tuple(found)


def _lines(pair: object) -> Iterator[tuple[str, str]]:
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        raise ValueError(f"a header is a pair of name and value, not {pair!r}")
    name, value = pair
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot be a header's name")
    for item in value if isinstance(value, (list, tuple)) else (value,):
        if isinstance(item, bool) or not isinstance(item, (str, int)):
            raise ValueError(f"header {name} must be a string, not {type(item).__name__}")
        text = str(item)
        if "\r" in text or "\n" in text:
            raise ValueError(f"header {name} holds a line break")
        yield name, text
