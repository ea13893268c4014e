"""What a child is told to do, what it tells first, and what bounds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ...record.journal import JournalFiles
from ...record.product_event import VendorEvent
from ..death import Death


@dataclass(frozen=True)
class Order:
    """``request`` is what ``prepare`` takes. ``journal`` and ``fault_fd`` are open in the child.

    ``told``: a child before this one told the facts. ``state`` is what the last child sent with its last
    fetch, None for the first child; ``learned`` are the secrets met so far; ``death`` says how the child
    before this one ended. With ``unread``, a child that should have read what that one did died too, so this
    one leaves it unread.
    """

    request: Any
    journal: JournalFiles
    fault_fd: int
    told: bool = False
    state: bytes | None = None
    learned: tuple[str, ...] = field(default=(), repr=False)
    death: Death | None = None
    unread: bool = False


@dataclass(frozen=True)
class Facts:
    """What only the child knows: what answers, how many cycles follow from the vendor's ground truth, and
    that truth (None where it tells none), without the fields of its events.

    ``shut_in`` says whether it runs in a network of its own, with no way out; None with ``--network allow``.
    """

    vendor_label: str
    cycles: int
    truth: tuple[VendorEvent, ...] | None = None
    shut_in: bool | None = True


@dataclass(frozen=True)
class Limits:
    """``real_timeout_s`` bounds a fetch's real time, and that between two fetches unless the child
    ``waits`` there for the real clock; ``memory_bytes`` bounds its memory. None is no bound."""

    real_timeout_s: float | None = None
    memory_bytes: int | None = None
    waits: bool = False
