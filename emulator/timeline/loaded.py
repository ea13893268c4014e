"""Load a product's events from a file: a JSON list, JSON lines, or CSV with a header."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..errors import LoadError
from ..record.entries import Json
from ..record.product_event import Update, VendorEvent
from ..record.times import read_instant
from ..settings.moment import parse_moment

FORMATS = (".json", ".jsonl", ".csv")
_NAMED = ("id", "created", "visible", "removed", "in_scope", "stream", "updates")
_TRUE, _FALSE = ("true", "yes", "1"), ("false", "no", "0")


@dataclass(frozen=True)
class Loaded:
    """A file of events; ``columns`` maps the names id, created, visible and so on to those used in the file.

    If an item has a mapping ``fields``, this holds the event's fields; otherwise the item itself does. Times
    may be relative to the start, as in a scenario.
    """

    path: Path
    columns: tuple[tuple[str, str], ...] = ()
    stream: str = ""

    def events(self, start: datetime, rng_seed: str) -> Iterator[VendorEvent]:
        """Yield the events in the file. Raises LoadError with the file and the line or item."""
        names = {**{name: name for name in _NAMED}, **dict(self.columns)}
        for place, item in _items(self.path):
            try:
                yield _event(item, names, start, self.stream)
            except ValueError as error:
                raise LoadError(str(error), where=f"{self.path}{place}") from error


def _items(path: Path) -> Iterator[tuple[str, Mapping[str, Json]]]:
    """Yield each item of a file with its place for messages: ``:12`` for a line, `` item 3`` in a list."""
    readers = {".json": _json_items, ".jsonl": _json_lines, ".csv": _rows}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        what = f"the name of an events file ends with one of {', '.join(FORMATS)}"
        raise LoadError(what, where=str(path))
    try:
        for place, item in reader(path):
            if not isinstance(item, Mapping):
                what = f"an event must be an object, not {type(item).__name__}"
                raise LoadError(what, where=f"{path}{place}")
            yield place, item
    except FileNotFoundError as error:
        raise LoadError("the events file does not exist", where=str(path)) from error
    except OSError as error:
        raise LoadError(
            f"cannot read the events file: {error.strerror}", where=str(path)
        ) from error
    except UnicodeDecodeError as error:
        raise LoadError(
            "the events file is not text in UTF-8",
            where=str(path),
            advice=("save the file as UTF-8",),
        ) from error


def _json_items(path: Path) -> Iterator[tuple[str, Json]]:
    try:
        value = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        if isinstance(error, UnicodeDecodeError):
            raise
        line = getattr(error, "lineno", 1)
        raise LoadError(f"the events file is not JSON: {error}", where=f"{path}:{line}") from error
    if isinstance(value, dict):
        lists = [item for item in value.values() if isinstance(item, list)]
        value = lists[0] if len(lists) == 1 else value
    if not isinstance(value, list):
        raise LoadError("the events file holds no list of events", where=str(path))
    for number, item in enumerate(value, 1):
        yield f" item {number}", item


def _json_lines(path: Path) -> Iterator[tuple[str, Json]]:
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    yield f":{number}", json.loads(line)
                except (ValueError, RecursionError) as error:
                    what = f"the line is not JSON: {error}"
                    raise LoadError(what, where=f"{path}:{number}") from error


def _rows(path: Path) -> Iterator[tuple[str, Json]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, restkey="")
        try:
            for row in reader:
                if "" in row or None in row.values():
                    what = "the row has not as many cells as the first row has columns"
                    raise LoadError(what, where=f"{path}:{reader.line_num}")
                # An empty cell means that the event does not have the field.
                filled = {key: value for key, value in row.items() if value != ""}
                yield f":{reader.line_num}", filled
        except csv.Error as error:
            raise LoadError(
                f"the events file is not CSV: {error}", where=f"{path}:{reader.line_num}"
            ) from error


def _event(
    item: Mapping[str, Json], names: Mapping[str, str], start: datetime, stream: str
) -> VendorEvent:
    identity, created = item.get(names["id"]), item.get(names["created"])
    if isinstance(identity, bool) or not isinstance(identity, (str, int)):
        raise ValueError(f"the event's {names['id']!r} must be text or a number, not {identity!r}")
    if created is None:
        raise ValueError(f"the event has no {names['created']!r}")
    made = _time(created, start, names["created"])
    visible, removed = item.get(names["visible"]), item.get(names["removed"])
    fields = item.get("fields")
    return VendorEvent(
        str(identity),
        made,
        made if visible is None else _time(visible, start, names["visible"]),
        fields if isinstance(fields, Mapping) else item,
        _updates(item.get(names["updates"]), start),
        None if removed is None else _time(removed, start, names["removed"]),
        _flag(item.get(names["in_scope"])),
        str(item.get(names["stream"]) or stream),
    )


def _time(value: Json, start: datetime, key: str) -> datetime:
    try:
        if isinstance(value, str) and value.strip()[:1] in ("+", "-"):
            return parse_moment(value.strip()).at(start)
        return read_instant(value)
    except ValueError as error:
        raise ValueError(f"{key}: {error}") from error


def _flag(value: Json) -> bool:
    if value is None or isinstance(value, bool):
        return value is not False
    text = str(value).strip().lower()
    if text not in (*_TRUE, *_FALSE):
        raise ValueError(f"the event's in_scope must be true or false, not {value!r}")
    return text in _TRUE


def _updates(value: Json, start: datetime) -> tuple[Update, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        raise ValueError("the event's updates must be a list of {at, fields}")
    found = []
    for item in value:
        fields = item.get("fields", {})
        if "at" not in item or not isinstance(fields, Mapping):
            raise ValueError("an update of the event needs 'at', and its fields must be an object")
        found.append(Update(_time(item["at"], start, "at"), fields))
    return tuple(sorted(found, key=lambda update: update.at))
