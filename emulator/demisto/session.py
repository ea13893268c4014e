"""The state of one fetch on the server's side of the ``demisto`` object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ..faults.fault import Trip
from ..record.entries import Json
from ..record.incident import Incident
from ..record.json_value import round_trip
from ..record.recorder import Recorder
from ..settings.instance import Stores
from ..settings.platforms import XSOAR_6, Platform
from ..settings.settings import DEFAULT_TIMEOUT_S


@dataclass(frozen=True)
class Invocation:
    """What the server runs in a fetch: a command, the instance that it belongs to, and the platform."""

    command: str  # as the server names it, such as fetch-incidents
    instance: str  # the instance's name
    brand: str  # the integration's id
    params: dict[str, Json] = field(
        repr=False
    )  # the instance's parameters; the code may change them
    debug_mode: bool = False  # whether the instance logs in debug mode
    platform: Platform = XSOAR_6  # the product that runs the command
    arguments: Mapping[str, str] = field(default_factory=dict)  # of the command
    timeout_s: float = DEFAULT_TIMEOUT_S  # how long a run may take

    def calling_context(self) -> dict[str, Json]:
        """Return ``callingContext``, the object that production passes to an integration's code.

        Source: observed in production's code.
        """
        return {
            "integration": True,
            "command": self.command,
            "args": dict(self.arguments),
            "params": self.params,
            "context": {
                "IntegrationInstance": self.instance,
                "IntegrationBrand": self.brand,
                "IsDebug": self.debug_mode,
                "Inv": {"id": ""},
                "Incidents": [],
                "ExecutionContext": {},
                "ParentEntry": {},
                # How long the run may take; code of 2023 and later reads it (observed in code).
                "runDuration": str(max(1, round(self.timeout_s / 60))),
                "TimeoutDuration": round(self.timeout_s * 10**9),
            },
        }


@dataclass
class Sent:
    """What the integration has sent to the server during a fetch: incidents, events, module health."""

    batches: list[list[Incident]] = field(default_factory=list)  # of each incidents() call
    unreadable: str = ""  # why the server cannot read the last malformed incidents() call
    created: list[Incident] = field(default_factory=list)  # by createIncidents, at the call
    events: list[Incident] = field(default_factory=list)  # that the intake took, at once
    inventory: int = 0  # how many assets the intake took, or indicators a feed sent
    health: tuple[Json, bool] | None = None  # the last module health, and whether it is an error
    reported: bool = False  # whether the code called createIncidents or updateModuleHealth


@dataclass
class Trouble:
    """What went wrong during a fetch, except an exception that the integration's code did not catch."""

    errors: list[str] = field(default_factory=list)  # the texts of error entries (Type 4)
    # The exception that the code was handling when it wrote the first error entry or reported bad health.
    handled: BaseException | None = None
    tripped: str = ""  # the last fault that hit a call, in words
    killed: str = ""  # the fault that ended the fetch, in words


@dataclass
class Session:
    """The state of one fetch while the integration's code runs; the ``demisto`` object changes it."""

    stores: Stores  # the state that was committed before the fetch
    recorder: Recorder  # takes every call, log line and exchange
    invocation: Invocation  # the command and the instance
    trips: tuple[Trip, ...] = ()  # the calls that a fault hits
    asked: Stores = field(init=False)  # the state that the code has asked for so far
    synced: Stores = field(init=False)  # the state whose integration context was saved at once
    last_run_set: bool = False  # whether the code set the last run
    assets_last_run_set: bool = False  # whether it set the assets' last run
    handed_out: list[Json] = field(default_factory=list)  # the objects that getLastRun returned
    sent: Sent = field(default_factory=Sent)  # incidents, events, module health
    trouble: Trouble = field(default_factory=Trouble)  # error entries, faults
    began: datetime | None = None  # when the fetch began
    unique_files: int = 0  # how many names uniqueFile returned; the next one depends on it

    def __post_init__(self) -> None:
        self.asked = self.synced = self.stores

    def lost_change(self) -> Json:
        """Return the object from getLastRun if the integration changed it and never set the last run; else
        None.

        For an object that is not JSON return a text that says so.
        """
        if self.last_run_set:
            return None
        changed = [item for item in self.handed_out if item != self.stores.last_run]
        try:
            return round_trip(changed[-1], "last run") if changed else None
        except (TypeError, ValueError, RecursionError):
            return f"a {type(changed[-1]).__name__} that is not JSON"
