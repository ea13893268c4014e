"""A scenario as it stands in its file; what the file does not say is None."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ..drain import Drain
from ..expectation import Expectation
from ..fault import Fault
from ..record import Json
from ..timeline.timeline import Timeline


@dataclass(frozen=True)
class ScenarioFile:
    """Paths are as the file names them, seen from where it lies; lengths in seconds."""

    path: Path
    about: str = ""
    integration: Path | None = None
    params: Mapping[str, Json] = field(default_factory=dict)
    start: datetime | None = None
    interval_s: float | None = None
    cycles: int | None = None
    command: str | None = None
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
