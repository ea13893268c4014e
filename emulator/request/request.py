"""What a caller asks for, as plain values: it pickles, and prepares the same run in any process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..faults.fault import Fault
from ..integration.common_server import AUTO
from ..record.entries import Json
from ..settings.expectation import Expectation
from ..settings.isolation import Isolation
from ..settings.settings import Scenario
from ..timeline.timeline import Timeline


@dataclass(frozen=True)
class Request:
    """What to emulate, in the words of the command line. ``params`` are as the user gave them.

    ``param_origins`` names the file of each parameter that came from one, for messages. ``env`` are the
    environment variables that the integration may see beside the usual ones.
    """

    target: Path
    scenario: Scenario = field(default_factory=Scenario)
    params: Mapping[str, Json] = field(default_factory=dict, repr=False)
    param_origins: Mapping[str, str] = field(default_factory=dict)
    fill: str = "required"
    unset: str = "none"
    vendor_file: Path | None = None
    replies: tuple[str, ...] = ()
    content: str | None = None
    content_variable: str | None = None
    common_server: str = AUTO
    merged: bool = False
    id_field: str | None = None
    instance_name: str | None = None
    interval_given: bool = True
    command_given: bool = True
    strict: bool = False
    timeline: Timeline | None = None
    api: Mapping[str, Json] | None = None
    faults: tuple[Fault, ...] = ()
    expect: Expectation | None = None
    seed: int = 0
    cycles_given: bool = True
    scenario_file: Path | None = None
    severities: Mapping[str, str] = field(default_factory=dict)
    modules: tuple[str, ...] = ()
    fresh_modules: bool = False
    isolation: Isolation = field(default_factory=Isolation)
    store: Path | None = None
    env: tuple[str, ...] = ()
