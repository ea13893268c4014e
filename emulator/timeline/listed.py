"""An event that is written down, one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ..record.entries import Json
from ..record.product_event import Update, VendorEvent
from ..settings.moment import Moment
from .reading import Section
from .spec_error import SpecError

KEYS = ("id", "created", "visible", "updates", "removed", "in_scope", "stream", "fields")


@dataclass(frozen=True)
class Change:
    at: Moment
    fields: Mapping[str, Json]


@dataclass(frozen=True)
class Listed:
    """One event; ``visible`` is None where it is visible as soon as it is created."""

    id: str
    created: Moment
    visible: Moment | None = None
    fields: Mapping[str, Json] = field(default_factory=dict)
    updates: tuple[Change, ...] = ()
    removed: Moment | None = None
    in_scope: bool = True
    stream: str = ""

    def events(self, start: datetime, rng_seed: str) -> Iterator[VendorEvent]:
        created = self.created.at(start)
        updates = (Update(change.at.at(start), change.fields) for change in self.updates)
        yield VendorEvent(
            id=self.id,
            created=created,
            visible=self.visible.at(start) if self.visible else created,
            fields=self.fields,
            updates=tuple(sorted(updates, key=lambda update: update.at)),
            removed=self.removed.at(start) if self.removed else None,
            in_scope=self.in_scope,
            stream=self.stream,
        )


def parse_listed(section: Section) -> Listed:
    """Raises SpecError for an unknown key, a missing id or time, or a value of a wrong kind."""
    section.only(*KEYS)
    for key in ("id", "created"):
        if key not in section:
            raise SpecError(section.path, f"an event needs {key!r}")
    created = section.moment("created")
    assert created is not None
    return Listed(
        id=section.text("id"),
        created=created,
        visible=section.moment("visible"),
        fields=section.mapping("fields"),
        updates=_updates(section),
        removed=section.moment("removed"),
        in_scope=section.flag("in_scope", True),
        stream=section.text("stream"),
    )


def _updates(section: Section) -> tuple[Change, ...]:
    given = section.get("updates", [])
    if not isinstance(given, list):
        raise section.wrong("updates", "must be a list of {at: TIME, fields: {…}}")
    found = []
    for index, item in enumerate(given):
        inner = Section(item, (*section.path, "updates", index))
        inner.only("at", "fields")
        at = inner.moment("at")
        if at is None:
            raise SpecError(inner.path, "an update needs 'at'")
        found.append(Change(at, inner.mapping("fields")))
    return tuple(found)
