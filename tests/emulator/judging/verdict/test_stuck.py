"""A fetch that will never recover is told from one that may, by the record of its fetches alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from xfetch.emulator.judging.verdict.stuck import (
    FAILS,
    INDIGESTIBLE,
    KILLED,
    NEVER_BEGAN,
    ONE_RECORD,
    REFUSED,
    UNREADABLE,
    Stuck,
    StuckFold,
)
from xfetch.emulator.record.entries import Attempt, Exchange, Line, Record
from xfetch.emulator.record.fetch_run import Failure, FetchRun

from .worlds import at, fetch

SAVED = {"since": "2024-01-01 00:00"}


def asked(place: str, status: int | None = 200, body: str = "[]", **more: Any) -> Exchange:
    return Exchange(0, at(0), "GET", f"https://x{place}", status=status, response_body=body, **more)


def good(cycle: int, *exchanges: Exchange, saved: Any = SAVED) -> FetchRun:
    return _recorded(fetch(cycle, after=saved), exchanges or (asked("/alerts"),))


def failed(cycle: int, *exchanges: Exchange, **more: Any) -> FetchRun:
    failure = Failure("boom", "ValueError", Line("a.py", 8))
    failure = replace(failure, **{k: more.pop(k) for k in list(more) if hasattr(failure, k)})
    run = fetch(cycle, status=more.pop("status", "error"), before=more.pop("before", SAVED))
    return replace(_recorded(run, exchanges), failure=failure, **more)


def _recorded(run: FetchRun, exchanges: tuple[Exchange, ...]) -> FetchRun:
    entries = tuple(replace(one, seq=number) for number, one in enumerate(exchanges))
    return replace(run, record=Record(entries))


def stuck(*runs: FetchRun) -> Stuck | None:
    fold = StuckFold()
    for run in runs:
        fold.see(run)
    return fold.end()


LIST, LOGIN = asked("/alerts", body='{"ids": [6]}'), asked("/oauth/token", body='{"t": 6}')
DETAIL_500, LIST_500 = asked("/alerts/6", 500), asked("/alerts", 500)


@pytest.mark.parametrize(
    ("kind", "exchanges", "more"),
    [
        (UNREADABLE, (), {}),
        (UNREADABLE, (LOGIN,), {}),
        (INDIGESTIBLE, (LIST,), {}),
        (ONE_RECORD, (LIST, DETAIL_500), {}),
        (ONE_RECORD, (LIST, asked("/alert?alert_id=6", 404)), {}),
        (ONE_RECORD, (LIST, DETAIL_500, asked("/logout")), {"message": "Error 500"}),
        (REFUSED, (LIST_500,), {}),
        (REFUSED, (LIST, asked("/alerts/6", 429)), {}),
        (REFUSED, (LIST, asked("/stats", 500)), {}),
        (REFUSED, (LOGIN, DETAIL_500), {}),
        (REFUSED, (asked("/alerts", None, failure="refused"),), {}),
        (KILLED, (LIST,), {"status": "timeout"}),
        (FAILS, (LIST,), {"status": "crashed"}),
    ],
)
def test_the_cause(kind: str, exchanges: tuple[Exchange, ...], more: dict[str, Any]) -> None:
    told = stuck(good(1), good(2), *(failed(cycle, *exchanges, **more) for cycle in (3, 4, 5)))
    assert told is not None
    assert (told.kind, told.since, told.runs, told.saved_by) == (kind, 3, 3, 2)
    assert told.state == SAVED


def test_what_was_asked_and_answered() -> None:
    told = stuck(*(failed(cycle, LIST, DETAIL_500) for cycle in (1, 2, 3, 4)))
    assert told is not None
    assert (told.asked, told.answer, told.runs) == ("GET /alerts/6", "500", 4)


def test_a_given_last_run_that_it_cannot_read() -> None:
    told = stuck(*(failed(cycle) for cycle in (1, 2, 3)))
    assert told is not None
    assert (told.kind, told.saved_by) == (UNREADABLE, 0)


@pytest.mark.parametrize(("error", "kind"), [("KeyError", NEVER_BEGAN), ("error entry", FAILS)])
def test_a_first_run_that_never_begins(error: str, kind: str) -> None:
    told = stuck(*(failed(cycle, before={}, error_type=error) for cycle in (1, 2, 3)))
    assert told is not None
    assert told.kind == kind


def test_what_asks_nothing_anyway_says_nothing_about_its_state() -> None:
    """A client library in whose place something else stands leaves no request in the record."""
    quiet = replace(good(1), record=Record())
    told = stuck(quiet, *(failed(cycle) for cycle in (2, 3, 4)))
    assert told is not None
    assert told.kind == FAILS


def test_times_and_ids_in_a_message_make_no_difference() -> None:
    texts = ("at 2024-01-01T00:01:01Z, request 7f3a", "at 2024-01-01T00:02:01Z, request 81bc")
    texts = (*texts, texts[0])
    assert stuck(*(failed(n, LIST_500, message=text) for n, text in enumerate(texts, 1)))


@pytest.mark.parametrize(
    "runs",
    [
        (good(1), failed(2, LIST_500), failed(3, LIST_500)),
        (*(failed(cycle, LIST_500) for cycle in (1, 2, 3)), good(4)),
        tuple(failed(cycle, LIST_500, before={"n": str(cycle)}) for cycle in (1, 2, 3)),
        tuple(failed(cycle, asked(f"/alerts/a{cycle}", 500)) for cycle in (1, 2, 3)),
        tuple(failed(cycle, asked("/alerts", 500 + cycle)) for cycle in (1, 2, 3)),
        tuple(failed(cycle, LIST, cause_line=Line("a.py", cycle)) for cycle in (1, 2, 3)),
        tuple(failed(cycle, LIST_500, on_purpose=True) for cycle in (1, 2, 3)),
        tuple(failed(cycle, asked("/alerts", 404, tried=("GET /x",))) for cycle in (1, 2, 3)),
        tuple(
            failed(cycle, asked(f"/alerts?page={cycle}"), context_changed=True)
            for cycle in (1, 2, 3)
        ),
    ],
    ids=[
        "twice only",
        "it recovers",
        "the last run moves",
        "another record each time",
        "another answer each time",
        "another line each time",
        "asked for",
        "no route",
        "the context moves",
    ],
)
def test_what_may_still_recover(runs: tuple[FetchRun, ...]) -> None:
    assert stuck(*runs) is None


def test_nothing_answered() -> None:
    attempt = Attempt(1, at(0), "http", "GET https://x/alerts")
    unanswered = [replace(failed(n), record=Record((attempt,))) for n in (1, 2, 3)]
    assert stuck(*unanswered) is None


def test_skipped_ticks_and_failures_on_purpose_stand_between() -> None:
    killed = [failed(cycle, status="timeout") for cycle in (1, 3, 5)]
    between = [fetch(2, status="skipped"), failed(4, LIST, on_purpose=True)]
    told = stuck(killed[0], between[0], killed[1], between[1], killed[2])
    assert told is not None
    assert (told.kind, told.since, told.runs) == (KILLED, 1, 3)
