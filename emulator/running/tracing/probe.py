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
from .instrument import PROBE
from .mentions import Mentions, is_several
from .sites import Site, Source
from .swallowing import watched, watched_async

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
        self._mentions = mentions
        self._pending: dict[tuple[int, int], _Pending] = {}
        self._frames: dict[int, int] = {}
        self._busy = threading.local()
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
            for one in self._found(value):
                pending.events[one] = None
        return value

    def came(self, site: int, value: Any) -> Any:
        """Record a step if a call or a slice returned a collection without some of the events that it was
        given.
        """
        pending = self._pending.pop((threading.get_ident(), site), None)
        if pending is not None and len(pending.events) > 1 and is_several(value):
            kept = self._found(value)
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
        about, own = self._about(site, frame), self._in_own(site, frame)
        if not own and self._sites[site].then == "or" and is_several(value):
            own = self._found(value)
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
        inside = list(self._found(value)) if is_several(value) else []
        reached: set[str] = set()
        whole = False
        try:
            for item in value:
                if inside:
                    reached.update(self._found(item))
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
        """Record a step if a list that is an argument of a call holds an event twice."""
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
            events = self._found(value)[:_MOST_NAMED]
            if events:
                self._add(site, READ, "", events=events, parts={})
        return value

    def caught(self, site: int, value: None) -> None:
        """Record the exception that the code has caught."""
        self._caught(site, sys.exc_info()[1], sys._getframe(1))

    def entered(self, site: int, value: Any) -> Any:
        """Return a context manager that does what the given one does, and records what it swallows."""
        return watched(value, partial(self._caught, site, frame=sys._getframe(1)))

    def awaited(self, site: int, value: Any) -> Any:
        """Return an asynchronous context manager that records what the given one swallows."""
        return watched_async(value, partial(self._caught, site, frame=sys._getframe(1)))

    # Called by the tracer

    def note(self, step: Step) -> None:
        """Add a step that the tracer has made itself."""
        if len(self.steps) < _MOST_STEPS:
            self.steps.append(step)

    # Inside

    def _caught(self, site: int, error: BaseException | None, frame: FrameType) -> None:
        """Record an exception that the code has caught: the line of the code that raised it, the event that
        the code had in hand, and the line that caught it.
        """
        span, trace = self._sites[site].span, error.__traceback__ if error else None
        number, raising = span.line, frame
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == frame.f_code.co_filename:
                number, raising = trace.tb_lineno, trace.tb_frame
            trace = trace.tb_next
        events = self._about(site, frame) or self._in_hand(raising)
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
                way=(caught,),
            )
        )

    def _joined(self, site: int, value: list[Any], frame: int) -> None:
        """Record a step if a list holds an event twice."""
        held: dict[str, int] = {}
        for item in value[:_MOST_JOINED]:
            one = () if isinstance(item, (str, int, float)) else self._found(item)
            if len(one) == 1:
                held[one[0]] = held.get(one[0], 0) + 1
        events = tuple(one for one, times in held.items() if times > 1)[:_MOST_NAMED]
        if events:
            self._put(site, JOIN, "", events=events, lost=(), parts={}, frame=frame)

    def _of(self, site: int) -> _Pending:
        return self._pending.setdefault((threading.get_ident(), site), _Pending())

    def _found(self, value: Any, name: str = "") -> tuple[str, ...]:
        """Return the ids of events in a value. Return none if the integration's own objects raise an
        exception, or if this search itself has called instrumented code.
        """
        if getattr(self._busy, "now", False):
            return ()
        self._busy.now = True
        try:
            return self._mentions.in_value(value, name)
        except Exception:
            return ()
        finally:
            self._busy.now = False

    def _about(self, site: int, frame: FrameType) -> tuple[str, ...]:
        """Return the events that a condition is about: those in its own variables, else the one in the
        variables of the loops and the function around it.
        """
        names = frame.f_locals
        place = self._sites[site]
        for candidates in (self._source.names(place.span), place.around):
            found = dict.fromkeys(
                one
                for name in candidates
                if name in names
                for one in (self._of_one(name, names[name]),)
                if one
            )
            if found and candidates is place.around:
                # The innermost loop's event is the one that is decided.
                return (next(iter(found)),)
            if found:
                return tuple(found)
        return ()

    def _of_one(self, name: str, value: Any) -> str:
        """Return the id of the only event in a variable; empty if it holds none or several, or is a list
        or a set.
        """
        if isinstance(value, (list, set, frozenset)):
            return ""
        found = self._found(value, name)
        return found[0] if len(found) == 1 else ""

    def _in_hand(self, frame: FrameType) -> tuple[str, ...]:
        """Return the event in the variables of a function, if they hold only one; else none."""
        held = (self._of_one(name, value) for name, value in tuple(frame.f_locals.items()))
        found = dict.fromkeys(one for one in held if one)
        return tuple(found) if len(found) == 1 else ()

    def _in_own(self, site: int, frame: FrameType) -> tuple[str, ...]:
        """Return the events in the variables of the condition that are collections: it may decide about all
        of them.
        """
        names = frame.f_locals
        own = self._source.names(self._sites[site].span)
        held = (names[name] for name in own if name in names and is_several(names[name]))
        return tuple(dict.fromkeys(one for value in held for one in self._found(value)))

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
