"""What a child is told to do, what it tells first, and what bounds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..death import Death
from ..scenario import Scenario


@dataclass(frozen=True)
class Order:
    """``request`` is what ``prepare`` takes. ``journal_fd`` and ``fault_fd`` are open in the child.

    ``state`` is what the last child sent with its last fetch, None for the first child; ``learned``
    are the secrets met so far; ``death`` says how the child before this one ended.
    """

    request: Any
    journal_fd: int
    fault_fd: int
    state: bytes | None = None
    learned: tuple[str, ...] = ()
    death: Death | None = None


@dataclass(frozen=True)
class Facts:
    """What only the child knows: what answers, the vendor's ground truth (None where it tells none), and
    the scenario that follows from it."""

    vendor_label: str
    scenario: Scenario
    truth: Any = None


@dataclass(frozen=True)
class Limits:
    """``real_timeout_s`` bounds a fetch's real time, ``memory_bytes`` the child's; None for no bound."""

    real_timeout_s: float | None = None
    memory_bytes: int | None = None
