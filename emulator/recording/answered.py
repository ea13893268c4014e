"""A recorded request and its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from ..record.entries import CheckedJson, Json
from ..record.json_value import json_or_none


@dataclass(frozen=True)
class Answered:
    """A request and the product's answer; ``at`` is when it was sent, aware and in UTC.

    ``failure`` is set instead of ``status`` where no answer came.
    """

    at: datetime
    method: str
    url: str
    request_body: str = ""
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    failure: str = ""
    took_s: float = 0.0

    @cached_property
    def document(self) -> Json:
        """The answer's body parsed as JSON; None for other bodies."""
        return json_or_none(self.body)

    @property
    def went_well(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300


@dataclass(frozen=True)
class Recording:
    """All answers of a recording, oldest first.

    ``facts`` is what xfetch wrote about its run (start, interval_s, cycles, command); empty for other tools.
    """

    answered: tuple[Answered, ...]
    facts: Mapping[str, CheckedJson] = field(default_factory=dict)


def header_of(pairs: Iterable[tuple[str, str]], name: str) -> str:
    """Return the value of the first header of that name (in lower case); empty without one."""
    return next((value for key, value in pairs if key.lower() == name), "")
