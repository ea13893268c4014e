"""The parsed contents of a scenario file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path

from ...record.entries import CheckedJson, Json
from ...settings.expectation import Expectation
from ...settings.guess import Guess
from ...settings.settings import Drain
from ..request import Product

# Where one of them is stated, the run does not choose it.
_COUNTED = frozenset(("start", "interval", "cycles", "command", "latency"))


@dataclass(frozen=True)
class StatedSettings:
    """The settings of a run that a scenario file states; the others are None. The fields have the names of
    those of RunSettings.
    """

    command: str | None = None
    arguments: Mapping[str, str] | None = None
    platform: str | None = None
    start: datetime | None = None
    interval_s: float | None = None
    cycles: int | None = None
    tz: str | None = None
    latency_s: float | None = None
    timeout_s: float | None = None

    def by_field(self, without: frozenset[str] = frozenset()) -> dict[str, CheckedJson]:
        """Return the stated settings by the field of RunSettings. ``without`` names settings that are left
        out, by their fields' names without ``_s``.
        """
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            name: value
            for name, value in values.items()
            if value is not None and name.removesuffix("_s") not in without
        }


@dataclass(frozen=True)
class ScenarioFile:
    """The parsed contents of a scenario file; what the file does not state is None or empty.

    Paths are already joined with the folder of the file.
    """

    path: Path
    # What the scenario shows, in a sentence.
    about: str = ""
    integration: Path | None = None
    # The instance: its parameters, which of them get a made-up value, its name.
    params: Mapping[str, Json] = field(default_factory=dict)
    fill: str | None = None
    instance: str | None = None
    # What the server keeps at the start.
    last_run: Json = None
    context: Mapping[str, Json] | None = None
    run: StatedSettings = field(default_factory=StatedSettings)
    product: Product = field(default_factory=Product)
    # How long the run goes on after the product's last event.
    drain: Drain = field(default_factory=Drain)
    expect: Expectation | None = None
    id_field: str | None = None
    # The guessed values that the user has not confirmed.
    guesses: tuple[Guess, ...] = ()

    @property
    def stated(self) -> frozenset[str]:
        """Those of the names start, interval, cycles, command and latency whose settings the file states."""
        return _COUNTED & {name.removesuffix("_s") for name in self.run.by_field()}
