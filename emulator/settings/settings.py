"""What is to be emulated: the schedule, the instance's state at the start, and what is assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone

from ..errors import UsageError
from .server_state import Stores

DEFAULT_START = datetime(2024, 1, 1, tzinfo=timezone.utc)
DEFAULT_INTERVAL_S = 60.0
DEFAULT_TIMEOUT_S = 300.0
DEFAULT_LATENCY_S = 0.2
FETCH_INCIDENTS = "fetch-incidents"
FETCH_EVENTS = "fetch-events"
FETCH_ASSETS = "fetch-assets"
FETCH_INDICATORS = "fetch-indicators"
LONG_RUNNING = "long-running-execution"
EVENTS_COMMANDS = (FETCH_EVENTS, FETCH_ASSETS)
_SWITCHES = {FETCH_EVENTS: "isFetchEvents", FETCH_ASSETS: "isFetchAssets"}


def switch_of(command: str) -> str:
    """The parameter that must be on for the server to call the command (observed in code)."""
    return _SWITCHES.get(command, "isFetch")


@dataclass(frozen=True)
class Assumption:
    """A behaviour of the platform that nobody documents: a switch; the first of ``values`` is the default."""

    name: str
    values: tuple[str, ...]
    meaning: str

    @property
    def default(self) -> str:
        return self.values[0]


ASSUMPTIONS = (
    Assumption(
        "incidents-after-error",
        ("dropped", "created"),
        "what a run sent before it ended in an error",
    ),
    Assumption(
        "context-after-error",
        ("kept", "dropped"),
        "what a run put into the integration context before it ended in an error",
    ),
    Assumption(
        "several-incidents-calls",
        ("joined", "last"),
        "which of several incidents() calls of one run count",
    ),
    Assumption(
        "tick-while-running",
        ("skipped", "delayed"),
        "a tick that falls while the run before it is still going",
    ),
)


def parse_assumption(text: str) -> tuple[str, str]:
    """``NAME=VALUE`` as a pair. Raises UsageError naming the switches, or the values of one."""
    name, _, value = text.partition("=")
    known = {assumption.name: assumption for assumption in ASSUMPTIONS}
    if name not in known:
        raise UsageError(
            f"no assumption is called {name!r}",
            where="--assume",
            advice=tuple(f"{item.name}={'|'.join(item.values)}" for item in ASSUMPTIONS),
        )
    if value not in known[name].values:
        raise UsageError(
            f"{name} is one of {', '.join(known[name].values)}, not {value!r}", where="--assume"
        )
    return name, value


@dataclass(frozen=True)
class Drain:
    """How long a run goes on after its timeline has ended, until the backlog has been fetched.

    ``cycles`` is the maximum of further cycles; ``quiet`` cycles in a row that create nothing new end it.
    """

    cycles: int = 1_000
    quiet: int = 3


@dataclass(frozen=True)
class Scenario:
    """One run of the emulator. Times in UTC, lengths in seconds of the simulated clock.

    ``fail_cycles`` are those that fail at their very end on purpose. ``live`` means the real clock and
    the real network. ``drain`` goes on after the cycles until what is left has come. ``platform`` is the
    name of the product that calls, empty for the one that usually calls the command.
    """

    command: str = FETCH_INCIDENTS
    start: datetime = DEFAULT_START
    interval_s: float = DEFAULT_INTERVAL_S
    cycles: int = 5
    tz: str = "UTC"
    timeout_s: float = DEFAULT_TIMEOUT_S
    latency_s: float = DEFAULT_LATENCY_S
    fail_cycles: frozenset[int] = frozenset()
    stores: Stores = field(default_factory=Stores)
    assumptions: Mapping[str, str] = field(default_factory=dict)
    debug_mode: bool = False
    live: bool = False
    drain: Drain | None = None
    platform: str = ""

    def assumes(self, name: str) -> str:
        """The value of an assumption: as given, else its default."""
        for assumption in ASSUMPTIONS:
            if assumption.name == name:
                return self.assumptions.get(name, assumption.default)
        raise KeyError(name)
