"""The settings of a run: its schedule, the instance's state at the start, and assumptions about XSOAR."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone

from ..errors import UsageError
from .instance import Stores

DEFAULT_START = datetime(2024, 1, 1, tzinfo=timezone.utc)
DEFAULT_INTERVAL_S = 60.0
# Observed in code: the usual default of assetsFetchInterval, in minutes, is 1440.
DEFAULT_ASSETS_INTERVAL_S = 86_400.0
# Documented: the default of feedFetchInterval is 240 minutes.
DEFAULT_FEED_INTERVAL_S = 14_400.0
DEFAULT_TIMEOUT_S = 300.0
DEFAULT_LATENCY_S = 0.2
FETCH_INCIDENTS = "fetch-incidents"
FETCH_EVENTS = "fetch-events"
FETCH_ASSETS = "fetch-assets"
FETCH_INDICATORS = "fetch-indicators"
LONG_RUNNING = "long-running-execution"
TEST_MODULE = "test-module"
EVENTS_COMMANDS = (FETCH_EVENTS, FETCH_ASSETS)
_SWITCHES = {
    FETCH_EVENTS: "isFetchEvents",
    FETCH_ASSETS: "isFetchAssets",
    FETCH_INDICATORS: "feed",
}


_INTERVALS = {
    FETCH_EVENTS: "eventFetchInterval",
    FETCH_ASSETS: "assetsFetchInterval",
    FETCH_INDICATORS: "feedFetchInterval",
}


def interval_of(command: str) -> str:
    """Return the name of the parameter with the interval of a fetch command, in minutes.

    For fetch-incidents it is ``incidentFetchInterval``. Source: observed in production's code.
    """
    return _INTERVALS.get(command, "incidentFetchInterval")


def switch_of(command: str) -> str:
    """Return the name of the checkbox parameter that must be on for the server to call a fetch command.

    For fetch-incidents it is ``isFetch``. Source: observed in production's code.
    """
    return _SWITCHES.get(command, "isFetch")


@dataclass(frozen=True)
class Assumption:
    """An assumption about undocumented behaviour of XSOAR; the first of ``values`` is the default."""

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
        "what becomes of incidents that a fetch sent before it ended in an error",
    ),
    Assumption(
        "context-after-error",
        ("kept", "dropped"),
        "what becomes of the integration context that a fetch set before it ended in an error",
    ),
    Assumption(
        "several-incidents-calls",
        ("joined", "last"),
        "which of several incidents() calls of one fetch count",
    ),
    Assumption(
        "tick-while-running",
        ("skipped", "delayed"),
        "what becomes of a tick that falls while the fetch before it still runs",
    ),
)


def parse_assumption(text: str) -> tuple[str, str]:
    """Parse the option ``--assume NAME=VALUE``. Raises UsageError with the possible names or values."""
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
            f"the assumption {name} must be one of {', '.join(known[name].values)}, not {value!r}",
            where="--assume",
        )
    return name, value


@dataclass(frozen=True)
class Drain:
    """How many cycles a run adds after the last event of the scenario, so that all waiting events are
    fetched.

    ``cycles`` is the maximum. The run ends earlier after ``quiet`` cycles in a row that create nothing new.
    ``begins`` is when the last event comes, None where unknown: cycles that a trigger has moved to an earlier
    time are no quiet ones.
    """

    cycles: int = 1_000
    quiet: int = 3
    begins: datetime | None = None


@dataclass(frozen=True)
class RunSettings:
    """The settings of one run. Times are in UTC, durations in seconds on the simulated clock.

    The cycles in ``fail_cycles`` fail on purpose, when they end. ``live`` uses the real clock and
    network. ``drain`` adds cycles until all waiting events have been fetched. ``platform`` is the
    name of a platform; if it is empty, ``usual_platform`` chooses one by ``command`` and the yml.
    ``arguments`` are those of the command: a fetch has none. ``assets_interval_s`` is set where the instance
    fetches assets beside its events: fetch-assets then has a schedule of its own.
    """

    command: str = FETCH_INCIDENTS
    arguments: Mapping[str, str] = field(default_factory=dict)
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
    assets_interval_s: float | None = None

    def assumes(self, name: str) -> str:
        """Return the value that this run uses for an assumption. Raises KeyError for an unknown name."""
        for assumption in ASSUMPTIONS:
            if assumption.name == name:
                return self.assumptions.get(name, assumption.default)
        raise KeyError(name)
