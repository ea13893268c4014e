"""A fetch that failed and kept its state decides nothing: the next one that gets the event does."""

from __future__ import annotations

from dataclasses import replace

from tests.test_corpus import FOLDER
from xfetch.emulator.emulate import emulate, prepare
from xfetch.emulator.request.from_scenario import find_scenario, with_scenario
from xfetch.emulator.request.request import Request
from xfetch.emulator.settings.isolation import Isolation


def test_the_cause_lies_in_the_fetch_after_the_one_that_failed() -> None:
    target, file = find_scenario(FOLDER / "finch_six", None)
    assert file is not None
    request = with_scenario(Request(target, isolation=Isolation()), file, frozenset())
    schedule = replace(request.scenario, fail_cycles=frozenset((2,)), interval_s=60.0)
    outcome = emulate(prepare(replace(request, scenario=schedule)))
    assert [run.status for run in outcome.runs][:3] == ["ok", "error", "ok"]
    (missed,) = (one for one in outcome.findings if one.rule == "XF102")
    assert missed.cause is not None
    assert (missed.cause.code, missed.cause.places[0].cycle) == ("code-filter-excludes", 3)
