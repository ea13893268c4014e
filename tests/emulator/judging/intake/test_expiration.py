"""When a feed's indicators expire, and the two wrong verdicts: guilty records and innocent twins."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.emulator.judging.intake.test_indicators import AT, FACTS, fetched, one
from xfetch.emulator.judging.intake.expiration import FALSELY, NEVER, STALE, Expirations, policy_of
from xfetch.emulator.judging.judge import judge
from xfetch.emulator.judging.judgement import Judgement
from xfetch.emulator.record.entries import Call, Record
from xfetch.emulator.record.fetch_run import FetchRun
from xfetch.emulator.record.product_event import Update, VendorEvent

HOUR = timedelta(hours=1)
SUDDEN = {"feedExpirationPolicy": "suddenDeath"}


def at(cycle: int, *values: str, **how: Any) -> FetchRun:
    """A fetch at hour ``cycle`` that sends those indicators."""
    return moved(fetched(cycle, *(one(value) for value in values), **how))


def moved(run: FetchRun) -> FetchRun:
    when = AT + run.cycle * HOUR
    calls = tuple(replace(call, at=when) for call in run.record.calls)
    return replace(run, at=when, pulled_at=when + timedelta(seconds=5), record=Record(calls))


def nothing(cycle: int, status: str = "ok") -> FetchRun:
    """A fetch that does not call createIndicators."""
    return replace(moved(fetched(cycle)), record=Record(()), status=status)


def event(name: str, since: float = 0, until: float | None = None) -> VendorEvent:
    gone = None if until is None else AT + until * HOUR
    return VendorEvent(name, AT + since * HOUR, AT + since * HOUR, removed=gone)


def judged(params: dict[str, Any], truth: list[VendorEvent], *runs: FetchRun) -> Judgement:
    return judge(runs, replace(FACTS, params=params), truth=truth)


def states(params: dict[str, Any], truth: list[VendorEvent], *runs: FetchRun) -> dict[str, str]:
    book = Expirations(policy_of(params), FACTS.identity, truth)
    for run in runs:
        book.see(run)
    return {lapse.id: lapse.state for lapse in book.end()}


def test_a_feed_that_sends_all_expires_what_left_and_nothing_else() -> None:
    truth = [event("a"), event("b", until=1.5)]
    found = judged(SUDDEN, truth, at(1, "a", "b"), at(2, "a"), at(3, "a"))
    assert [item.rule for item in found.findings] == ["XF401"]  # nothing asked a product
    assert found.indicators is not None
    assert (found.indicators.expired, found.indicators.falsely_expired) == (1, 0)


def test_what_the_latest_fetch_left_out_is_falsely_expired() -> None:
    found = judged(SUDDEN, [event("a"), event("b")], at(1, "a", "b"), at(2, "a"))
    (finding,) = (item for item in found.findings if item.rule == "XF511")
    assert finding.message == (
        "1 indicator falsely expired: indicator b: cycle 2 did not send it, and the product still held it"
    )
    assert (finding.severity, finding.cycle, finding.events) == ("error", 2, ("b",))
    assert found.indicators is not None
    assert found.indicators.falsely_expired == 1


@pytest.mark.parametrize(
    "second",
    [nothing(2), nothing(2, "error"), replace(at(2, "a"), status="error"), at(2, "a", frozen=True)],
    ids=["no call", "failed before", "failed after", "noUpdate"],
)
def test_a_fetch_without_a_whole_list_expires_nothing(second: FetchRun) -> None:
    assert states(SUDDEN, [event("a"), event("b")], at(1, "a", "b"), second) == {}


def test_an_incremental_feed_has_no_sudden_death() -> None:
    runs = at(1, "a"), at(2, "b")
    truth = [event("a"), event("b")]
    assert states(SUDDEN, truth, *runs) == {"a": FALSELY}
    assert states({**SUDDEN, "feedIncremental": "true"}, truth, *runs) == {}
    assert states({"feedExpirationPolicy": "never"}, truth, *runs) == {}
    assert states({"feedExpirationPolicy": "indicatorType"}, truth, *runs) == {}
    assert states({}, truth, *runs) == {}


def test_nothing_after_an_empty_answer_never_expires() -> None:
    truth = [event("a", until=1.5)]
    assert states(SUDDEN, truth, at(1, "a"), nothing(2)) == {"a": NEVER}
    assert states(SUDDEN, truth, at(1, "a"), at(2)) == {}
    assert states(SUDDEN, truth, at(1, "a"), at(2, frozen=True)) == {"a": NEVER}
    assert states(SUDDEN, truth, at(1, "a"), nothing(2, "error")) == {}
    assert judged(SUDDEN, truth, at(1, "a"), nothing(2)).findings[0].rule == "XF512"


def test_a_list_from_a_cache_never_expires() -> None:
    truth = [event("a", until=1.5), event("b")]
    for policy in (SUDDEN, {"feedExpirationPolicy": "interval"}):
        assert states(policy, truth, at(1, "a", "b"), at(2, "a", "b")) == {"a": NEVER}


def test_the_interval_runs_from_the_last_time_that_it_was_sent() -> None:
    policy = {"feedExpirationPolicy": "interval", "feedExpirationInterval": "90"}
    truth = [event("a"), event("b", until=1.5)]
    every = [at(cycle, "a") for cycle in (2, 3, 4)]
    assert states(policy, truth, at(1, "a", "b"), *every) == {}
    late = at(1, "a"), nothing(2), nothing(3)
    assert states(policy, truth, *late) == {"a": FALSELY}
    assert states({"feedExpirationPolicy": "interval"}, truth, *late) == {}


def test_an_expired_indicator_that_comes_again_lives_again() -> None:
    book = Expirations(policy_of(SUDDEN), FACTS.identity, None)
    for run in (at(1, "a", "b"), at(2, "a"), at(3, "a", "b"), at(4, "a")):
        book.see(run)
    assert (book.expired, book.end()) == (2, ())


def test_a_call_that_failed_sends_nothing() -> None:
    failed = at(2, "a", error="TypeError")
    assert [isinstance(call, Call) and bool(call.error) for call in failed.record.calls] == [True]
    assert states(SUDDEN, [event("a"), event("b")], at(1, "a", "b"), failed) == {}


def test_a_change_that_no_fetch_sent() -> None:
    changed = replace(event("a"), updates=(Update(AT + 1.5 * HOUR, {}),))
    runs = at(1, "a"), at(2, "b"), at(3, "b")
    found = judged({}, [changed, event("b")], *runs)
    (finding,) = (item for item in found.findings if item.rule == "XF513")
    assert (finding.severity, finding.events) == ("warning", ("a",))
    assert "last sent in cycle 1, and the product changed it before cycle 3" in finding.message
    assert found.indicators is not None
    assert found.indicators.not_updated == 1
    assert states({}, [changed], at(1, "a"), at(2, "a")) == {}
    assert states({}, [changed], at(1, "a"), nothing(2)) == {"a": STALE}
    assert states({}, [changed], at(1, "a"), nothing(2, "error")) == {}
    gone = replace(changed, removed=AT + 1.7 * HOUR)
    assert states({}, [gone], at(1, "a"), at(2, "b")) == {}
