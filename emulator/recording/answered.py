"""A request and what the product answered, as a recording keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ..record.entries import CheckedJson


@dataclass(frozen=True)
class Answered:
    """``at`` is aware and in UTC. ``failure`` is set in place of a ``status`` where nothing came back."""

    at: datetime
    method: str
    url: str
    request_body: str = ""
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    failure: str = ""
    took_s: float = 0.0


@dataclass(frozen=True)
class Recording:
    """``facts`` is what xfetch wrote of its run (start, interval_s, cycles, command), empty for others."""

    answered: tuple[Answered, ...]
    facts: Mapping[str, CheckedJson] = field(default_factory=dict)
