"""The order that a child process gets (what to run), the facts that it sends first, and its limits."""

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
    """What one child process runs, and the state from which it continues the work of the child before it."""

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
    # Plans to run one after another in place of ``plan``, which is one of them; empty for ``plan`` alone.
    series: tuple[Plan, ...] = ()
    # Whether the child records which files it reads, and sends the record.
    record: bool = False


@dataclass(frozen=True)
class Facts:
    """What only the child knows before the first fetch, because the vendor (the simulated product) lives
    there.

    ``vendor_label`` is the vendor's name for reports. ``cycles`` is the number of cycles that will run.
    ``truth`` are the product's events, None where they are unknown; they are sent without their fields.
    ``shut_in`` says whether the child has a network of its own, without a way out; None with ``--network
    allow``.
    """

    vendor_label: str
    cycles: int
    truth: tuple[VendorEvent, ...] | None = None
    shut_in: bool | None = True


@dataclass(frozen=True)
class Limits:
    """What a child may use; None means no limit.

    ``real_timeout_s`` limits the real time of each fetch and, unless ``waits``, of each pause between two
    fetches. ``waits`` means that the child waits for the real clock between fetches. ``memory_bytes`` limits
    its memory.
    """

    real_timeout_s: float | None = None
    memory_bytes: int | None = None
    waits: bool = False
