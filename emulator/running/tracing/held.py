"""Finds the events that the variables of an integration hold, while its code runs."""

from __future__ import annotations

import threading
from types import FrameType
from typing import Any

from .mentions import Mentions, is_several
from .sites import Site, Source


class Held:
    """Finds events in values and in the variables of a frame.

    ``sites`` are the watched expressions, ``source`` is the integration's text, ``mentions`` finds the ids of
    events in a value.
    """

    def __init__(self, sites: tuple[Site, ...], source: Source, mentions: Mentions) -> None:
        self._sites = sites
        self._source = source
        self._mentions = mentions
        self._busy = threading.local()

    def found(self, value: Any, name: str = "") -> tuple[str, ...]:
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

    def about(self, site: int, frame: FrameType) -> tuple[str, ...]:
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
                for one in (self._one(name, names[name]),)
                if one
            )
            if found and candidates is place.around:
                # The innermost loop's event is the one that is decided.
                return (next(iter(found)),)
            if found:
                return tuple(found)
        return ()

    def _one(self, name: str, value: Any) -> str:
        """Return the id of the only event in a variable; empty if it holds none or several, or is a list
        or a set.
        """
        if isinstance(value, (list, set, frozenset)):
            return ""
        found = self.found(value, name)
        return found[0] if len(found) == 1 else ""

    def in_hand(self, frame: FrameType) -> tuple[str, ...]:
        """Return the event in the variables of a function, if they hold only one; else none. An object of
        the code's own classes, such as ``self``, counts where no other variable holds an event.
        """
        held: dict[bool, dict[str, None]] = {False: {}, True: {}}
        for name, value in tuple(frame.f_locals.items()):
            one = self._one(name, value)
            if one:
                held[hasattr(value, "__dict__")][one] = None
        found = held[False] or held[True]
        return tuple(found) if len(found) == 1 else ()

    def in_own(self, site: int, frame: FrameType) -> tuple[str, ...]:
        """Return the events in the variables of the condition that are collections: it may decide about all
        of them.
        """
        names = frame.f_locals
        own = self._source.names(self._sites[site].span)
        held = (names[name] for name in own if name in names and is_several(names[name]))
        return tuple(dict.fromkeys(one for value in held for one in self.found(value)))
