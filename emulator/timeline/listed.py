"""Parse an event that is listed in a scenario's timeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ..record.entries import Json
from ..record.product_event import Update, VendorEvent
from ..settings.moment import Moment, parse_moment
from ..settings.section import Section


@dataclass(frozen=True)
class Change:
    """An update of an event in a scenario's timeline: from the time ``at`` on, the event has these
    ``fields``.
    """

    at: Moment
    fields: Mapping[str, Json]


@dataclass(frozen=True)
class Listed:
    """One event that a scenario's timeline lists.

    If ``visible`` is None, queries return the event from its creation on.
    """

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
    """Parse one event of a scenario's timeline, which the schema has accepted. Raises SectionError."""
    return Listed(
        id=section.text("id"),
        created=section.parsed("created", parse_moment),
        visible=section.moment("visible"),
        fields=section.mapping("fields"),
        updates=_updates(section),
        removed=section.moment("removed"),
        in_scope=section.flag("in_scope", True),
        stream=section.text("stream"),
    )


def _updates(section: Section) -> tuple[Change, ...]:
    updates = (Section(item, path) for path, item in section.items("updates"))
    return tuple(
        Change(update.parsed("at", parse_moment), update.mapping("fields")) for update in updates
    )
