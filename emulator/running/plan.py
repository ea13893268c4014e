"""What the fetches of a run need, as values that can be sent to the child process that runs them."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..integration.checkout import Checkout
from ..integration.common_server import CommonServer
from ..integration.source import Integration
from ..integration.stand_in import StandIn
from ..masking.credentials import tokens_kept
from ..masking.mask import Mask
from ..request.request import Request
from ..settings.instance import Instance
from ..settings.settings import RunSettings
from .fault_plan import FaultPlan


@dataclass(frozen=True)
class Plan:
    """A request of the caller, read and checked, with all that its fetches need. What simulates the
    product is not included: the child process builds it.
    """

    request: Request  # what the caller asked for
    scenario: (
        RunSettings  # the settings of the run; the events may still change the number of cycles
    )
    instance: Instance  # the instance's name and parameters
    integration: Integration  # the code and its manifest
    checkout: Checkout | None  # of the content repository
    common_server: CommonServer  # the CommonServerPython that the code gets
    stand_ins: tuple[StandIn, ...]  # modules in the place of libraries
    faults: FaultPlan  # what goes wrong on purpose
    secrets: tuple[str, ...] = field(repr=False)  # what no output may show
    public: tuple[str, ...]  # made-up values that look like secrets and may be shown

    def mask(self) -> Mask:
        """Return a new mask for the secrets that are known before the first cycle."""
        mask = Mask(self.secrets, public=self.public)
        for token in tokens_kept(self.scenario.stores.context):
            mask.learn(token)
        return mask
