"""Finds keys of events under which the integration writes the time of the fetch, such as ``ingested_at``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from ..record.entries import Json
from ..record.fetch_run import FetchRun
from ..record.json_path import scalars
from ..record.times import as_instant

_SLACK = timedelta(seconds=1)


class StampFold:
    """Finds keys whose value is the time of the fetch, while it reads each fetch once. ``read`` is a function
    that returns the event inside an incident.

    A key counts if it holds the time of the fetch in every event, and every event also has another time. In
    an event without another time, the key may be the only difference from other events.
    """

    def __init__(self, read: Callable[[Mapping[str, Json]], Json]) -> None:
        self._read = read
        self._keys: frozenset[str] | None = None
        self._runs = 0

    def see(self, run: FetchRun) -> None:
        """Read the events of the next fetch."""
        if not run.incidents or self._keys == frozenset():
            return
        self._runs += 1
        for sent in run.incidents:
            event = self._read(sent)
            if not isinstance(event, Mapping):
                self._keys = frozenset()
                return
            keys = event.keys() if self._keys is None else self._keys
            stamped = frozenset(key for key in keys if _is_of_fetch(event.get(key), run))
            self._keys = stamped if stamped and _has_other_time(event, stamped) else frozenset()

    def end(self) -> frozenset[str]:
        """Return the keys under which the code writes the time of the fetch. After one fetch there are
        none: its events may be as new as the fetch itself.
        """
        return self._keys or frozenset() if self._runs > 1 else frozenset()


def _is_of_fetch(value: Json, run: FetchRun) -> bool:
    instant = as_instant(value)
    return instant is not None and run.at - _SLACK <= instant <= run.pulled_at + _SLACK


def _has_other_time(event: Mapping[str, Json], stamped: frozenset[str]) -> bool:
    rest = {key: value for key, value in event.items() if key not in stamped}
    return any(as_instant(value) is not None for _, value in scalars(rest))
