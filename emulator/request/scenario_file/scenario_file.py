"""The parsed contents of a scenario file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ...faults.fault import Fault
from ...record.entries import Json
from ...settings.expectation import Expectation
from ...settings.guess import Guess
from ...settings.settings import Drain
from ...timeline.timeline import Timeline


@dataclass(frozen=True)
class ScenarioFile:
    """The parsed contents of a scenario file; settings that the file does not make are None or empty.

    Paths are already joined with the folder of the file. ``guesses`` are those that the user has not
    confirmed.
    """

    path: Path
    about: str = ""
    integration: Path | None = None
    params: Mapping[str, Json] = field(default_factory=dict)
    fill: str | None = None
    start: datetime | None = None
    interval_s: float | None = None
    cycles: int | None = None
    command: str | None = None
    platform: str | None = None
    tz: str | None = None
    latency_s: float | None = None
    timeout_s: float | None = None
    instance: str | None = None
    last_run: Json = None
    context: Mapping[str, Json] | None = None
    api: Mapping[str, Json] | None = None
    vendor: Path | None = None
    timeline: Timeline | None = None
    faults: tuple[Fault, ...] = ()
    expect: Expectation | None = None
    drain: Drain = field(default_factory=Drain)
    seed: int = 0
    id_field: str | None = None
    guesses: tuple[Guess, ...] = ()

    @property
    def stated(self) -> frozenset[str]:
        """The names of those settings that the file sets: of start, interval, cycles, command,
        latency.
        """
        said = {
            "start": self.start,
            "interval": self.interval_s,
            "cycles": self.cycles,
            "command": self.command,
            "latency": self.latency_s,
        }
        return frozenset(name for name, value in said.items() if value is not None)
