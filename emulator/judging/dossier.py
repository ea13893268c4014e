"""The facts of a run besides its fetches: its integration, clock and settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ..record.codec import SPARSE
from ..record.entries import Attempt, Json, Line
from ..record.product_event import VendorEvent
from .run_facts import RunFacts


@dataclass(frozen=True)
class IntegrationFacts:
    """The facts about the integration that reports show.

    ``path`` is the file name, as in ``Acme.py:12``; ``location`` is the path relative to the working
    directory, empty for a file outside the working directory. Neither is absolute.
    ``outside`` is the path of a file outside the working directory. It is for the terminal of this machine
    only and is not saved.
    """

    id: str
    name: str
    path: str
    command: str
    sha256: str
    manifest: Mapping[str, Json]
    docker_image: str = ""
    location: str = ""
    outside: str = ""

    def file_of(self, line: Line) -> str:
        """Return the file of a recorded line, with its path from the working directory where that is
        known.
        """
        return (self.location or line.file) if line.file == self.path else line.file

    def place(self, line: Line) -> str:
        """Return a recorded line as a path that the reader can open:
        ``Packs/Acme/Integrations/Acme/Acme.py:12``.
        """
        file = self.file_of(line)
        return f"{self.outside or file if file == self.path else file}:{line.number}"


@dataclass(frozen=True)
class ClockFacts:
    """The times of the run.

    ``start`` is the simulated time of the first fetch (UTC), ``interval_s`` the seconds between two fetches,
    ``cycles`` the number of cycles that the user asked for or that the events need, without the extra cycles
    at the end, ``tz`` the time zone in which the integration ran. A ``live`` run waits in real time.
    ``assets_interval_s`` are the seconds between two fetch-assets that run beside fetch-events; None where
    none does.
    """

    start: datetime
    interval_s: float
    cycles: int
    tz: str
    live: bool = False
    assets_interval_s: float | None = field(default=None, metadata=SPARSE)


@dataclass(frozen=True)
class Setting:
    """The settings of a run, for the first lines of a report.

    ``vendor`` is the name of the simulated product for reports; ``filled`` names the parameters that xfetch
    filled in; ``params`` are the parameters with secrets masked;
    ``unset_secrets`` are optional secret parameters without a value;
    ``command_by`` says how xfetch chose the command, empty where the user named it;
    ``platform`` is the simulated platform, such as ``xsoar-8``;
    ``shut_in`` is True where the child process had a network without a way out, False where the system
    refused that, None where it was not wanted (``--network allow``, ``--isolation inline``). Unless it is
    True, native clients and subprocesses, which no Python hook intercepts, could reach the machine's network;
    ``typed`` are the words of the command that makes this run, with secrets masked; empty where no command
    does.
    """

    vendor: str
    filled: tuple[str, ...]
    params: Mapping[str, Json]
    assumptions: Mapping[str, str]
    common_server: str = ""
    unset_secrets: tuple[str, ...] = ()
    command_by: str = ""
    platform: str = ""
    shut_in: bool | None = True
    typed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dossier:
    """The facts of a run that judging needs besides its fetches.

    ``facts`` are the facts that rules read; judging completes them;
    ``stop`` says why the run ended;
    ``attempts`` are connections that nothing answered, with secrets masked;
    ``id_field`` is the user's ``--id-field``;
    ``truth`` lists the product's events, None where they are unknown;
    ``severities`` maps rule codes to the severities that the user set.
    """

    integration: IntegrationFacts
    clock: ClockFacts
    setting: Setting
    facts: RunFacts
    stop: str
    attempts: tuple[Attempt, ...] = ()
    id_field: str | None = None
    truth: Sequence[VendorEvent] | None = None
    severities: Mapping[str, str] = field(default_factory=dict)
