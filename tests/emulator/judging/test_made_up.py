"""No rule blames the integration for what xfetch made up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.emulator.judging.verdict.worlds import event, fetch
from xfetch.emulator.judging.identity import Identity
from xfetch.emulator.judging.judge import judge
from xfetch.emulator.judging.judgement import Judgement
from xfetch.emulator.judging.run_facts import RunFacts
from xfetch.emulator.record.entries import Call, Exchange, Line, Record
from xfetch.emulator.record.fetch_run import Failure, FetchRun

FACTS = RunFacts(Identity("id", in_raw=True, in_incident=False))
GUESSED = replace(FACTS, made_up=True)
TRUTH = [event("a", -5), event("b", 5), event("later", 5000)]


def broken(cycle: int, body: str = '[{"id": "a"}]', *, cause: str = "KeyError: 'host'") -> FetchRun:
    run = fetch(cycle, status="error")
    asked = Exchange(1, run.at, "GET", "https://x/alerts", status=200, response_body=body)
    failure = Failure("boom", "Exception", cause=cause, cause_line=Line("Acme.py", 7))
    return replace(run, record=Record((asked,)), failure=failure)


def asked(run: FetchRun) -> FetchRun:
    return replace(run, record=broken(1).record)


def judged(facts: RunFacts, *runs: FetchRun) -> Judgement:
    return judge(runs, facts, id_field="id", truth=TRUTH)


def rules(judgement: Judgement) -> set[str]:
    return {one.rule for one in judgement.findings}


FAILS = [broken(1), broken(2), broken(3)]
IDLE = [asked(fetch(n)) for n in (1, 2, 3)]


# One answer breaks the code, a later one holds nothing: no fetch created an incident.
ONCE = [broken(1, cause="ValueError: x"), *IDLE[1:]]


@pytest.mark.parametrize(("runs", "rule"), [(FAILS, "XF407"), (IDLE, "XF102"), (ONCE, "XF430")])
def test_no_rule_fires_where_a_guessed_product_brought_nothing(
    runs: list[FetchRun], rule: str
) -> None:
    assert rule in rules(judged(FACTS, *runs))
    excused = judged(GUESSED, *runs)
    assert rule not in rules(excused)
    assert excused.made_up.nothing


@pytest.mark.parametrize(("body", "fires"), [('[{"id": "a"}]', False), ('[{"host": "h"}]', True)])
def test_a_key_that_no_guessed_answer_has_is_no_poison(body: str, fires: bool) -> None:
    came = asked(fetch(1, "a"))
    runs = [came, *(broken(n, body) for n in (2, 3, 4))]
    assert "XF407" in rules(judged(FACTS, *runs))
    judgement = judged(GUESSED, *runs)
    assert ("XF407" in rules(judgement)) == fires
    assert judgement.made_up.key == ("" if fires else "host")


def test_another_failure_after_a_success_is_told_of_a_guessed_product_too() -> None:
    runs = [asked(fetch(1, "a")), *(broken(n, cause="ValueError: x") for n in (2, 3, 4))]
    assert "XF407" in rules(judged(GUESSED, *runs))


@pytest.mark.parametrize(("name", "excused"), [("other", True), ("a", False)])
def test_incidents_without_the_id_of_a_guessed_event_prove_no_loss(
    name: str, excused: bool
) -> None:
    runs = [asked(fetch(number, name)) for number in (1, 2, 3)]
    assert "XF102" in rules(judged(FACTS, *runs))
    judgement = judged(GUESSED, *runs)
    assert judgement.made_up.unmatched == excused
    assert ("XF102" in rules(judgement)) != excused


def test_a_guessed_list_without_a_filter_proves_no_loss() -> None:
    runs = [asked(fetch(number, "a")) for number in (1, 2, 3)]
    assert {"XF101", "XF102"} <= rules(judged(FACTS, *runs))
    unfiltered = replace(GUESSED, unfiltered=True)
    judgement = judged(unfiltered, *runs)
    assert judgement.made_up.unfiltered
    assert not {"XF101", "XF102"} & rules(judgement)


def early(cause: str) -> FetchRun:
    run = fetch(1, status="error")
    record = Record((Call(1, run.at, "getLastRun", {}),))
    return replace(run, failure=broken(1, cause=cause).failure, record=record)


@pytest.mark.parametrize(
    ("cause", "row", "named"),
    [
        ("KeyError: 'region'", {}, "region"),
        ("ValueError: Please provide a region", {}, "region"),
        # The line that failed is the one that reads the parameter.
        ("AttributeError: 'NoneType' object has no attribute 'strip'", {}, "region"),
        ("KeyError: 'region'", {"required": True}, ""),
        ("KeyError: 'region'", {"default": "eu"}, ""),
        ("KeyError: 'regions_of_all'", {}, ""),
    ],
)
def test_a_blank_optional_parameter_is_named(cause: str, row: dict[str, Any], named: str) -> None:
    rows = [{"name": "region", "type": 0, "required": False, "default": None, **row}]
    read = {"region": 7} if "NoneType" in cause else {}
    facts = replace(FACTS, manifest={"parameters": rows}, code={"params_read": read})
    runs = [replace(early(cause), cycle=number) for number in (1, 2, 3)]
    judgement = judged(facts, *runs)
    assert judgement.made_up.parameter == named
    assert bool(rules(judgement) & {"XF302", "XF416"}) != bool(named)
    given = replace(facts, params={"region": "eu"})
    assert judged(given, *runs).made_up.parameter == ""
