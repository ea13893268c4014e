"""The ledger of asset snapshots, on small records."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from xfetch.emulator.judging.identity import EVENT, Identity
from xfetch.emulator.judging.intake.snapshots import Ledger, Snapshot
from xfetch.emulator.record.delivery import INTAKE, Delivery
from xfetch.emulator.record.entries import Call, Record
from xfetch.emulator.record.fetch_run import FetchRun, LastRunChange
from xfetch.emulator.record.product_event import VendorEvent

START = datetime(2024, 1, 1, tzinfo=timezone.utc)
GO_ON: dict[str, Any] = {"nextTrigger": "0", "type": 1}


def snapshots_of(runs: Iterable[FetchRun]) -> tuple[Snapshot, ...]:
    ledger = Ledger()
    for run in runs:
        ledger.see(run)
    return ledger.end()


def batch(
    name: str, count: int, declared: int, refused: str = "", *, at: int = 0, product: str = "hosts"
) -> Delivery:
    """A batch of assets whose ids are counted from ``at``."""
    headers = {
        "snapshot-id": f"{name}inst",
        "instance-name": "inst",
        "total-items-count": str(declared),
        "product": product,
    }
    items = () if refused else tuple({"id": number} for number in range(at, at + count))
    return Delivery("assets", items, count, 9, 9, headers, refused)


def cycle(
    number: int,
    *batches: Delivery,
    asked: Any = None,
    status: str = "ok",
    command: str = "fetch-assets",
) -> FetchRun:
    at = START + timedelta(minutes=number)
    calls = [
        Call(seq, at, INTAKE, one.arguments(), error=one.refused) for seq, one in enumerate(batches)
    ]
    change = LastRunChange({}, asked, asked, was_set=asked is not None, saved=True)
    return FetchRun(
        number, at, at, status, "", change, record=Record(tuple(calls)), command=command
    )


def states(*runs: FetchRun) -> list[tuple[str, str]]:
    return [(one.id, one.state) for one in snapshots_of(runs)]


def only(*runs: FetchRun) -> Snapshot:
    (one,) = snapshots_of(runs)
    return one


def test_one_batch_seals_its_snapshot() -> None:
    assert states(cycle(1, batch("1", 4, 4)), cycle(2, batch("2", 4, 4))) == [
        ("1", "sealed"),
        ("2", "sealed"),
    ]


def test_chunks_of_one_batch_seal_it_together() -> None:
    one = only(cycle(1, batch("1", 2, 5), batch("1", 2, 5), batch("1", 1, 5)))
    assert (one.state, one.declared, one.stored, one.batches) == ("sealed", 5, 5, 3)


@pytest.mark.parametrize("first", [1, 3])
def test_pages_of_several_runs_are_sealed_by_the_last(first: int) -> None:
    one = only(
        cycle(1, batch("1", first, 1), asked=GO_ON),
        cycle(2, batch("1", 3, 1), asked=GO_ON),
        cycle(3, batch("1", 2, first + 5), asked={}),
    )
    assert (one.state, one.declared, one.cycles) == ("sealed", first + 5, (1, 2, 3))
    assert one.last - one.first == timedelta(minutes=2)


def test_a_snapshot_of_two_batches_with_one_asset_each_is_sealed_once() -> None:
    first = cycle(1, batch("1", 1, 1), asked=GO_ON)
    assert only(first, cycle(2, batch("1", 1, 2), asked={})).state == "sealed"
    # The second batch is not the last one.
    assert only(first, cycle(2, batch("1", 1, 1), asked=GO_ON)).state == "open"


def test_a_snapshot_that_the_code_goes_on_with_is_open() -> None:
    assert states(cycle(1, batch("1", 3, 1), asked=GO_ON)) == [("1", "open")]
    assert states(cycle(1, batch("1", 1, 1), asked=GO_ON)) == [("1", "open")]


def test_a_wrong_count_never_seals() -> None:
    one = only(cycle(1, batch("1", 3, 1), asked=GO_ON), cycle(2, batch("1", 3, 7), asked={}))
    assert one.state == "never sealed"
    assert one.why == "7 declared, 6 stored: the count of the last batch is wrong"


def test_a_refused_batch_is_the_reason() -> None:
    one = only(cycle(1, batch("1", 3, 5, "the intake answered 500"), batch("1", 2, 5)))
    assert (one.state, one.why) == ("never sealed", "5 declared, 2 stored: the intake refused 3")


def test_a_new_id_before_the_end_overwrites() -> None:
    found = snapshots_of(
        (cycle(1, batch("1", 3, 1), asked=GO_ON), cycle(2, batch("2", 3, 3), asked={}))
    )
    assert [one.state for one in found] == ["overwritten", "sealed"]
    assert found[0].why == "cycle 2 began the snapshot 2 before this one was complete"


def test_a_killed_run_is_the_reason() -> None:
    found = snapshots_of(
        (cycle(1, batch("1", 3, 1), status="timeout"), cycle(2, batch("2", 3, 3), asked={}))
    )
    assert found[0].why.startswith("cycle 1 was killed before the snapshot was complete")


def test_a_missing_type_is_the_reason() -> None:
    one = only(
        cycle(1, batch("1", 3, 1), asked={"nextTrigger": "0"}),
        cycle(2, command="fetch-events"),
    )
    assert one.state == "never sealed"
    assert one.why == "`type` 1 is missing beside `nextTrigger`, so cycle 2 ran fetch-events"


@pytest.mark.parametrize(
    ("asked", "status"), [(GO_ON, "ok"), (GO_ON, "skipped"), ({"nextTrigger": "0"}, "skipped")]
)
def test_a_snapshot_is_open_where_the_run_ends_before_the_next_fetch_of_assets(
    asked: dict[str, Any], status: str
) -> None:
    """Events are fetched between two batches, and may take so long that the run ends before the next one."""
    between = cycle(2, command="fetch-events", status=status)
    assert only(cycle(1, batch("1", 3, 1), asked=asked), between).state == "open"


def test_a_snapshot_is_sealed_late_where_the_type_is_missing() -> None:
    one = only(
        cycle(1, batch("1", 3, 1), asked={"nextTrigger": "0"}),
        cycle(2, command="fetch-events"),
        cycle(61, batch("1", 2, 5), asked={}),
    )
    assert (one.state, one.is_bad) == ("sealed late", True)
    assert one.why.endswith("so cycle 2 ran fetch-events; the whole took 1h")


def test_a_batch_that_comes_again_after_a_kill_is_told_by_the_kill() -> None:
    one = only(
        cycle(1, batch("1", 3, 1), status="timeout"),
        cycle(2, batch("1", 3, 1), asked=GO_ON),
        cycle(3, batch("1", 2, 5), asked={}),
    )
    assert one.state == "never sealed"
    assert one.why == ("5 declared, 8 stored: cycle 1 was killed before the snapshot was complete")


def test_two_datasets_have_snapshots_of_their_own_under_one_id() -> None:
    found = snapshots_of(
        (
            cycle(1, batch("1", 3, 1), batch("1", 2, 1, product="holes"), asked=GO_ON),
            cycle(2, batch("1", 1, 4), batch("1", 1, 3, product="holes"), asked={}),
        )
    )
    assert [(one.dataset, one.state, one.stored) for one in found] == [
        ("hosts", "sealed", 4),
        ("holes", "sealed", 3),
    ]


def lacking(*runs: FetchRun, assets: Iterable[VendorEvent]) -> list[tuple[str, ...]]:
    ledger = Ledger(list(assets), Identity("id", True, False, noun=EVENT))
    for run in runs:
        ledger.see(run)
    return [one.lacks for one in ledger.end()]


def asset(number: int, minute: int = 0, removed: int | None = None, **given: Any) -> VendorEvent:
    at = START + timedelta(minutes=minute)
    gone = None if removed is None else START + timedelta(minutes=removed)
    return VendorEvent(str(number), at, at, removed=gone, **given)


WHOLE = cycle(5, batch("2", 4, 4))


@pytest.mark.parametrize(
    ("fourth", "lacks"),
    [
        (asset(3), ("3",)),
        # It came after the snapshot had begun, went before its end, or nothing should come of it.
        (asset(3, minute=1), ()),
        (asset(3, removed=1), ()),
        (asset(3, in_scope=False), ()),
    ],
)
def test_a_sealed_snapshot_lacks_what_the_product_had(
    fourth: VendorEvent, lacks: tuple[str, ...]
) -> None:
    assets = [*map(asset, range(3)), fourth]
    assert lacking(cycle(1, batch("1", 3, 3)), WHOLE, assets=assets) == [lacks, ()]


def test_what_no_snapshot_of_a_dataset_holds_is_none_of_its_assets() -> None:
    assets = [*map(asset, range(8))]
    assert lacking(cycle(1, batch("1", 4, 4)), WHOLE, assets=assets) == [(), ()]
    other = cycle(6, batch("3", 4, 4, at=4, product="holes"))
    assert lacking(cycle(1, batch("1", 4, 4)), WHOLE, other, assets=assets) == [(), (), ()]


def test_a_snapshot_that_is_not_sealed_is_not_compared() -> None:
    assets = [*map(asset, range(4))]
    assert lacking(cycle(1, batch("1", 3, 9)), WHOLE, assets=assets) == [(), ()]


@pytest.mark.parametrize(("again", "declared"), [(2, 4), (2, 2)])
def test_a_batch_after_the_seal_is_told(again: int, declared: int) -> None:
    one = only(cycle(1, batch("1", 2, 2)), cycle(2, batch("1", again, declared)))
    assert one.state == "sealed twice"


def test_the_same_id_for_one_asset_a_run_is_sealed_twice() -> None:
    assert only(cycle(1, batch("1", 1, 1)), cycle(2, batch("1", 1, 1))).state == "sealed twice"


def test_a_snapshot_of_nothing() -> None:
    assert only(cycle(1, batch("1", 0, 0))).state == "sealed empty"


def test_events_are_no_snapshot() -> None:
    events = Delivery("events", ({"id": 1},), 1, 9, 9, {})
    assert snapshots_of((cycle(1, events, command="fetch-events"),)) == ()


@pytest.mark.parametrize(
    ("asked", "state"),
    [
        (GO_ON, "open"),
        # Nothing follows: the code did not ask to go on.
        ({**GO_ON, "nextTrigger": None}, "never sealed"),
        ({}, "never sealed"),
    ],
)
def test_a_run_may_end_amid_a_snapshot_whose_batches_all_declare_the_count(
    asked: dict[str, Any], state: str
) -> None:
    assert only(cycle(1, batch("1", 3, 8), asked=asked)).state == state


def test_more_assets_than_declared_are_wrong_even_if_more_are_to_come() -> None:
    assert only(cycle(1, batch("1", 9, 8), asked=GO_ON)).state == "never sealed"
