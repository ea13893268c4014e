"""What became of a feed's indicators: created, updated, or sent again unchanged.

An indicator is its value and its type; one that is sent again is an update, never a duplicate (documented).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from ...record.entries import Call, Json
from ...record.fetch_run import FetchRun
from ...record.incident import Incident
from ...record.json_path import canonical

CREATE = "createIndicators"


@dataclass(frozen=True)
class Indicators:
    """The counts of a feed's run. ``created_in`` maps a cycle to the number that it created.

    ``updated`` counts the times that an indicator came again with other fields, ``unchanged`` those that it
    came again as it was. ``kept`` counts those that ``noUpdate`` left as they were. ``expired`` counts how
    often the instance's policy expired one, ``falsely_expired`` and ``never_expired`` those where that was
    wrong. ``not_updated`` counts those whose last change in the product never came.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0
    expired: int = 0
    falsely_expired: int = 0
    never_expired: int = 0
    not_updated: int = 0
    created_in: Mapping[int, int] = field(default_factory=dict)


class IndicatorBook:
    """Keeps the indicators that a feed sent, while it reads each fetch once: 32 bytes for each."""

    def __init__(self) -> None:
        self._held: dict[bytes, bytes] = {}
        self._counts: Counter[str] = Counter()
        self._created_in: dict[int, int] = {}

    def see(self, run: FetchRun) -> None:
        """Read the next fetch."""
        for call in run.record.named(CREATE):
            frozen = bool(call.args.get("noUpdate"))
            for one in sent_in(call):
                self._one(one, run.cycle, frozen)

    def _one(self, sent: Incident, cycle: int, frozen: bool) -> None:
        key, content = _digest([sent.get("value"), sent.get("type")]), _digest(sent)
        held = self._held.get(key)
        if held is None:
            self._held[key] = content
            self._counts["created"] += 1
            self._created_in[cycle] = self._created_in.get(cycle, 0) + 1
        elif held == content:
            self._counts["unchanged"] += 1
        elif frozen:
            self._counts["kept"] += 1
        else:
            self._held[key] = content
            self._counts["updated"] += 1

    def end(self) -> Indicators | None:
        """Return the counts; None if no indicator was sent."""
        return Indicators(**self._counts, created_in=self._created_in) if self._counts else None


def indicators_of(run: FetchRun) -> Iterator[Incident]:
    """Yield the indicators that a fetch sent."""
    for call in run.record.named(CREATE):
        yield from sent_in(call)


def sent_in(call: Call) -> Iterator[Incident]:
    """Yield the indicators that one call sent; a call that failed sent none."""
    sent = call.args.get("indicators")
    if not call.error:
        listed = sent if isinstance(sent, Sequence) and not isinstance(sent, str) else [sent]
        yield from (one for one in listed if isinstance(one, Mapping))


def _digest(value: Json) -> bytes:
    return blake2b(canonical(value).encode("utf-8", "surrogatepass"), digest_size=16).digest()
