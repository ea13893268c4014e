"""The ledger of asset snapshots: what each declared, what was stored of it, and whether it was sealed.

A collector sends a snapshot in batches with one snapshot id. Only the last batch declares how many assets the
snapshot has; the batches before it declare 1 (observed in code). The platform seals a snapshot when as many
assets are stored as were declared (reported: content PR 45272). Each dataset, that is vendor and product, has
snapshots of its own, even where they share their ids (assumed).

A snapshot is complete if it is sealed and holds each asset that the product had all the while. The product's
assets are known where a scenario lists them. What no snapshot of the run holds is a missed event instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ...record.delivery import ASSETS, INTAKE, Delivery, delivery_of
from ...record.entries import Line
from ...record.fetch_run import FetchRun
from ...record.product_event import VendorEvent
from ...settings.units import format_duration
from ..identity import Identity

OPEN, SEALED, NEVER_SEALED = "open", "sealed", "never sealed"
SEALED_EMPTY, SEALED_TWICE, OVERWRITTEN = "sealed empty", "sealed twice", "overwritten"
# Sealed, but only after the code had asked for its next batch in vain.
SEALED_LATE = "sealed late"
BAD = (NEVER_SEALED, SEALED_EMPTY, SEALED_TWICE, OVERWRITTEN, SEALED_LATE)
_FEW, _NO_TYPE = 3, "`type` 1 is missing beside `nextTrigger`"
_WHOLE = (SEALED, SEALED_LATE)
# What a batch that is not the last one declares.
_NOT_YET = 1


@dataclass(frozen=True)
class Snapshot:
    """One snapshot of the assets. ``declared`` is None while only batches that are not the last have come.

    ``dataset`` is the product that the batches name. ``cycles`` are the fetches that sent a batch, ``first``
    and ``last`` the times of its first and last one, ``begun`` when the fetch of the first one began.
    ``refused`` counts assets that the intake refused. ``why`` says how a bad state came about; ``line`` is
    the integration's line that sent the last batch. ``lacks`` are ids of assets that the product had from
    before ``begun`` until after ``last``, and that are in other snapshots and not in this sealed one.
    ``untyped`` says that the code asked for its next batch without the ``type`` of assets.
    """

    id: str
    first: datetime
    last: datetime
    declared: int | None = None
    stored: int = 0
    batches: int = 0
    refused: int = 0
    seals: int = 0
    cycles: tuple[int, ...] = ()
    state: str = OPEN
    why: str = ""
    line: Line | None = None
    dataset: str = ""
    begun: datetime | None = None
    lacks: tuple[str, ...] = ()
    untyped: bool = False

    @property
    def is_bad(self) -> bool:
        return self.state in BAD

    @property
    def is_wrong(self) -> bool:
        """Whether it is in a bad state, or lacks assets."""
        return self.is_bad or bool(self.lacks)

    @property
    def wrong(self) -> str:
        """What is wrong with it, in words; empty for a good one."""
        if self.is_bad:
            return self.why
        return f"it lacks {', '.join(self.lacks[:_FEW])}" if self.lacks else ""


Key = tuple[str, str]


@dataclass
class _Track:
    """The snapshots of one dataset: the id of the current one, and why that may have been cut."""

    current: str = ""
    cut: str = ""


class Ledger:
    """Keeps the snapshots of a run while it reads each fetch once.

    ``truth`` are the product's events, None where they are unknown; ``identity`` finds them by what was sent.
    """

    def __init__(
        self, truth: Sequence[VendorEvent] | None = None, identity: Identity | None = None
    ) -> None:
        self._snapshots: dict[Key, Snapshot] = {}
        self._tracks: dict[str, _Track] = {}
        self._held = _Held(truth or (), identity)
        # Whether the last fetch-assets asked to be called again, whether it named the command, and whether
        # no other command has run since.
        self._asked = self._untyped = self._waits = False

    def see(self, run: FetchRun) -> None:
        """Read the next fetch."""
        sent = [call for call in run.record.named(INTAKE) if call.args.get("data_type") == ASSETS]
        if run.command != "fetch-assets" and not sent:
            self._interrupted(run)
            return
        for call in sent:
            self._batch(delivery_of(call), run, call.at)
        if run.failed:
            how = "was killed" if run.status in ("timeout", "crashed") else "failed"
            self._cut(f"cycle {run.cycle} {how} before the snapshot was complete")
        asked = run.last_run.asked if run.command == "fetch-assets" else None
        self._asked = self._waits = run.command == "fetch-assets" and run.asks_again
        self._untyped = self._waits and isinstance(asked, dict) and str(asked.get("type")) != "1"

    def _cut(self, why: str) -> None:
        for dataset, track in self._tracks.items():
            if not self._snapshots[dataset, track.current].seals:
                track.cut = why

    def _interrupted(self, run: FetchRun) -> None:
        """Note that another command ran although the code had asked to go on with the assets.

        Where the code named ``type`` 1, the server still goes on with them after that command.
        """
        if self._waits and self._untyped and run.status != "skipped":
            why = f"{_NO_TYPE}, so cycle {run.cycle} ran {run.command}"
            self._cut(why)
            for dataset, track in self._tracks.items():
                one = self._snapshots[dataset, track.current]
                if not one.seals and not one.why:
                    self._snapshots[dataset, track.current] = replace(one, why=why, untyped=True)
            self._waits = False

    def _batch(self, batch: Delivery, run: FetchRun, at: datetime) -> None:
        name, cycle = _own_id(batch), run.cycle
        dataset = batch.headers.get("product", "")
        track = self._tracks.setdefault(dataset, _Track())
        before = self._snapshots.get((dataset, name)) or Snapshot(
            name, at, at, dataset=dataset, begun=run.at
        )
        if track.current and name != track.current:
            self._leave(dataset, name, cycle)
        track.current = name
        if not batch.refused:
            self._held.add((dataset, name), batch)
        stored = before.stored + (0 if batch.refused else batch.count)
        is_last = batch.declared is not None and (batch.declared != _NOT_YET or stored <= _NOT_YET)
        declared = batch.declared if is_last else before.declared
        seals = before.seals
        if seals and before.stored == _NOT_YET and self._goes_on(before, cycle):
            # The first batch held one asset, and declared 1 as every batch does that is not the last.
            seals, declared = 0, batch.declared if is_last else None
        if not batch.refused and declared is not None and batch.declared == stored:
            seals += 1
        self._snapshots[dataset, name] = replace(
            before,
            last=at,
            declared=declared,
            stored=stored,
            batches=before.batches + 1,
            refused=before.refused + (batch.count if batch.refused else 0),
            seals=seals,
            cycles=(*(one for one in before.cycles if one != cycle), cycle),
            line=batch.line or before.line,
        )

    def _goes_on(self, snapshot: Snapshot, cycle: int) -> bool:
        """Whether a batch of assets in this cycle belongs to the snapshot that earlier batches began: the
        code had announced more, or the last batch came in the same cycle.
        """
        return self._asked or snapshot.cycles[-1:] == (cycle,)

    def _leave(self, dataset: str, following: str, cycle: int) -> None:
        """Note that the snapshot with id ``following`` begins in a cycle. The dataset's current snapshot, if
        it is not complete, is then marked as overwritten, with the reason.
        """
        track = self._tracks[dataset]
        left = self._snapshots[dataset, track.current]
        if not left.seals:
            why = f"cycle {cycle} began the snapshot {following} before this one was complete"
            why = f"{track.cut}; then {why}" if track.cut else why
            self._snapshots[dataset, track.current] = replace(left, state=OVERWRITTEN, why=why)
        track.cut = ""

    def end(self) -> tuple[Snapshot, ...]:
        """Return the snapshots in the order in which they began, with their states."""
        lacking = self._held.lacking(self._snapshots)
        return tuple(
            replace(one, lacks=lacking.get(key, ())) if one.state in _WHOLE else one
            for key, one in self._closed()
        )

    def _closed(self) -> Iterator[tuple[Key, Snapshot]]:
        for key, one in self._snapshots.items():
            track = self._tracks[one.dataset]
            cut = track.cut if one.id == track.current else ""
            if one.state == OVERWRITTEN:
                yield key, replace(one, why=_count_words(one) or one.why)
            elif self._waits and one.id == track.current and _may_go_on(one):
                yield key, one
            elif one.seals:
                yield key, _sealed(one)
            else:
                why = _count_words(one, cut) or cut or _UNKNOWN
                yield key, replace(one, state=NEVER_SEALED, why=why)


class _Held:
    """Which of the product's assets each snapshot holds: a bit for each."""

    def __init__(self, truth: Sequence[VendorEvent], identity: Identity | None) -> None:
        self._truth, self._identity = truth, identity
        self._index = {event.id: number for number, event in enumerate(truth)}
        self._bits: dict[Key, bytearray] = {}

    def add(self, key: Key, batch: Delivery) -> None:
        """Note the assets of a batch that was taken."""
        if self._identity is None or not self._index:
            return
        bits = self._bits.setdefault(key, bytearray(len(self._truth) // 8 + 1))
        for item in batch.items:
            number = self._index.get(self._identity.of(item)) if isinstance(item, dict) else None
            if number is not None:
                bits[number >> 3] |= 1 << (number & 7)

    def lacking(self, snapshots: dict[Key, Snapshot]) -> dict[Key, tuple[str, ...]]:
        """Return for each snapshot the ids of the assets that it lacks; without one where it lacks none."""
        of_dataset: dict[str, int] = {}
        for (dataset, _), bits in self._bits.items():
            of_dataset[dataset] = of_dataset.get(dataset, 0) | int.from_bytes(bits, "little")
        found: dict[Key, tuple[str, ...]] = {}
        for key, bits in self._bits.items():
            left = of_dataset[key[0]] & ~int.from_bytes(bits, "little")
            ids = tuple(one.id for one in self._of(left) if _was_there(one, snapshots[key]))
            if ids:
                found[key] = ids
        return found

    def _of(self, bits: int) -> Iterator[VendorEvent]:
        while bits:
            lowest = bits & -bits
            yield self._truth[lowest.bit_length() - 1]
            bits ^= lowest


def _was_there(event: VendorEvent, snapshot: Snapshot) -> bool:
    """Whether the product had an asset from before a snapshot was begun until after its last batch."""
    begun = snapshot.begun or snapshot.first
    gone = event.removed is not None and event.removed <= snapshot.last
    return event.in_scope and event.visible < begun and not gone


def _may_go_on(one: Snapshot) -> bool:
    """Whether further batches can complete the snapshot. Some code declares the count in every batch. Where
    the only batch holds one asset, its count may be that of a batch that is not the last.
    """
    return one.declared is None or one.stored < one.declared or one.stored == _NOT_YET


_UNKNOWN = "no batch declared how many assets the snapshot has"


def _sealed(one: Snapshot) -> Snapshot:
    if not one.stored:
        return replace(one, state=SEALED_EMPTY, why="the snapshot declares 0 assets and holds none")
    if one.declared is not None and one.declared != one.stored:
        why = f"the snapshot was sealed, then more assets came: {one.declared} declared, {one.stored} stored"
        return replace(one, state=SEALED_TWICE, why=why)
    if one.seals > 1:
        return replace(one, state=SEALED_TWICE, why="a batch came after the snapshot was sealed")
    if one.why:
        took = format_duration(round((one.last - one.first).total_seconds()))
        return replace(one, state=SEALED_LATE, why=f"{one.why}; the whole took {took}")
    return replace(one, state=SEALED)


def _count_words(one: Snapshot, cut: str = "") -> str:
    """Return why a snapshot whose last batch came was not sealed; empty where none declared a count. ``cut``
    says why it may have been cut.
    """
    if one.declared is None:
        return ""
    counts = f"{one.declared} declared, {one.stored} stored"
    if one.refused:
        return f"{counts}: the intake refused {one.refused}"
    if cut:
        return f"{counts}: {cut}"
    return f"{counts}: the count of the last batch is wrong"


def _own_id(batch: Delivery) -> str:
    """Return the id that the code gave the snapshot: CommonServerPython adds the instance's name."""
    return batch.snapshot.removesuffix(batch.headers.get("instance-name", "")) or batch.snapshot
