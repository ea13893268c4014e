"""What a collector delivers to the platform's intake: chunks of events, and batches of asset snapshots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .entries import Call, CheckedJson, Json, Line, Record

EVENTS, ASSETS = "events", "assets"
# The name under which a fetch's record holds each request to the intake, whatever function sent it.
INTAKE = "send_data_to_xsiam"


@dataclass(frozen=True)
class Delivery:
    """One request to the intake: a chunk of a collector's events, or a batch of its assets.

    ``kind`` is events or assets. ``items`` is empty for a request that the intake refused: then ``refused``
    says why. ``count`` is the number of items in either case. ``snapshot`` and ``declared`` are those of
    assets: the snapshot's id, and how many assets the snapshot has in all. ``size_bytes`` is the size before
    compression, ``sent_bytes`` after it.
    """

    kind: str
    items: tuple[Json, ...]
    count: int
    size_bytes: int
    sent_bytes: int
    headers: Mapping[str, str]
    refused: str = ""
    line: Line | None = None

    @property
    def snapshot(self) -> str:
        return self.headers.get("snapshot-id", "")

    @property
    def declared(self) -> int | None:
        """The number of assets that the batch declares for the snapshot; None if it declares none."""
        text = self.headers.get("total-items-count", "").strip()
        return int(text) if text.isdecimal() else None

    def arguments(self) -> dict[str, Json]:
        """Return the delivery as the arguments of a recorded call; ``delivery_of`` reads them."""
        return {
            "data_type": self.kind,
            self.kind: list(self.items),
            "count": self.count,
            "size_bytes": self.size_bytes,
            "sent_bytes": self.sent_bytes,
            "headers": dict(self.headers),
        }


def delivery_of(call: Call) -> Delivery:
    """Return the delivery that a call named ``INTAKE`` holds."""
    args: CheckedJson = call.args
    kind = str(args.get("data_type", EVENTS))
    return Delivery(
        kind=kind,
        items=tuple(args.get(kind) or ()),
        count=int(args.get("count", 0)),
        size_bytes=int(args.get("size_bytes", 0)),
        sent_bytes=int(args.get("sent_bytes", 0)),
        headers=dict(args.get("headers") or {}),
        refused=call.error,
        line=call.line,
    )


def deliveries(record: Record) -> Iterator[Delivery]:
    """Yield a fetch's requests to the intake, in order, also those that the intake refused."""
    return (delivery_of(call) for call in record.named(INTAKE))


def refusals(record: Record) -> tuple[Call, ...]:
    """Return a fetch's requests to the intake that it refused for good: it took no later request of the same
    size.
    """
    calls = record.named(INTAKE)
    return tuple(
        call
        for call in calls
        if call.error
        and not any(
            later.seq > call.seq
            and not later.error
            and later.args.get("size_bytes") == call.args.get("size_bytes")
            for later in calls
        )
    )


def assets_of(record: Record) -> Iterator[Json]:
    """Yield the assets that the intake took in a fetch."""
    return (item for one in deliveries(record) if one.kind == ASSETS for item in one.items)


def assets_taken(record: Record) -> int:
    """Return how many assets the intake took in a fetch."""
    return sum(one.count for one in deliveries(record) if one.kind == ASSETS and not one.refused)
