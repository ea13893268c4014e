"""The object whose methods an instrumented integration calls to report its steps."""

from __future__ import annotations

import builtins
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from types import FrameType
from typing import Any

from ...record.entries import Line
from ...record.trace import (
    ASSIGN,
    CAUGHT,
    CUT,
    JOIN,
    LOOP,
    READ,
    TEST,
    Shown,
    Spot,
    Step,
    value_text,
)
from .exceptions import PROBE
from .held import Held
from .mentions import Mentions, is_several
from .sites import Site, Source
from .swallowing import ends_unseen, is_mistake, raised_in, watched, watched_async

_MOST_STEPS = 20_000
_MOST_ASSIGNS = 5_000
_MOST_NAMED = 50
_MOST_JOINED = 500
_POSITIONS = (str, int, float, list, set, tuple, deque)


@dataclass
class _Pending:
    """What is known so far of an expression that is being evaluated: the values of its parts, and the
    events in them.
    """

    parts: dict[int, Any] = field(default_factory=dict)
    events: dict[str, None] = field(default_factory=dict)


class Silent:
    """Stands for the probe where nothing is traced: each method returns the value that it is given."""

    def part(self, site: int, number: int, value: Any) -> Any:
        """Return the value."""
        return value

    def given(self, site: int, value: Any) -> Any:
        """Return the value."""
        return value

    came = test = each = assign = read = caught = handed = made = entered = awaited = given
    left = given


class Probe:
    """Collects the steps of one fetch. The instrumented code calls its methods, which return the value that
    they are given.

    ``sites`` are the watched expressions, which the code names by number; ``source`` is the integration's
    text, ``file`` its name in messages. ``mentions`` finds the ids of events in values.
    """

    def __init__(
        self, sites: tuple[Site, ...], source: Source, file: str, mentions: Mentions
    ) -> None:
        self._sites = sites
        self._source = source
        self._file = file
        self._held = Held(sites, source, mentions)
        self._pending: dict[tuple[int, int], _Pending] = {}
        self._frames: dict[int, int] = {}
        self.steps: list[Step] = []
        self.assigns: deque[tuple[int, Step]] = deque(maxlen=_MOST_ASSIGNS)
        self.full = False

    # Called by the instrumented code

    def part(self, site: int, number: int, value: Any) -> Any:
        """Remember the value of a part of a condition or of a slice."""
        self._of(site).parts[number] = value
        return value

    def given(self, site: int, value: Any) -> Any:
        """Remember the events in an argument of a call, or in a list that is sliced."""
        if is_several(value):
            pending = self._of(site)
            for one in self._held.found(value, self._sites[site].target):
                pending.events[one] = None
        return value

    def came(self, site: int, value: Any) -> Any:
        """Record a step if a call or a slice returned a collection without some of the events that it was
        given.
        """
        pending = self._pending.pop((threading.get_ident(), site), None)
        if pending is not None and len(pending.events) > 1 and is_several(value):
            kept = self._held.found(value, self._sites[site].target)
            lost = tuple(one for one in pending.events if one not in kept)
            # What takes one event out of a collection, such as pop(), leaves the others where they are.
            taken = isinstance(value, Mapping) and len(kept) == 1
            if lost and not taken and (kept or isinstance(value, (list, tuple))):
                self._add(site, CUT, "", events=kept, lost=lost, parts=pending.parts)
        return value

    def test(self, site: int, value: Any) -> Any:
        """Record the result of a condition, if the condition is about an event."""
        pending = self._pending.pop((threading.get_ident(), site), None)
        frame = sys._getframe(1)
        about, own = self._held.about(site, frame), self._held.in_own(site, frame)
        if not own and self._sites[site].then == "or" and is_several(value):
            own = self._held.found(value)
        if about or own:
            outcome = "true" if self._truth(value) else "false"
            parts = pending.parts if pending is not None else {}
            # A ``while`` that ends leaves what its collection still holds.
            left = own if outcome == "false" and self._sites[site].then == "loop" else ()
            self._add(site, TEST, outcome, events=about, lost=left, parts=parts, frame=frame)
        return value

    def each(self, site: int, value: Iterable[Any]) -> Iterator[Any]:
        """Yield the items of a loop; record the events that the loop did not reach."""
        frame = sys._getframe(1)
        number = self._frame(frame)
        name = self._sites[site].target
        inside = list(self._held.found(value, name)) if is_several(value) else []
        reached: set[str] = set()
        whole = False
        try:
            for item in value:
                if inside:
                    reached.update(self._held.found(item, name))
                yield item
            whole = True
        finally:
            lost = tuple(one for one in inside if one not in reached)
            if lost and not whole:
                self._put(site, LOOP, "", events=tuple(reached), lost=lost, parts={}, frame=number)

    def handed(self, site: int, value: Any) -> Any:
        """Return the value that ``yield from`` gets. If it is a collection, trace its items like those of a
        loop.
        """
        return self.each(site, value) if is_several(value) else value

    def made(self, site: int, value: Any) -> Any:
        """Record a step if a list that is written as an argument of a call, without a name of its own, holds
        an event twice. Return the value.
        """
        if isinstance(value, list) and len(value) > 1:
            self._joined(site, value, self._frame(sys._getframe(1)))
        return value

    def assign(self, site: int, value: Any) -> Any:
        """Record the assignment of a text, a number, a time or a collection, which the fetch may save
        later.
        """
        place = self._sites[site]
        if isinstance(value, bool) or not (
            isinstance(value, _POSITIONS)
            or hasattr(value, "tzinfo")
            # The state to save, or a part of it: what a function of CommonServerPython returns, say.
            or (isinstance(value, dict) and place.target and place.calls)
        ):
            return value
        number = self._frame(sys._getframe(1))
        if isinstance(value, list) and len(value) > 1:
            self._joined(site, value, number)
        step = self._step(site, ASSIGN, place.target, {-1: value}, (), (), number)
        self.assigns.append((len(self.steps), step))
        return value

    def read(self, site: int, value: Any) -> Any:
        """Record a step if a list of events was read from under a key."""
        if isinstance(value, list) and value:
            events = self._held.found(value)[:_MOST_NAMED]
            if events:
                self._add(site, READ, "", events=events, parts={})
        return value

    def caught(self, site: int, value: None) -> None:
        """Record the exception that the code has caught."""
        self._caught(site, sys.exc_info()[1], sys._getframe(1))

    def left(self, site: int, value: None) -> None:
        """Record an exception with which a function ends that no other function of the code has called: a
        thread, a task, a future or a library did, and may drop it.
        """
        error, frame = sys.exc_info()[1], sys._getframe(1)
        if error is not None and is_mistake(error) and ends_unseen(frame):
            self._caught(site, error, frame, seen=False)

    def entered(self, site: int, value: Any) -> Any:
        """Return a context manager that does what the given one does, and records what it swallows."""
        return watched(value, partial(self._caught, site, frame=sys._getframe(1)))

    def awaited(self, site: int, value: Any) -> Any:
        """Return an asynchronous context manager that records what the given one swallows."""
        return watched_async(value, partial(self._caught, site, frame=sys._getframe(1)))

    # Called by the tracer

    def note(self, step: Step) -> None:
        """Add a step that the tracer has made itself, unless the probe is full."""
        if len(self.steps) >= _MOST_STEPS:
            self.full = True
            return
        self.steps.append(step)

    # Inside

    def _caught(
        self, site: int, error: BaseException | None, frame: FrameType, *, seen: bool = True
    ) -> None:
        """Record an exception that the code has caught: the line of the code that raised it, the event that
        the code had in hand, and the line that caught it. Without ``seen`` no line of the code caught it.
        """
        span = self._sites[site].span
        number, raising = raised_in(error, frame)
        number = number or span.line
        events = (self._held.about(site, frame) if seen else ()) or self._held.in_hand(raising)
        kind, text = type(error).__name__, value_text(error)
        caught = Spot(Line(self._file, span.line), self._source.line(span.line))
        self.note(
            Step(
                Line(self._file, number),
                CAUGHT,
                text,
                kind,
                events=events,
                frame=self._frame(frame),
                way=(caught,) if seen else (),
            )
        )

    def _joined(self, site: int, value: list[Any], frame: int) -> None:
        """Record a step if a list holds an event twice."""
        held: dict[str, int] = {}
        for item in value[:_MOST_JOINED]:
            one = () if isinstance(item, (str, int, float)) else self._held.found(item)
            if len(one) == 1:
                held[one[0]] = held.get(one[0], 0) + 1
        events = tuple(one for one, times in held.items() if times > 1)[:_MOST_NAMED]
        if events:
            self._put(site, JOIN, "", events=events, lost=(), parts={}, frame=frame)

    def _of(self, site: int) -> _Pending:
        return self._pending.setdefault((threading.get_ident(), site), _Pending())

    @staticmethod
    def _truth(value: Any) -> bool:
        try:
            return bool(value)
        except Exception:
            return False

    def _frame(self, frame: FrameType) -> int:
        return self._frames.setdefault(id(frame), len(self._frames) + 1)

    def _add(
        self,
        site: int,
        kind: str,
        outcome: str,
        *,
        events: tuple[str, ...],
        parts: dict[int, Any],
        lost: tuple[str, ...] = (),
        frame: FrameType | None = None,
    ) -> None:
        number = self._frame(frame or sys._getframe(2))
        self._put(site, kind, outcome, events=events, lost=lost, parts=parts, frame=number)

    def _put(
        self,
        site: int,
        kind: str,
        outcome: str,
        *,
        events: tuple[str, ...],
        lost: tuple[str, ...],
        parts: dict[int, Any],
        frame: int,
    ) -> None:
        if len(self.steps) >= _MOST_STEPS:
            self.full = True
            return
        self.steps.append(self._step(site, kind, outcome, parts, events, lost, frame))

    def _step(
        self,
        site: int,
        kind: str,
        outcome: str,
        parts: dict[int, Any],
        events: tuple[str, ...],
        lost: tuple[str, ...],
        frame: int,
    ) -> Step:
        place = self._sites[site]
        values = tuple(
            Shown(
                self._source.text(place.parts[number] if number >= 0 else place.span),
                value_text(value),
                type(value).__name__,
            )
            for number, value in sorted(parts.items())
        )
        return Step(
            Line(self._file, place.span.line),
            kind,
            self._source.text(place.span),
            outcome,
            place.then,
            values,
            events,
            lost,
            frame,
        )


def reach(probe: Probe | Silent) -> None:
    """Let the instrumented code reach this probe from now on."""
    setattr(builtins, PROBE, probe)


@contextmanager
def watching(probe: Probe | Silent) -> Iterator[None]:
    """A context in which the instrumented code reaches this probe, until ``reach`` names another."""
    reach(probe)
    try:
        yield
    finally:
        delattr(builtins, PROBE)
