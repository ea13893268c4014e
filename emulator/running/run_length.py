"""Computes how many cycles a run has: one for each interval up to the last event, and extra cycles after it.

The extra cycles, called the drain, give the integration time to fetch the events that wait.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from hashlib import blake2b
from itertools import chain
from math import ceil

from ..errors import LoadError, UsageError
from ..record.delivery import ASSETS, deliveries
from ..record.entries import Json
from ..record.fetch_run import FetchRun
from ..record.incident import incident_content
from ..record.json_path import canonical
from ..record.product_event import VendorEvent
from ..settings.settings import Drain, RunSettings
from ..settings.units import format_duration

MOST_CYCLES = 5_000_000
# Python can represent dates a century before and after these.
CLOCK_BEGINS = datetime(1971, 1, 1, tzinfo=timezone.utc)
CLOCK_ENDS = datetime(9800, 1, 1, tzinfo=timezone.utc)


def check_clock(scenario: RunSettings) -> None:
    """Raise UsageError for a run that does not fit between CLOCK_BEGINS and CLOCK_ENDS, the limits of the
    simulated clock.
    """
    most = scenario.cycles + (scenario.drain.cycles if scenario.drain else 0)
    years = f"{CLOCK_BEGINS.year} to {CLOCK_ENDS.year}"
    if not CLOCK_BEGINS <= scenario.start < CLOCK_ENDS:
        what = f"the clock runs from {years}, and the start is in {scenario.start.year}"
        raise UsageError(what, where="start")
    if most * scenario.interval_s > (CLOCK_ENDS - scenario.start).total_seconds():
        every = format_duration(scenario.interval_s)
        what = f"the clock runs from {years}: {most} cycles, one every {every}, do not fit"
        raise UsageError(what, where="interval")


def planned(
    scenario: RunSettings,
    truth: Sequence[VendorEvent] | None,
    *,
    cycles_given: bool,
    pauses_s: Mapping[int, float] | None = None,
) -> RunSettings:
    """Return the settings with as many cycles as the product's events need, unless the user gave the number
    of cycles. Without events the number stays, and there are no extra cycles.

    The extra cycles after the last event (the drain) are dropped if the last event comes after the last
    cycle: such events were never meant to be fetched. ``pauses_s`` says before which cycles the instance is
    disabled, and for how long.

    Raises LoadError for events that need more than MOST_CYCLES.
    """
    ends = _end(truth or ())
    if ends is None:
        return replace(scenario, drain=None)
    if not cycles_given:
        span_s = (ends - scenario.start).total_seconds()
        needed = _needed(span_s, scenario.interval_s, pauses_s or {})
        if scenario.assets_interval_s:
            paused_s = _paused_s(pauses_s or {}, needed)
            needed += max(int((span_s - paused_s) // scenario.assets_interval_s), 0) + 1
        if needed > MOST_CYCLES:
            raise LoadError(
                f"the last event comes at {ends:%Y-%m-%d %H:%M}, {needed} cycles after the start",
                where="events",
                advice=("give the event an earlier time, or set the number of cycles",),
            )
        scenario = replace(scenario, cycles=max(needed, 1))
    paused_s = _paused_s(pauses_s or {}, scenario.cycles)
    last = scenario.start + timedelta(
        seconds=scenario.interval_s * (scenario.cycles - 1) + paused_s
    )
    if ends > last or scenario.drain is None:
        return replace(scenario, drain=None)
    return replace(scenario, drain=replace(scenario.drain, begins=ends))


def _needed(span_s: float, interval_s: float, pauses_s: Mapping[int, float]) -> int:
    """Return the number of the first cycle that begins ``span_s`` after the start, or later."""
    needed = ceil(span_s / interval_s) + 1
    for cycle in sorted(pauses_s):
        if needed < cycle:
            break
        span_s -= pauses_s[cycle]
        needed = max(ceil(span_s / interval_s) + 1, cycle)
    return needed


def _paused_s(pauses_s: Mapping[int, float], cycles: int) -> float:
    """Return for how long the instance is disabled in so many cycles."""
    return sum(pause_s for cycle, pause_s in pauses_s.items() if cycle <= cycles)


def _end(truth: Sequence[VendorEvent]) -> datetime | None:
    """Return when the last event becomes visible or changes; None without events."""
    visible = max((event.visible for event in truth), default=None)
    changed = (update.at for event in truth for update in event.updates)
    return max((*((visible,) if visible else ()), *changed), default=None)


class Drainage:
    """Counts the extra cycles after the last event, and decides when all waiting events have been fetched.

    An incident or an asset is new if its content differs from all that came in the extra cycles before, so an
    integration that creates the same event again and again does not prolong the run. It may give the incident
    the current time: ``occurred`` does not count where there is a ``rawJSON``.
    """

    def __init__(self, drain: Drain) -> None:
        self._drain = drain
        self._extra = 0
        self._quiet = 0
        self._seen: set[bytes] = set()

    @property
    def over(self) -> bool:
        return self._extra >= self._drain.cycles or self._quiet >= self._drain.quiet

    def see(self, run: FetchRun, *, asked: bool) -> None:
        """Count a fetch. ``asked`` is True for a cycle that is not one of the extra cycles; it does not
        count.
        """
        if asked:
            return
        self._extra += 1
        if run.status == "skipped":
            return
        before, begins = len(self._seen), self._drain.begins
        assets = (one.items for one in deliveries(run.record) if one.kind == ASSETS)
        self._seen.update(map(_digest, chain(run.incidents, *assets)))
        early = begins is not None and run.at < begins
        self._quiet = 0 if early or len(self._seen) > before else self._quiet + 1


def _digest(incident: Json) -> bytes:
    content = incident_content(incident) if isinstance(incident, Mapping) else incident
    if isinstance(content, Mapping) and content.get("rawJSON"):
        content = {key: value for key, value in content.items() if key != "occurred"}
    return blake2b(canonical(content).encode("utf-8", "surrogatepass"), digest_size=16).digest()
