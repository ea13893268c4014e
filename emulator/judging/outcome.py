"""Everything a run of the emulator came to; what every report is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ..record.entries import Attempt, Json
from ..record.fetch_run import History
from ..record.stop import INTERRUPTED
from .finding import ERROR, INFO, SEVERITIES, WARNING, Finding
from .identity import Identity
from .tally import Tally
from .verdict.event_verdict import BLOCKED, MISSED
from .verdict.verdicts import Verdicts
from .window.window import Window

if TYPE_CHECKING:
    from .dossier import Dossier


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
class Summary:
    cycles: int
    ok: int
    failed: int
    skipped: int
    incidents: int
    unique: int
    duplicates: int
    missed: int | None
    findings: Mapping[str, int]


@dataclass(frozen=True)
class Outcome:
    """``verdicts`` is None without ground truth; ``stop`` is complete, interrupted or not answered;
    ``attempts`` are those that nothing answered; ``duplicates`` counts those of each cycle that has any.

    ``dossier`` is what it was judged from, for whoever saves it.
    ``differs`` says where the run is not what its scenario expects, None where nobody expects anything.
    ``source_lines`` holds the integration's lines that findings point at, by ``file:number``.
    """

    integration: IntegrationFacts
    clock: ClockFacts
    setting: Setting
    runs: History
    tally: Tally
    identity: Identity
    duplicates: Mapping[int, int]
    verdicts: Verdicts | None
    findings: tuple[Finding, ...]
    window: Window | None
    first_fetch: str | None
    source_lines: Mapping[str, str]
    stop: str
    attempts: tuple[Attempt, ...] = ()
    differs: tuple[str, ...] | None = None
    dossier: Dossier | None = None

    @property
    def summary(self) -> Summary:
        tally, duplicates = self.tally, sum(self.duplicates.values())
        return Summary(
            cycles=tally.cycles,
            ok=tally.ok,
            failed=tally.failed,
            skipped=tally.skipped,
            incidents=tally.incidents,
            unique=tally.incidents - duplicates,
            duplicates=duplicates,
            missed=None if self.verdicts is None or self.unproven else self.verdicts.counts[MISSED],
            findings={
                severity: sum(finding.severity == severity for finding in self.findings)
                for severity in SEVERITIES
            },
        )

    @property
    def never_reached(self) -> bool:
        """Whether there is ground truth and no verdict on it, since no request ever reached the product."""
        told = self.dossier is not None and self.dossier.truth is not None
        return told and self.verdicts is None

    @property
    def unproven(self) -> str:
        """Why the run proves nothing, so that what it missed is unknown; empty where it proves something."""
        tally = self.tally
        if self.never_reached:
            return "no request reached the product"
        if tally.exchanges and not tally.answered:
            return "nothing was answered"
        if not tally.proven:
            return "nothing was answered" if self.attempts else "no fetch ended well"
        return ""

    @property
    def came_to_nothing(self) -> bool:
        """Whether it was interrupted before its first cycle ended: what an earlier run wrote is worth
        more."""
        return self.stop == INTERRUPTED and not self.tally.cycles

    @property
    def drained(self) -> bool:
        """Whether cycles ran beyond the timeline, so that nothing is left that may still come."""
        return self.tally.cycles > self.clock.cycles

    @property
    def blocked(self) -> int:
        """How many events will never come, since the fetch will not recover; 0 without ground truth."""
        return 0 if self.verdicts is None else self.verdicts.counts[BLOCKED]

    def worst(self) -> str | None:
        """The gravest severity among the findings."""
        for severity in (ERROR, WARNING, INFO):
            if any(finding.severity == severity for finding in self.findings):
                return severity
        return None

    def exit_code(self, fail_on: str) -> int:
        """0 clean; 1 findings at or above ``fail_on`` (error, warning, never), or a failed cycle that
        nobody asked for; 4 something was not answered; 130 interrupted. Where a scenario says what it
        expects, 0 and 1 say whether that holds."""
        if self.stop == INTERRUPTED:
            return 130
        if self.stop == "not answered":
            return 4
        if self.stop != "complete":
            return 1
        if self.differs is not None:
            return 1 if self.differs else 0
        failed = bool(self.tally.unasked_failures)
        grave = {"error": (ERROR,), "warning": (ERROR, WARNING), "never": ()}[fail_on]
        found = any(finding.severity in grave for finding in self.findings)
        return 1 if (failed and fail_on != "never") or found else 0
