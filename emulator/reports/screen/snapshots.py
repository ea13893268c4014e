"""The asset snapshots of a run, as a table below the Fetch History."""

from __future__ import annotations

from collections.abc import Iterator

from ...judging.intake.snapshots import Snapshot
from ...judging.outcome import Outcome
from ...judging.value_words import counted, cycles_words
from .styled import BLANK, Span, StyledLine, line, shortened

_MOST = 3
HEAD = ("snapshot", "declared", "stored", "batches", "state", "cycles")
_NUMBERS = range(1, 4)


def snapshot_lines(outcome: Outcome, width: int, *, everything: bool) -> Iterator[StyledLine]:
    """Yield a line for each asset snapshot, and a blank one after them; of many the bad and the last ones,
    unless ``everything``. Yield nothing without a snapshot.
    """
    snapshots = outcome.judgement.snapshots
    if not snapshots:
        return
    shown = snapshots if everything else _chosen(snapshots)
    rows = [HEAD, *map(cells_of, shown)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    styles = ["dim", *("error" if one.is_wrong else "" for one in shown)]
    for row, style in zip(rows, styles, strict=True):
        cells = [
            cell.rjust(wide) if column in _NUMBERS else cell.ljust(wide)
            for column, (cell, wide) in enumerate(zip(row, widths, strict=True))
        ]
        yield line(Span(shortened("  ".join(cells).rstrip(), width), style))
    if len(shown) < len(snapshots):
        more = counted(len(snapshots) - len(shown), "more snapshot")
        yield line(Span(f"… {more}   (-v)", "dim"))
    yield BLANK


def _chosen(snapshots: tuple[Snapshot, ...]) -> tuple[Snapshot, ...]:
    bad = [one for one in snapshots if one.is_wrong][:_MOST]
    good = [one for one in snapshots if not one.is_wrong]
    room = _MOST - len(bad)
    kept = (*bad, *good[max(len(good) - room, 0) :])
    return tuple(one for one in snapshots if one in kept)


def cells_of(one: Snapshot) -> tuple[str, ...]:
    """Return the texts of a snapshot's row, in the order of ``HEAD``."""
    declared = "-" if one.declared is None else str(one.declared)
    state = f"{one.state}, lacks {len(one.lacks)}" if one.lacks else one.state
    return (
        *(f"{one.id} {one.dataset}".rstrip(), declared, str(one.stored), str(one.batches), state),
        cycles_words(one.cycles).partition(" ")[2],
    )
