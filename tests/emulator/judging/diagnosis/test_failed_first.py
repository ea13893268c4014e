"""A fetch that failed and kept its state decides nothing: the next one that gets the event does."""

from __future__ import annotations

from dataclasses import replace

from tests.emulator.exploring.grounds import SAMPLES
from tests.test_corpus import FOLDER
from xfetch.emulator.emulate import emulate, prepare
from xfetch.emulator.request.from_scenario import find_scenario, with_scenario
from xfetch.emulator.request.request import InstanceParams, Request
from xfetch.emulator.settings.isolation import Isolation
from xfetch.emulator.timeline.timeline import parse_timeline


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


def test_a_first_window_that_moved_with_the_clock_skips_what_lay_before_it() -> None:
    """The first fetches failed, and each computed its start anew; that the page was full is no reason."""
    target, file = find_scenario(SAMPLES / "ties_dropped", None)
    assert file is not None
    events = [
        {"id": "1", "created": "-59m30s", "fields": {"title": "early"}},
        {"id": "2", "created": "-30m", "fields": {"title": "later"}},
        {"id": "3", "created": "-29m", "fields": {"title": "last"}},
    ]
    own = InstanceParams({"max_fetch": "1"})
    request = Request(target, instance=own, isolation=Isolation())
    request = with_scenario(request, file, frozenset())
    schedule = replace(request.scenario, fail_cycles=frozenset((1, 2)), interval_s=60.0)
    product = replace(request.product, timeline=parse_timeline(events, SAMPLES, 0), faults=())
    outcome = emulate(prepare(replace(request, scenario=schedule, product=product)))
    (missed,) = (one for one in outcome.findings if one.rule == "XF102")
    assert missed.cause is not None
    assert (missed.events, missed.cause.code) == (("1",), "window-skips")


def test_no_line_is_blamed_for_an_event_that_was_removed_before_the_fetch_asked_again() -> None:
    """The fetch that got the event failed; when the next one asked, the product no longer had it."""
    target, file = find_scenario(SAMPLES / "ties_dropped", None)
    assert file is not None
    events = [
        {"id": "1", "created": "+10s", "fields": {"title": "first"}},
        {"id": "2", "created": "+20s", "removed": "+2m30s", "fields": {"title": "gone"}},
        {"id": "3", "created": "+2m40s", "fields": {"title": "last"}},
    ]
    own = InstanceParams({"max_fetch": "1"})
    request = Request(target, instance=own, isolation=Isolation())
    request = with_scenario(request, file, frozenset())
    schedule = replace(request.scenario, fail_cycles=frozenset((3,)), interval_s=60.0)
    product = replace(request.product, timeline=parse_timeline(events, SAMPLES, 0), faults=())
    outcome = emulate(prepare(replace(request, scenario=schedule, product=product)))
    (missed,) = (one for one in outcome.findings if one.rule == "XF102")
    assert missed.cause is not None
    assert (missed.events, missed.cause.code) == (("2",), "unknown")
    assert "removed event 2 at 00:02:30, before cycle 4 asked" in missed.cause.because
