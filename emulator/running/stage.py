"""The simulated product of a run, its events, and how many cycles they need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..faults.server_faults import pauses_s
from ..record.product_event import VendorEvent
from ..settings.settings import RunSettings
from .plan import Plan
from .run_length import check_clock, planned
from .seeded import random_restored

if TYPE_CHECKING:
    from ..product.protocol import Vendor


@dataclass(frozen=True)
class Stage:
    """The simulated product of a run, and what follows from its events.

    If the run uses a child process, the vendor (the object that simulates the product) exists only there. In
    the supervisor ``vendor`` is None. Until the child sends its Facts, ``vendor_label`` is empty there, and
    ``truth`` holds the events of the timeline, None without one.
    """

    scenario: RunSettings  # the settings of the run, with the number of cycles that the events need
    vendor: Vendor | None  # the simulated product
    vendor_label: str  # its name for reports
    truth: tuple[VendorEvent, ...] | None  # every event of the product; None when they are unknown


def staged(plan: Plan, begin: Callable[[], None] | None) -> Stage:
    """Make the events of the timeline, and the vendor, which serves them. Return both with the settings of
    the run. Without ``begin`` no vendor is made.

    ``begin`` is called when the timeline is ready and before the vendor is made. It is not called for an
    ``api`` section, with which no code of the user runs.

    Raises UsageError, LoadError or VendorError for a mistake in the timeline or the product's simulation.
    """
    request = plan.request
    timeline = request.product.timeline
    events = timeline.events(plan.scenario.start) if timeline else None
    vendor, label, listed = (None, "", None) if begin is None else _vendor(plan, events, begin)
    truth = events if listed is None else listed
    if request.product.replies:
        # A fixed reply does not serve the timeline's events.
        truth = None
    scenario = planned(
        plan.scenario,
        truth,
        cycles_given="cycles" in request.stated,
        pauses_s=pauses_s(request.product.faults),
    )
    check_clock(scenario)
    return Stage(scenario, vendor, label, truth)


def _vendor(
    plan: Plan, events: tuple[VendorEvent, ...] | None, begin: Callable[[], None]
) -> tuple[Vendor | None, str, tuple[VendorEvent, ...] | None]:
    """Make the vendor, the object that simulates the product. Return it, its name for reports, and its
    events, None where it does not list them.
    """
    # Imported here: the supervisor has no vendor, so it does not need what answers requests.
    from ..product.protocol import ground_truth
    from .choose_vendor import choose_vendor

    if plan.request.product.api is None:
        begin()
    with random_restored():
        vendor, label = choose_vendor(plan.request, events)
        return vendor, label, ground_truth(vendor) if vendor is not None else None
