"""The order that a child gets, the facts that it sends first, and the limits that it runs under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ...record.memory_files import JournalFiles
from ...record.product_event import VendorEvent
from ...record.trace import Wanted
from ..death import Death
from ..plan import Plan


@dataclass(frozen=True)
class Order:
    """What one child runs, and what it needs to continue the work of the one before it."""

    plan: Plan  # the request, read and checked
    env: Mapping[str, str]  # variables that the child sets, beside those that it was started with
    journal: JournalFiles  # open in the child
    fault_fd: int  # the file of the child's output, open in the child
    facts_sent: bool = False  # whether an earlier child has sent the facts
    # What the previous child sent with its last fetch; None for the first child.
    state: bytes | None = None
    learned: tuple[str, ...] = field(default=(), repr=False)  # the secrets that were found so far
    death: Death | None = None  # how the previous child died; None where none died
    # Whether another child died while it read what the dead fetch had done: this one records the death alone.
    unread: bool = False
    # Which fetches the child traces; None for none.
    wanted: Wanted | None = None


@dataclass(frozen=True)
class Facts:
    """What only the child knows before the first fetch, since the vendor lives there.

    ``vendor_label`` names what answers. ``cycles`` is the count of cycles that will run. ``truth`` are the
    vendor's events without their fields, None for a vendor that does not list any. ``shut_in`` says whether
    the child has a network of its own, with no way out; None with ``--network allow``.
    """

    vendor_label: str
    cycles: int
    truth: tuple[VendorEvent, ...] | None = None
    shut_in: bool | None = True


@dataclass(frozen=True)
class Limits:
    """What a child may use; None is no limit.

    ``real_timeout_s`` limits the real time of a fetch and, unless ``waits``, of the pause between two.
    ``waits`` means that the child waits for ticks of the real clock. ``memory_bytes`` limits its memory.
    """

    real_timeout_s: float | None = None
    memory_bytes: int | None = None
    waits: bool = False
