"""XF101: the rule about events that were created more than once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ...record.entries import Line
from ...record.fetch_run import SENDERS, FetchRun
from ..finding import ERROR, Finding
from ..identity import Duplicate
from ..value_words import counted, cycles_words
from ..verdict.event_verdict import EventVerdict
from ..verdict.story import Story
from .cause_remedies import REPEATED_REMEDIES
from .incidents import MOST_EVENTS, NO_SHAPE, NO_STORY
from .rule import Case, Fold, Rule, line_of

_MOST_CYCLES = 6
_MOST_KEPT_CYCLES = 100
# A cause that also explains simpler stories: a product that returns what is older than the asked time, or a
# window that reaches back, also returns the event at the very start of the window.
_EXPLAINED_BY: Mapping[str, Sequence[str]] = {
    "boundary": ("older-than-asked", "window-reaches-back"),
    "window-reaches-back": ("older-than-asked",),
}

# The line at which events were created again, whether in a later cycle, and the shape of their stories.
_Place = tuple[Line | None, bool, str]


@dataclass
class _Repeated:
    """An event that was created more than once.

    ``line`` is the line that created it for the second time, in ``shown_cycle``; ``cycles`` lists the first
    cycles in which it was created, with one entry for each incident.
    """

    event: str
    label: str
    line: Line | None
    first_cycle: int
    shown_cycle: int
    times: int = 1
    cycles: list[int] = field(default_factory=list)

    @property
    def spread(self) -> bool:
        """Whether the event was created in more than one cycle."""
        return set(self.cycles) != {self.first_cycle}


class _Duplicates(Fold):
    """Reports events that were created more than once.

    The first ``MOST_EVENTS`` events are reported one by one. Of further events only the ids are kept: they
    are reported together, by the line that created them again.
    """

    def begin(self) -> None:
        self._events: dict[str, _Repeated] = {}
        self._others: dict[tuple[Line | None, bool], dict[str, None]] = {}

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        line = line_of(run, *SENDERS) if duplicates else None
        for item in duplicates:
            event = self._events.get(item.identity)
            if event is None:
                if len(self._events) >= MOST_EVENTS:
                    others = self._others.setdefault((line, item.first_cycle != run.cycle), {})
                    others[item.event] = None
                    continue
                event = _Repeated(item.event, item.label, line, item.first_cycle, run.cycle)
                event.cycles.append(item.first_cycle)
                self._events[item.identity] = event
            event.times += 1
            if len(event.cycles) < _MOST_KEPT_CYCLES:
                event.cycles.append(run.cycle)
        return iter(())

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        shapes: Counter[_Place] = Counter()
        for identity, event in self._events.items():
            shape = self.stories.get(identity, NO_STORY).shape or NO_SHAPE
            shapes[event.line, event.spread, shape] += 1
        for identity, event in self._events.items():
            story = self.stories.get(identity, NO_STORY)
            own = story.shape or NO_SHAPE
            shape = _explained(shapes, event.line, event.spread, own)
            yield self._told(event, story if shape == own else NO_STORY, shape)
        for (line, spread), ids in self._others.items():
            alike = [key for key in shapes if key[:2] == (line, spread)]
            most = max(alike, key=lambda key: shapes[key])[2] if alike else NO_SHAPE
            shape = _explained(shapes, line, spread, most)
            case = Case(shape, events=tuple(ids), count=len(ids))
            again = f"{counted(len(ids), 'more event')} created again"
            yield self.finding(None, again, line, by_answers=spread, case=case)

    def _told(self, event: _Repeated, story: Story, shape: str) -> Finding:
        times = {2: "twice", 3: "three times"}.get(event.times, f"{event.times} times")
        named = f"event {event.label}" if event.label == event.event else event.label
        title = f"{named} created {times}: {_where(event)}"
        # An event without an id is named "an event …" already.
        one = event.event if event.event.startswith("an ") else f"event {event.event}"
        # Several events are headed "created again": there the first time does not count.
        brief = f"{one} {_again(event) if event.spread else f'{times} {_where(event)}'}"
        case = Case(
            shape,
            title=title,
            story=f"{named}: {story.text}" if story.text else "",
            brief=brief,
            events=(event.event,),
            cycles=tuple(event.cycles),
            remedy=REPEATED_REMEDIES.get(shape, ""),
            places=story.places,
        )
        return self.finding(
            story.cycle or event.shown_cycle,
            f"{title}; {story.text}" if story.text else title,
            event.line,
            by_answers=event.spread,
            case=case,
            incident=event.label,
            cycles=event.cycles[: _MOST_CYCLES + 1],
            identity=self.facts.identity.describe(),
            requests=list(story.requests),
        )


def _where(event: _Repeated) -> str:
    """Return the cycles that created the event: ``in cycles 1, 2, 4``."""
    return f"in {cycles_words(sorted({*event.cycles}))}{_more(event)}"


def _again(event: _Repeated) -> str:
    """Return the cycles that created the event again: ``in cycles 2, 4``."""
    return f"in {cycles_words(sorted({*event.cycles[1:]}))}{_more(event)}"


def _more(event: _Repeated) -> str:
    return ", …" if event.spread and event.times > len(event.cycles) else ""


def _explained(shapes: Mapping[_Place, int], line: Line | None, spread: bool, shape: str) -> str:
    """Return the kind of cause that explains ``shape`` too, if other events of the same line have that
    kind; else ``shape``.
    """
    causes = (cause for cause in _EXPLAINED_BY.get(shape, ()) if shapes.get((line, spread, cause)))
    return next(causes, shape)


DUPLICATE = Rule(
    code="XF101",
    name="duplicate-incident",
    severity=ERROR,
    meaning="An event was created more than once, in one batch or in a later cycle.",
    source="observed: the server creates what it is sent",
    fold=_Duplicates,
    heading="events created again",
    remedy="keep the ids of created events, and drop them from the next answer",
)
