"""The timeline of a run: where the product's events come from (a list, a file, a generator)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from ..code_cache import collector_resting
from ..errors import LoadError
from ..record.entries import Json
from ..record.product_event import VendorEvent
from ..settings.moment import EARLIEST
from ..settings.section import Path as Place
from ..settings.section import Section, SectionError
from .generate_section import MOST_EVENTS, parse_generated
from .generated import Generated
from .listed import Listed, parse_listed
from .loaded import FORMATS, Loaded

Source: TypeAlias = Listed | Loaded | Generated
_COLUMNS = ("id", "created", "visible", "removed", "in_scope", "updates")


@dataclass(frozen=True)
class Timeline:
    """The sources of the product's events, and the seed with which they give the same events in every
    process.
    """

    sources: tuple[Source, ...] = ()
    seed: int = 0

    def events(self, start: datetime) -> tuple[VendorEvent, ...]:
        """Return all events of a run that begins at ``start``, one source after the other.

        Raises LoadError for a file that cannot be read, an id that occurs twice, an event before 1970, and
        more than MOST_EVENTS events.
        """
        events: dict[str, VendorEvent] = {}
        with collector_resting():
            for index, source in enumerate(self.sources):
                for event in self._made(source, index, start):
                    if events.setdefault(event.id, event) is not event:
                        what = f"two events have the id {event.id!r}"
                        raise LoadError(what, where=_name(source))
                    if event.created < EARLIEST:
                        what = f"event {event.id!r} is created in {event.created.year}, before 1970"
                        raise LoadError(what, where=_name(source))
                if len(events) > MOST_EVENTS:
                    what = f"the timeline has more than {MOST_EVENTS} events"
                    raise LoadError(what, where=_name(source))
        return tuple(events.values())

    def _made(self, source: Source, index: int, start: datetime) -> Iterator[VendorEvent]:
        try:
            yield from source.events(start, f"{self.seed}/{index}")
        except OverflowError as error:
            what = "the time of an event lies outside the years 1 to 9999"
            raise LoadError(what, where=_name(source)) from error


def parse_timeline(given: Json, folder: Path, seed: int = 0) -> Timeline:
    """Parse the section ``events`` of a scenario: a file's name, one source, or a list of sources and events.

    Files are relative to ``folder``; they are not read yet. Raises SectionError.
    """
    if isinstance(given, list):
        sources = [_source(item, ("events", index), folder) for index, item in enumerate(given)]
    else:
        sources = [_source(given, ("events",), folder)]
    return Timeline(tuple(sources), seed)


def _source(given: Json, path: Place, folder: Path) -> Source:
    if isinstance(given, str):
        return Loaded(_file(given, path, folder))
    section = Section(given, path)
    if "generate" in section:
        return parse_generated(section.inner("generate"))
    if "load" in section:
        return _loaded(section, folder)
    return parse_listed(section)


def _loaded(section: Section, folder: Path) -> Loaded:
    columns = tuple((name, section.text(name)) for name in _COLUMNS if name in section)
    path = _file(section.text("load"), section.at("load"), folder)
    return Loaded(path, columns, section.text("stream"))


def _file(name: str, path: Place, folder: Path) -> Path:
    if not name.lower().endswith(FORMATS):
        raise SectionError(
            path, f"the name of an events file ends with one of {', '.join(FORMATS)}, not {name!r}"
        )
    return folder / name


def _name(source: Source) -> str:
    return str(source.path) if isinstance(source, Loaded) else "events"
