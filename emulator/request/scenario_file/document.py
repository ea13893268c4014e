"""Read a YAML file as plain values, with the line of each key and list item; nothing in it is executed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isinf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import LoadError
from ...integration.yaml_text import broken_yaml, check_bounds
from ...record.entries import Json
from ...settings.section import Path as Place
from ...settings.section import SectionError

if TYPE_CHECKING:
    from yaml.nodes import Node, ScalarNode

MOST_BYTES = 8_000_000
# Reading, checking and keeping the lines of this many takes some five seconds.
MOST_VALUES = 200_000
_ADVICE = "long timelines belong into a file of their own: events: events.jsonl"

_TAG = "tag:yaml.org,2002:"
# YAML 1.1 reads `on` as true, 12:30:00 as a number and 2024-01-01 as a date: none of that here.
_PLAIN = (
    ("null", re.compile(r"^(?:~|null|Null|NULL|)$"), lambda text: None),
    ("bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), lambda text: text[0] in "tT"),
    ("int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), int),
    ("float", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+]?[0-9]+)?$"), float),
)


@dataclass(frozen=True)
class Document:
    """The content of a scenario file as plain values, and the line (from 1) of each key and list item."""

    path: Path
    value: Json
    lines: dict[Place, int]

    def where(self, place: Place) -> str:
        """Return file and line of a value in the scenario, as ``scenario.yml:12``."""
        return f"{self.path}:{self.line(place)}"

    def line(self, place: Place) -> int:
        """Return the line of a value in the scenario; without one, that of the nearest value around it."""
        while place not in self.lines and place:
            place = place[:-1]
        return self.lines.get(place, 1)

    def located(self, error: SectionError) -> LoadError:
        """Build the LoadError for a mistake in the scenario: with file, line, path and message."""
        what = f"{error.where}: {error.message}" if error.where else error.message
        return LoadError(what, where=self.where(error.path), advice=error.advice)


def read_document(path: Path) -> Document:
    """Read a scenario's YAML as plain values, with their lines.

    Raises LoadError: with the line for broken YAML, a repeated key and a tag; with the file for one that is
    missing, is not UTF-8, or is too large.
    """
    import yaml

    text = _text(path)
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        check_bounds(yaml.parse(text, Loader=loader), str(path), MOST_VALUES, _ADVICE)
        node = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        raise broken_yaml(error, text, str(path)) from error
    lines: dict[Place, int] = {}
    value = None if node is None else _Reader(path, lines).value(node, ())
    return Document(path, value, lines)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            what = f"the scenario file is larger than {MOST_BYTES // 1_000_000} MB"
            raise LoadError(what, where=str(path), advice=(_ADVICE,))
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise LoadError("no such scenario file", where=str(path)) from error
    except OSError as error:
        raise LoadError(
            f"the scenario file cannot be read: {error.strerror}", where=str(path)
        ) from error
    except UnicodeDecodeError as error:
        raise LoadError(
            "the scenario file is not text in UTF-8",
            where=str(path),
            advice=("save the file as UTF-8",),
        ) from error


class _Reader:
    """Converts the nodes of a YAML file to plain values, and stores their lines."""

    def __init__(self, path: Path, lines: dict[Place, int]) -> None:
        self._path = path
        self._lines = lines

    def value(self, node: Node, place: Place) -> Json:
        self._lines.setdefault(place, node.start_mark.line + 1)
        kind = type(node).__name__
        if not node.tag.startswith(_TAG) or node.tag.startswith(f"{_TAG}python"):
            raise self._wrong(node, f"the tag {node.tag} is refused: a scenario holds plain data")
        if kind == "MappingNode":
            return dict(self._pairs(node, place))
        if kind == "SequenceNode":
            return [self.value(item, (*place, index)) for index, item in enumerate(node.value)]
        return self._scalar(node)

    def _pairs(self, node: Node, place: Place) -> Iterator[tuple[str, Json]]:
        seen: set[str] = set()
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key, str) or type(key_node).__name__ != "ScalarNode":
                raise self._wrong(key_node, "a key must be a text")
            if key in seen:
                raise self._wrong(key_node, f"the key {key!r} occurs twice")
            seen.add(key)
            self._lines[(*place, key)] = key_node.start_mark.line + 1
            yield key, self.value(value_node, (*place, key))

    def _scalar(self, node: Any) -> Json:
        text: str = node.value
        if node.style or node.tag == f"{_TAG}str":
            return text
        for name, pattern, make in _PLAIN:
            if pattern.match(text):
                return self._plain(node, name, make, text)
        return text

    def _plain(self, node: ScalarNode, name: str, make: Callable[[str], Json], text: str) -> Json:
        try:
            value = make(text)
        except ValueError as error:
            raise self._wrong(node, f"is no {name} that can be read: {error}") from error
        if isinstance(value, float) and isinf(value):
            raise self._wrong(node, f"{text} is larger than any number that JSON can hold")
        return value

    def _wrong(self, node: Node, what: str) -> LoadError:
        return LoadError(what, where=f"{self._path}:{node.start_mark.line + 1}")
