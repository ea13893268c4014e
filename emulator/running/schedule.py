"""The server's schedule: when the next fetch runs, with which command and which stored state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from ..record.entries import Json
from ..record.fetch_run import FetchRun, LastRunChange
from ..settings.instance import Stores
from ..settings.settings import EVENTS_COMMANDS, FETCH_ASSETS, FETCH_EVENTS, LONG_RUNNING
from .bench import Bench
from .cycle import Fetch, fetch
from .run_length import CLOCK_ENDS, Drainage

NEXT_TRIGGER, TRIGGER_TYPE = "nextTrigger", "type"


@dataclass(frozen=True)
class Trigger:
    """A request in the last run to run the next fetch earlier or later than the schedule says.

    Observed in production's code: ``nextTrigger`` holds a string of seconds, "0" included; ``type`` is 1 for
    fetch-assets. Reported (content PR 38758): without a type the next run is fetch-events.
    """

    seconds: float  # from the end of the fetch to the next one
    assets: bool  # whether the next fetch is fetch-assets

    def command(self, command: str) -> str:
        """Return the command of the next fetch; only event collectors switch between two commands."""
        if command not in EVENTS_COMMANDS:
            return command
        return FETCH_ASSETS if self.assets else FETCH_EVENTS


class Schedule:
    """Runs a fetch every interval. A trigger (``nextTrigger`` in the last run) moves the next fetch, and
    later fetches follow that one (assumed).

    An instance that fetches events and assets has two schedules. The platform runs one command at a time; if
    both are due, fetch-events comes first (assumed).
    """

    def __init__(self, bench: Bench) -> None:
        scenario = bench.scenario
        self.cycle = 0  # the number of the last cycle that began
        self.stores = scenario.stores  # the state after the last cycle
        self._scenario = scenario
        self._tick = scenario.start  # when the next cycle is due
        # When the next fetch-assets is due that runs beside fetch-events; None where none does.
        self._assets_tick = scenario.start if scenario.assets_interval_s else None
        self._busy_until = scenario.start  # when the last cycle ended
        self._ends: dict[str, datetime] = {}  # by command, when its last cycle ended
        self._command = scenario.command  # of the next cycle
        self._drainage = Drainage(scenario.drain) if scenario.drain else None

    @property
    def done(self) -> bool:
        """Whether no further cycle runs."""
        if self.cycle < self._scenario.cycles:
            return False
        return self._drainage is None or self._drainage.over

    def state(self) -> tuple[Any, ...]:
        """Return what another process needs to continue the schedule.

        The values are cheap to pickle, because they are pickled after every fetch.
        """
        times = (self._tick.isoformat(), self._busy_until.isoformat())
        both = None
        if self._assets_tick is not None:
            ends = {command: end.isoformat() for command, end in self._ends.items()}
            both = (self._assets_tick.isoformat(), ends)
        return self.cycle, times, vars(self.stores), self._command, self._drainage, both

    def restore(self, state: tuple[Any, ...]) -> None:
        """Continue from what ``state`` returned in another process."""
        self.cycle, times, stores, self._command, self._drainage, both = state
        if both is not None:
            self._assets_tick = datetime.fromisoformat(both[0])
            self._ends = {name: datetime.fromisoformat(end) for name, end in both[1].items()}
        self._tick, self._busy_until = map(datetime.fromisoformat, times)
        self.stores = Stores(**stores)

    def restarts_next(self, bench: Bench) -> bool:
        """Return whether a fault restarts the server before the next fetch."""
        return not self.done and bench.faults.restarts(self.cycle + 1, self._next()[0])

    def next_run(self, bench: Bench, fetch: Fetch = fetch) -> FetchRun:
        """Run the next scheduled fetch. If it is due while the fetch before it is still running, skip or
        delay it, as the assumption ``tick-while-running`` says.
        """
        run = self._next_run(bench, fetch)
        if self._drainage is not None:
            self._drainage.see(run, asked=self.cycle <= self._scenario.cycles)
        return run

    def ended(self, run: FetchRun, stores: Stores) -> None:
        """Keep the state after a cycle of a long-running integration, whose code goes on running."""
        self.stores = stores
        self._busy_until = self._tick = run.pulled_at
        if self._drainage is not None:
            self._drainage.see(run, asked=self.cycle <= self._scenario.cycles)

    def _next(self) -> tuple[datetime, str]:
        """Return when the next cycle is due, and its command."""
        if self._assets_tick is not None and self._assets_tick < self._tick:
            return self._assets_tick, FETCH_ASSETS
        if (
            self._assets_tick == self._tick
            and self._ends.get(FETCH_EVENTS, self._tick) > self._tick
        ):
            return self._tick, FETCH_ASSETS
        return self._tick, self._command

    def _next_run(self, bench: Bench, fetch: Fetch) -> FetchRun:
        self.cycle += 1
        tick, command = self._next()
        beside = self._assets_tick is not None and command == FETCH_ASSETS
        pause_s = bench.faults.pause_s(self.cycle, tick)
        if pause_s:
            tick = min(tick + timedelta(seconds=pause_s), CLOCK_ENDS)
            # A disabled instance runs neither command, and makes up for none of their fetches.
            self._tick = max(self._tick, tick)
            self._assets_tick = self._assets_tick and max(self._assets_tick, tick)
        every_s = (
            self._scenario.assets_interval_s if beside else None
        ) or self._scenario.interval_s
        following = min(tick + timedelta(seconds=every_s), CLOCK_ENDS)
        if beside:
            self._assets_tick = following
        else:
            self._tick = following
        self.stores = bench.faults.before(self.cycle, tick, self.stores, bench.clock)
        both = self._assets_tick is not None
        late = tick < (self._ends.get(command, tick) if both else self._busy_until)
        if late and self._scenario.assumes("tick-while-running") == "skipped":
            return _skipped(self.cycle, tick, self.stores, command)
        bench.clock.move_to(max(tick, self._busy_until))
        run, stores = fetch(bench, self.cycle, self.stores, command)
        self._busy_until = run.pulled_at
        if both:
            self._ends[command] = run.pulled_at
        if command == LONG_RUNNING:
            self._tick = run.pulled_at + timedelta(seconds=self._scenario.interval_s)
        self.stores, trigger = without_trigger(stores)
        self._command = self._scenario.command
        if trigger is not None:
            # Triggers of up to 31 years each must not pass the end of the clock.
            at = min(run.pulled_at + timedelta(seconds=trigger.seconds), CLOCK_ENDS)
            if both and trigger.assets:
                self._assets_tick = at
            else:
                self._tick = at
                self._command = trigger.command(command)
        return run


def without_trigger(stores: Stores) -> tuple[Stores, Trigger | None]:
    """Return the stored state without ``nextTrigger``, and the trigger, None if there is none.

    Reported (content PR 40229): the server removes ``nextTrigger`` between two fetches. Whether it also
    removes ``type`` is unknown; here it stays (assumed).
    """
    last_run, trigger = _taken(stores.last_run)
    assets_last_run, of_assets = _taken(stores.assets_last_run)
    if last_run is stores.last_run and assets_last_run is stores.assets_last_run:
        return stores, None
    kept = replace(stores, last_run=last_run, assets_last_run=assets_last_run)
    return kept, of_assets if trigger is None else trigger


def _taken(last_run: Json) -> tuple[Json, Trigger | None]:
    if not isinstance(last_run, dict) or NEXT_TRIGGER not in last_run:
        return last_run, None
    rest = {key: value for key, value in last_run.items() if key != NEXT_TRIGGER}
    seconds = _seconds(last_run[NEXT_TRIGGER])
    if seconds is None:
        return rest, None
    return rest, Trigger(seconds, str(last_run.get(TRIGGER_TYPE)) == "1")


def _seconds(value: Json) -> float | None:
    """Return whole seconds from a text or a number; None for other values, which are ignored (assumed)."""
    text = str(value).strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _skipped(cycle: int, tick: datetime, stores: Stores, command: str) -> FetchRun:
    last_run = LastRunChange(stores.last_run, None, stores.last_run, was_set=False, saved=False)
    return FetchRun(
        cycle,
        tick,
        tick,
        "skipped",
        "skipped: the fetch before was still running",
        last_run,
        command=command,
    )
