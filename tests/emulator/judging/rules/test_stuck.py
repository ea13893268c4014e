"""The words in which a fetch that will never recover is told, and how grave they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.emulator.judging.verdict.worlds import event, fetch
from xfetch.emulator.judging.finding import Finding
from xfetch.emulator.judging.identity import Identity
from xfetch.emulator.judging.judge import judge
from xfetch.emulator.judging.run_facts import RunFacts
from xfetch.emulator.record.entries import Exchange, Record
from xfetch.emulator.record.fetch_run import Failure, FetchRun

NEVER = {"XF214", "XF407", "XF416", "XF417"}
SAVED = {"n": "today"}


def refused(cycle: int, url: str, status: int) -> FetchRun:
    run = fetch(cycle, status="error", before=SAVED)
    answers = ((1, "https://x/alerts", 200, "[6]"), (2, url, status, ""))
    record = Record(
        tuple(
            Exchange(n, run.at, "GET", address, status=code, response_body=body)
            for n, address, code, body in answers
        )
    )
    return replace(run, record=record, failure=Failure("boom", "ValueError"))


def told(*runs: FetchRun, canned: bool = False) -> list[Finding]:
    facts = RunFacts(Identity("id", in_raw=True, in_incident=False), canned=canned)
    truth = [event("a", -5), event("b", 5), event("later", 5000)]
    first = replace(
        fetch(1, "a", after=SAVED), record=Record((refused(1, "", 200).record.entries[0],))
    )
    found = judge((first, *runs), facts, id_field="id", truth=truth).findings
    return [item for item in found if item.rule in NEVER]


def test_a_state_that_it_cannot_read() -> None:
    broken = [
        replace(fetch(n, status="error", before=SAVED), failure=Failure("boom", "ValueError"))
        for n in (2, 3, 4)
    ]
    (finding,) = told(*broken)
    assert (finding.rule, finding.cycle, finding.severity) == ("XF214", 2, "error")
    assert finding.message == (
        'what cycle 1 saved ({"n": "today"}) makes every run since cycle 2 fail before its first'
        " request: boom; no event will come until it is reset (2 events blocked)"
    )
    assert finding.evidence == {"runs": 3, "blocked": 2, "state": SAVED}


@pytest.mark.parametrize(
    ("url", "status", "rule", "words"),
    [
        (
            "https://x/alerts/6",
            500,
            "XF407",
            "one record stops the fetch: GET /alerts/6 is answered",
        ),
        ("https://x/stats", 403, "XF416", "GET /stats is answered 403 in every run since cycle 2"),
        (
            "https://x/stats",
            200,
            "XF407",
            "every run since cycle 2 fails on an answer without events: boom",
        ),
    ],
)
def test_what_a_canned_answer_causes_is_no_error(
    url: str, status: int, rule: str, words: str
) -> None:
    runs = [refused(cycle, url, status) for cycle in (2, 3, 4)]
    (finding,) = told(*runs)
    assert (finding.rule, finding.severity) == (rule, "error")
    assert finding.message.startswith(words)
    (canned,) = told(*runs, canned=True)
    assert (canned.rule, canned.severity) == (rule, "warning")
    assert "a canned reply ignores the request" in canned.message
