"""Where no request ever reached the product, nothing is said of its events."""

from __future__ import annotations

from dataclasses import replace

from xfetch.emulator.judging.judge import Judgement, judge
from xfetch.emulator.record.entries import Attempt, Exchange, Record
from xfetch.emulator.record.fetch_run import FetchRun

from .worlds import at, event, fetch

TRUTH = [event("1", -5), event("2", -3)]
ASKED = Exchange(1, at(1), "GET", "https://x/alerts?since=5", status=200, response_body="[]")
LOGIN = replace(ASKED, method="POST", url="https://x/oauth/token")
NO_ROUTE = replace(ASKED, status=404, tried=("GET /events: the path differs",))
NOT_ANSWERED = Attempt(1, at(1), "http", "GET https://x/alerts")


def fetches(*entries: Exchange | Attempt) -> list[FetchRun]:
    """Five fetches that end well; each makes these requests."""
    return [replace(fetch(number), record=Record(entries)) for number in range(1, 6)]


def judged(*runs: FetchRun) -> Judgement:
    return judge(runs, id_field="id", truth=TRUTH)


def rules(judgement: Judgement) -> set[str]:
    return {item.rule for item in judgement.findings}


def test_who_asks_and_creates_nothing_misses_the_events() -> None:
    judgement = judged(*fetches(ASKED))
    assert "XF102" in rules(judgement)
    assert judgement.verdicts is not None


def test_who_never_asks_misses_nothing() -> None:
    for entries in ((), (LOGIN,), (LOGIN, NO_ROUTE), (NOT_ANSWERED,)):
        judgement = judged(*fetches(*entries))
        assert judgement.verdicts is None, entries
        assert "XF102" not in rules(judgement)
        assert "XF401" in rules(judgement)


def test_one_answer_in_any_fetch_is_enough() -> None:
    *before, last = fetches(LOGIN)
    assert judged(*before, replace(last, record=Record((LOGIN, ASKED)))).verdicts is not None


def test_what_was_created_without_a_request_is_judged() -> None:
    judgement = judged(fetch(1, "1"), *fetches()[1:])
    assert judgement.verdicts is not None
    assert [one.verdict for one in judgement.verdicts] == ["delivered", "missed"]
