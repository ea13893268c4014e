"""Find misspelled event fields in an ``api:`` section: fields that no event of the timeline has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from ...record.product_event import VendorEvent
from ...settings.section import Path, SectionError, alternatives
from .fields_read import fields_read, fields_written
from .reading.plain import plain_section

BUILT_IN = ("id", "stream", "created", "visible", "updated", "fields")
_MOST_SUGGESTED = 40
_MOST_SEEN = 1_000
_DEEPEST = 3


def check_fields(section: object, events: Sequence[VendorEvent]) -> None:
    """Raise SectionError for the first event field in an ``api:`` section that no event has.

    Fields that an event gets by an update or by a write count as well. ``events`` are read only until every
    field was found. If no event has any field, every name is accepted; so is every name in a route whose
    stream has no event.
    """
    plain = plain_section(section)
    written = fields_written(plain)
    wanted: dict[str, Path] = {}
    for path, name in fields_read(plain):
        plain_name = name.removeprefix("fields.")
        if name not in ("", *BUILT_IN) and not _is_written(plain_name, written):
            wanted.setdefault(plain_name, path)
    some, seen = False, iter(events)
    while wanted and (event := next(seen, None)) is not None:
        for fields in _versions(event):
            some = some or bool(fields)
            for name in [name for name in wanted if has_field(fields, name)]:
                del wanted[name]
    if wanted and some:
        streams = {event.stream for event in events}
        wanted = {
            name: path
            for name, path in wanted.items()
            if (stream := _stream_of(plain, path)) is None or stream in streams
        }
    if wanted and some:
        name, path = next(iter(wanted.items()))
        known = _known(events) | written | set(BUILT_IN)
        raise SectionError(
            ("api", *path), f"no event has the field {name!r}{_suggestions(name, known)}"
        )


def _stream_of(section: Any, path: Path) -> str | None:
    """Return the stream of the route that a place in the section belongs to; None where it has none."""
    if not path or path[0] != "routes":
        return None
    routes = section["routes"]
    number = path[1] if len(path) > 1 else None
    route = routes[number] if isinstance(routes, list) and isinstance(number, int) else routes
    stream = route.get("stream") if isinstance(route, Mapping) else None
    return stream if isinstance(stream, str) else None


def has_field(fields: Mapping[str, Any], name: str) -> bool:
    """Whether an event's fields contain a name or dotted path.

    An empty list or null on the way counts as yes.
    """
    return name in fields or ("." in name and _holds(fields, name.split(".")))


def _holds(value: object, steps: list[str]) -> bool:
    if not steps or value is None:
        return True
    if isinstance(value, list):
        return not value or any(_holds(item, steps) for item in value)
    if not isinstance(value, Mapping):
        return False
    return steps[0] in value and _holds(value[steps[0]], steps[1:])


def _is_written(name: str, written: frozenset[str]) -> bool:
    return any(f"{name}.".startswith(f"{one}.") or one.startswith(f"{name}.") for one in written)


def _versions(event: VendorEvent) -> Iterator[Mapping[str, Any]]:
    yield event.fields
    for update in event.updates:
        yield update.fields


def _known(events: Sequence[VendorEvent]) -> set[str]:
    return {
        name
        for event in islice(events, _MOST_SEEN)
        for fields in _versions(event)
        for name in _names(fields, "", 1)
    }


def _names(fields: Mapping[str, Any], before: str, depth: int) -> Iterator[str]:
    for name, value in fields.items():
        yield before + name
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, Mapping) and depth < _DEEPEST:
            yield from _names(first, f"{before}{name}.", depth + 1)


def _suggestions(name: str, known: set[str]) -> str:
    """Return the end of the error message: the known field most like ``name``, then a list of known
    fields.
    """
    guess, _, _ = alternatives(name, known).partition(" known: ")
    ordered = sorted(known, key=lambda one: (one.count("."), one))
    more = len(ordered) - _MOST_SUGGESTED
    shown = [*ordered[:_MOST_SUGGESTED], *([f"and {more} more"] if more > 0 else [])]
    return f"{guess} known: {', '.join(shown)}"
