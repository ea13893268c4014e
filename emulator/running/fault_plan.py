"""The faults of a run (what goes wrong on purpose), divided into those of the product, of the platform's
intake, and of the server.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..faults.fault import Fault
from ..faults.occasions import Occasions
from ..record.entries import Json


@dataclass(frozen=True)
class FaultPlan:
    """The faults of a run, each with its number in the scenario."""

    of_vendor: tuple[tuple[int, Fault], ...]
    of_server: tuple[tuple[int, Fault], ...]
    occasions: Occasions  # when they happen
    # By the number of a fault that changes parameters: the new values as the integration gets them.
    changes: Mapping[int, Mapping[str, Json]] = field(repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)  # of parameters that faults change
    of_intake: tuple[tuple[int, Fault], ...] = ()
