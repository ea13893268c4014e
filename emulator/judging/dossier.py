"""What is known of a run besides its fetches: its integration, clock and settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ..record.entries import Attempt, Json
from ..record.product_event import VendorEvent
from .run_facts import RunFacts


@dataclass(frozen=True)
class IntegrationFacts:
    """What the reports say of the integration.

    ``path`` is the file's name as lines name it; ``location`` its path from the working directory,
    empty where it lies elsewhere; neither is ever absolute.
    """

    id: str
    name: str
    path: str
    command: str
    sha256: str
    manifest: Mapping[str, Json]
    docker_image: str = ""
    location: str = ""


@dataclass(frozen=True)
class ClockFacts:
    start: datetime
    interval_s: float
    cycles: int
    tz: str
    live: bool = False


@dataclass(frozen=True)
class Setting:
    """What was given or chosen for the run, for the report's first lines.

    ``vendor`` is a label; ``unset_secrets`` are optional secrets that nobody gave a value;
    ``command_by`` says how the command was chosen, empty where the user named it;
    ``platform`` is the product that called;
    ``shut_in`` is False where the child had no network of its own: what passes every Python hook (native
    clients, subprocesses) reached the real one.
    """

    vendor: str
    filled: tuple[str, ...]
    params: Mapping[str, Json]
    assumptions: Mapping[str, str]
    strict: bool = False
    common_server: str = ""
    unset_secrets: tuple[str, ...] = ()
    command_by: str = ""
    platform: str = ""
    shut_in: bool = True


@dataclass(frozen=True)
class Dossier:
    """``facts`` lack only what judging finds out; ``truth`` is None where the vendor tells none;
    ``attempts`` are those that nothing answered, masked."""

    integration: IntegrationFacts
    clock: ClockFacts
    setting: Setting
    facts: RunFacts
    stop: str
    attempts: tuple[Attempt, ...] = ()
    id_field: str | None = None
    truth: Sequence[VendorEvent] | None = None
    severities: Mapping[str, str] = field(default_factory=dict)
