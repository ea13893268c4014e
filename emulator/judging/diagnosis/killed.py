"""Finds why a fetch was killed at its time limit: the loop in which it was, and what it asked again and
again.
"""

from __future__ import annotations

from collections import Counter
from itertools import takewhile

from ...record.entries import Exchange
from ...record.fetch_run import FetchRun
from ...settings.units import format_duration
from ..cause import ASKED, DECIDED, Cause, Place, present
from ..value_words import counted
from ..verdict.passage import Passage
from .lines import looped
from .repeating import path_of, repeated
from .scene import Scene


def killed(scene: Scene, run: FetchRun, raised: Place | None) -> Cause:
    """Return the cause for a fetch that was killed at the time limit: it names the loop in which the fetch
    was, what it asked again and again, and how long all requests and sleeps took.
    """
    exchanges = run.record.exchanges
    asked = repeated(exchanges)
    places = present((_loop(scene, run), _busiest(run)))
    if run.failure is not None and run.failure.in_real_time and run.failure.loop is not None:
        return _endless(run, places)
    words = f"cycle {run.cycle} was killed"
    if run.failure is not None and run.failure.in_real_time:
        words += f" {run.failure.message.partition(';')[0].removeprefix('killed ')}"
    if asked is None:
        return Cause(
            "killed-at-timeout",
            f"{words}; it sent no request, and slept {run.slept_s:g} s",
            places or present((raised,)),
        )
    requests_s = sum(one.duration_s for one in exchanges)
    after = ", and after" if run.failure is not None and run.failure.in_real_time else " after"
    words += f"{after} {counted(len(exchanges), 'request')}, which took {requests_s:g} s"
    if run.slept_s:
        words += f", and {run.slept_s:g} s of sleep"
    if asked.words:
        words += f"; {asked.words}"
    empty = _empty_at_the_end(run, scene.passages[run.cycle])
    if empty > 1 and scene.truth:
        words += f"; the last {counted(empty, 'answer')} held no event"
    return Cause(
        "killed-at-timeout",
        words,
        places or present((raised,)),
        when="in every fetch that has so much to do",
    )


def _endless(run: FetchRun, places: tuple[Place, ...]) -> Cause:
    """Return the cause for a fetch that xfetch killed because a loop of the code went on without end. The
    loop used up real time; nothing in it waits.
    """
    held = ", ".join(map(str, run.failure.values)) if run.failure is not None else ""
    stood = f" with {held}" if held else ""
    line = places[0].line.number
    return Cause(
        "loop-never-ends",
        f"cycle {run.cycle}, after {counted(len(run.record.exchanges), 'request')}, went round the loop in"
        f" line {line}{stood} until xfetch gave up; on a server that takes its whole timeout,"
        f" {format_duration(run.duration_s)}",
        places,
        when="the loop gets what never lets it end",
    )


def _empty_at_the_end(run: FetchRun, passage: Passage) -> int:
    """Return how many of the last answers of a fetch held no event."""
    full = {asked.sent.seq for asked in passage.asks if asked.got}
    return len(list(takewhile(lambda one: one.seq not in full, reversed(run.record.exchanges))))


def _loop(scene: Scene, run: FetchRun) -> Place | None:
    """Return the line that the killed fetch repeated, with its values; None where it was in no loop."""
    if run.failure is not None and run.failure.loop is not None:
        return Place(DECIDED, run.failure.loop, values=run.failure.values, cycle=run.cycle)
    exchange = _of_busiest_line(run)
    spot = looped(scene.way(run.cycle, exchange)) if exchange is not None else None
    return Place(DECIDED, spot.line, spot.text, cycle=run.cycle) if spot is not None else None


def _busiest(run: FetchRun) -> Place | None:
    """Return the line that sent most of the requests, with the cursors and pages that stayed the same; None
    without one.
    """
    exchange, asked = _of_busiest_line(run), repeated(run.record.exchanges)
    if exchange is None or exchange.line is None or asked is None:
        return None
    return Place(ASKED, exchange.line, path_of(exchange), asked.still, run.cycle)


def _of_busiest_line(run: FetchRun) -> Exchange | None:
    spent = Counter(one.line for one in run.record.exchanges)
    busiest = spent.most_common(1)[0][0] if spent else None
    return next((one for one in reversed(run.record.exchanges) if one.line == busiest), None)
