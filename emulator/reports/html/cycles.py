"""The data about cycles for the HTML page."""

from __future__ import annotations

from datetime import datetime

from ...judging.outcome import Outcome
from ...judging.verdict.last_run_cursor import cursors_of
from ...judging.verdict.positions import positions_of
from ...judging.window.window import asked_from
from ...record.entries import CheckedJson
from ...record.fetch_run import FetchRun
from ..last_run_words import change_words, single_key
from ..shown import message_of

_MOST_MESSAGE_CHARS = 300


def seconds(instant: datetime) -> float:
    """Return a time as seconds since 1970, rounded to milliseconds: the unit of the page's time axis."""
    return round(instant.timestamp(), 3)


class CycleRows:
    """Makes the page's row (a JSON object) of each fetch."""

    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._duplicates = outcome.judgement.duplicates
        self._key = single_key(outcome.runs)
        self._positions = positions_of(outcome.runs)

    def row(self, run: FetchRun) -> dict[str, CheckedJson]:
        """Return the row of one fetch. Zero, empty and unknown values are left out.

        The keys are ``n`` number of the cycle, ``a`` begin, ``d`` duration, ``s`` status, ``m`` message,
        ``i`` number of new incidents, ``u`` number of duplicates, ``x`` number of incidents that were sent
        but not created, ``r`` number of requests, ``l`` change of the last run, ``f`` whether it is the first
        run, ``k`` whether the previous last run was kept, ``w`` start of the requested time window, ``c``
        time of the saved position.
        """
        duplicates = self._duplicates.get(run.cycle, 0)
        message = message_of(self._outcome, run)
        if len(message) > _MOST_MESSAGE_CHARS:
            message = f"{message[: _MOST_MESSAGE_CHARS - 1]}…"
        words = change_words(run.last_run, run.at, self._key)
        row: dict[str, CheckedJson] = {
            "n": run.cycle,
            "a": seconds(run.at),
            "d": run.duration_s,
            "s": run.status,
            "m": message,
        }
        optional = {
            "i": len(run.incidents) - duplicates,
            "u": duplicates,
            "x": len(run.dropped),
            "r": len(run.record.exchanges),
            "l": words if words != "(unchanged)" else "",
            "f": run.first_run,
            "k": run.failed and not run.last_run.saved,
        }
        # The first second of 1970 is a time, not an unknown one.
        times = {"w": _window(run), "c": self._position(run)}
        row.update({name: value for name, value in optional.items() if value})
        row.update({name: value for name, value in times.items() if value is not None})
        return row

    def _position(self, run: FetchRun) -> float | None:
        """Return the time of that value of the last run from which the next time window starts; None
        without one.
        """
        cursor = self._positions.cursor_of(cursors_of(run))
        return seconds(cursor.instant) if cursor is not None and cursor.instant else None


def _window(run: FetchRun) -> float | None:
    window = asked_from(run.record.exchanges, run.at) if run.record.exchanges else None
    return seconds(window.start) if window is not None else None
