"""What one run has set, sent and asked so far: the server's side of the shim during a fetch."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..faults.fault import Trip
from ..record.entries import Json
from ..record.json_value import round_trip
from ..record.recorder import Recorder
from ..settings.platforms import XSOAR_6, Platform
from ..settings.server_state import Stores

UNSET: Json = object()


@dataclass
class Session:
    """One run's working state; ``stores`` is what was committed before it began.

    ``handed_out`` are the objects that getLastRun returned.
    ``last_run`` stays UNSET until ``setLastRun`` is called. ``batches`` holds one list per
    ``incidents()`` call, ``created`` what ``createIncidents`` made at once, ``events`` what
    ``send_events_to_xsiam`` delivered, ``errors`` the texts of error entries (``Type`` 4), and
    ``handled`` the exception that the code was handling when it wrote the first of them, or when it told
    that its health is bad.
    ``trips`` are calls that a fault shall hit, ``tripped`` the words of the last that was hit, and
    ``killed`` of the one that ended the run. ``synced`` is the last context, with its version, that was
    saved at once. A long-running integration has ``reported`` once it created incidents or told its
    ``health`` (what, and whether it is an error). ``platform`` is the product that calls.
    """

    stores: Stores
    recorder: Recorder
    command: str
    instance: str
    brand: str
    params: dict[str, Json] = field(repr=False)
    args: dict[str, Json] = field(default_factory=dict)
    debug_mode: bool = False
    last_run: Json = UNSET
    handed_out: list[Json] = field(default_factory=list)
    assets_last_run: Json = UNSET
    mirror_last_run: Json = UNSET
    context: dict[str, Json] | None = None
    context_version: int = 0
    synced: tuple[dict[str, Json], int] | None = None
    batches: list[list[Json]] = field(default_factory=list)
    created: list[Json] = field(default_factory=list)
    events: list[Json] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    handled: BaseException | None = None
    entries: list[Json] = field(default_factory=list)
    unreadable: str = ""
    unique_files: int = 0
    trips: tuple[Trip, ...] = ()
    tripped: str = ""
    killed: str = ""
    reported: bool = False
    health: tuple[Json, bool] | None = None
    platform: Platform = XSOAR_6

    def __post_init__(self) -> None:
        self.context_version = self.stores.context_version

    def lost_change(self) -> Json:
        """What getLastRun returned, where the code changed it in place and set nothing."""
        if self.last_run is not UNSET:
            return None
        changed = [item for item in self.handed_out if item != self.stores.last_run]
        try:
            return round_trip(changed[-1], "last run") if changed else None
        except (TypeError, ValueError, RecursionError):
            return f"a {type(changed[-1]).__name__} that is no JSON"

    def current_context(self) -> dict[str, Json]:
        return dict(self.stores.context) if self.context is None else self.context

    def calling_context(self) -> dict[str, Json]:
        """The object that production hands to the code of an integration. Source: observed in code."""
        return {
            "integration": True,
            "command": self.command,
            "args": dict(self.args),
            "params": self.params,
            "context": {
                "IntegrationInstance": self.instance,
                "IntegrationBrand": self.brand,
                "IsDebug": self.debug_mode,
                "Inv": {"id": ""},
                "Incidents": [],
                "ExecutionContext": {},
                "ParentEntry": {},
            },
        }
