"""The ledger of asset snapshots: what each declared, what was stored of it, and whether it was sealed.

A collector sends a snapshot in batches with one snapshot id. Only the last batch declares how many assets the
snapshot has; the batches before it declare 1 (observed in code). The platform seals a snapshot when as many
assets are stored as were declared (reported: content PR 45272).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from ...record.delivery import ASSETS, INTAKE, Delivery, delivery_of
from ...record.entries import Line
from ...record.fetch_run import FetchRun

OPEN, SEALED, NEVER_SEALED = "open", "sealed", "never sealed"
SEALED_EMPTY, SEALED_TWICE, OVERWRITTEN = "sealed empty", "sealed twice", "overwritten"
BAD = (NEVER_SEALED, SEALED_EMPTY, SEALED_TWICE, OVERWRITTEN)
# What a batch that is not the last one declares.
_NOT_YET = 1


@dataclass(frozen=True)
class Snapshot:
    """One snapshot of the assets. ``declared`` is None while only batches that are not the last have come.

    ``cycles`` are the fetches that sent a batch, ``first`` and ``last`` the times of its first and last one.
    ``refused`` counts assets that the intake refused. ``why`` says how a bad state came about; ``line`` is
    the integration's line that sent the last batch.
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

    @property
    def is_bad(self) -> bool:
        return self.state in BAD


class Ledger:
    """Keeps the snapshots of a run while it reads each fetch once."""

    def __init__(self) -> None:
        self._snapshots: dict[str, Snapshot] = {}
        self._current = ""
        self._cut: str = ""  # why the current snapshot may have been cut
        # Whether the last fetch-assets asked to be called again, and whether it named the command.
        self._waits = self._untyped = False

    def see(self, run: FetchRun) -> None:
        """Read the next fetch."""
        sent = [call for call in run.record.named(INTAKE) if call.args.get("data_type") == ASSETS]
        if run.command != "fetch-assets" and not sent:
            self._interrupted(run)
            return
        for call in sent:
            self._batch(delivery_of(call), run.cycle, call.at)
        if self._current and run.failed:
            how = "was killed" if run.status in ("timeout", "crashed") else "failed"
            self._cut = f"cycle {run.cycle} {how} before the snapshot was complete"
        asked = run.last_run.asked if run.command == "fetch-assets" else None
        self._waits = isinstance(asked, dict) and asked.get("nextTrigger") not in (None, "")
        self._untyped = self._waits and isinstance(asked, dict) and str(asked.get("type")) != "1"

    def _interrupted(self, run: FetchRun) -> None:
        """Note that another command ran although the code had asked to go on with the assets."""
        if self._waits and self._untyped and self._current:
            self._cut = (
                f"`type` 1 is missing beside `nextTrigger`, so cycle {run.cycle} ran {run.command}"
            )
        self._waits = False

    def _batch(self, batch: Delivery, cycle: int, at: datetime) -> None:
        name = _own_id(batch)
        before = self._snapshots.get(name) or Snapshot(name, at, at)
        if self._current and name != self._current:
            self._leave(name, cycle)
        self._current = name
        stored = before.stored + (0 if batch.refused else batch.count)
        is_last = batch.declared is not None and (batch.declared != _NOT_YET or stored <= _NOT_YET)
        declared = batch.declared if is_last else before.declared
        seals = before.seals
        if not batch.refused and declared is not None and batch.declared == stored:
            seals += 1
        elif (
            not batch.refused
            and seals
            and before.stored == _NOT_YET
            and self._goes_on(before, cycle)
        ):
            # The first batch held one asset, and declared 1 as every batch does that is not the last.
            seals = 0
        self._snapshots[name] = replace(
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
        """Whether a batch in this cycle goes on with the snapshot, as the code had announced."""
        return self._waits or snapshot.cycles[-1:] == (cycle,)

    def _leave(self, following: str, cycle: int) -> None:
        """Note that the snapshot with id ``following`` begins in a cycle while another one is current."""
        left = self._snapshots[self._current]
        if not left.seals:
            why = f"cycle {cycle} began the snapshot {following} before this one was complete"
            why = f"{self._cut}; then {why}" if self._cut else why
            self._snapshots[self._current] = replace(left, state=OVERWRITTEN, why=why)
        self._cut = ""

    def end(self) -> tuple[Snapshot, ...]:
        """Return the snapshots in the order in which they began, with their states."""
        return tuple(self._closed())

    def _closed(self) -> Iterator[Snapshot]:
        for one in self._snapshots.values():
            if one.state == OVERWRITTEN:
                yield replace(one, why=_count_words(one) or one.why)
            elif one.seals:
                yield _sealed(one)
            elif self._waits and one.id == self._current and _may_go_on(one):
                yield one
            else:
                cut = self._cut if one.id == self._current else ""
                yield replace(one, state=NEVER_SEALED, why=_count_words(one) or cut or _UNKNOWN)


def _may_go_on(one: Snapshot) -> bool:
    """Whether further batches can complete the snapshot. Some code declares the count in every batch."""
    return one.declared is None or one.stored < one.declared


_UNKNOWN = "no batch declared how many assets the snapshot has"


def _sealed(one: Snapshot) -> Snapshot:
    if not one.stored:
        return replace(one, state=SEALED_EMPTY, why="it declares no assets and holds none")
    if one.declared is not None and one.declared != one.stored:
        why = f"it was sealed, then more came: {one.declared} declared, {one.stored} stored"
        return replace(one, state=SEALED_TWICE, why=why)
    if one.seals > 1:
        return replace(one, state=SEALED_TWICE, why="a batch came after the snapshot was sealed")
    return replace(one, state=SEALED)


def _count_words(one: Snapshot) -> str:
    """Return why a snapshot whose last batch came was not sealed; empty where none declared a count."""
    if one.declared is None:
        return ""
    counts = f"{one.declared} declared, {one.stored} stored"
    if one.refused:
        return f"{counts}: the intake refused {one.refused}"
    return f"{counts}: the count of the last batch is wrong"


def _own_id(batch: Delivery) -> str:
    """Return the id that the code gave the snapshot: CommonServerPython adds the instance's name."""
    return batch.snapshot.removesuffix(batch.headers.get("instance-name", "")) or batch.snapshot
