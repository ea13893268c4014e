"""The healthy samples come out clean under every timeline that their products can promise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xfetch.emulator.emulate import emulate, prepare
from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.judging.verdict.event_verdict import DELIVERED
from xfetch.emulator.request.from_scenario import with_scenario
from xfetch.emulator.request.request import InstanceParams, Request
from xfetch.emulator.request.scenario_file.read import read_scenario
from xfetch.emulator.settings.isolation import Isolation
from xfetch.emulator.timeline.timeline import parse_timeline

FOLDER = Path(__file__).parents[1] / "sample_integrations"


@st.composite
def timelines(draw: st.DrawFn, latest_s: int, most: int, ties: int) -> dict[str, Any]:
    """Events from a good while before the start on, any of them late, in bursts, and together."""
    generate: dict[str, Any] = {
        "count": draw(st.integers(1, most)),
        "from": f"-{draw(st.integers(0, 600))}s",
        "every": f"{draw(st.integers(1, 90))}s",
        "spacing": draw(st.sampled_from(["even", "random"])),
        "ties": draw(st.integers(1, ties)),
        "late": {
            "share": draw(st.sampled_from([0.0, 0.2, 1.0] if latest_s else [0.0])),
            "by": ["1s", f"{max(latest_s, 1)}s"],
        },
        "fields": {"title": "{title}"},
    }
    if draw(st.booleans()):
        size = draw(st.integers(1, most))
        generate["bursts"] = {
            "every": "2m",
            "size": size,
            "within": draw(st.sampled_from(["0s", "1m"])),
        }
    return {"generate": generate}


def outcome(name: str, timeline: dict[str, Any], seed: int, **params: str) -> Outcome:
    read = read_scenario(FOLDER / name / "scenario.yml")
    product = replace(read.product, timeline=parse_timeline(timeline, Path(), seed))
    file = replace(read, product=product, expect=None)
    request = Request(FOLDER / name, instance=InstanceParams(params), isolation=Isolation("inline"))
    return emulate(prepare(with_scenario(request, file, frozenset())))


def clean(run: Outcome) -> bool:
    assert run.verdicts is not None
    return run.verdicts.counts[DELIVERED] == len(run.verdicts) and run.worst() in (None, "info")


WORLDS = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
SEEDS = st.integers(0, 2**16)


@WORLDS
@given(timelines(latest_s=600, most=25, ties=6), SEEDS, st.integers(1, 10))
def test_a_time_and_the_ids_seen_at_it(timeline: dict[str, Any], seed: int, limit: int) -> None:
    assert clean(outcome("healthy_seen_ids", timeline, seed, max_fetch=str(limit)))


@WORLDS
@given(timelines(latest_s=600, most=25, ties=6), SEEDS, st.integers(1, 10))
def test_a_cursor_that_follows_visibility(timeline: dict[str, Any], seed: int, limit: int) -> None:
    assert clean(outcome("healthy_cursor", timeline, seed, max_fetch=str(limit)))


@WORLDS
@given(timelines(latest_s=200, most=25, ties=6), SEEDS)
def test_a_look_back_within_its_minutes_and_its_limit(timeline: dict[str, Any], seed: int) -> None:
    """Delays within the five minutes, and no window with more than max_fetch."""
    assert clean(outcome("healthy_look_back", timeline, seed))


@WORLDS
@given(timelines(latest_s=0, most=25, ties=6), SEEDS, st.integers(1, 10))
def test_a_queue_in_the_last_run(timeline: dict[str, Any], seed: int, limit: int) -> None:
    assert clean(outcome("healthy_queue", timeline, seed, max_fetch=str(limit)))


@WORLDS
@given(timelines(latest_s=600, most=25, ties=6), SEEDS, st.integers(1, 10))
def test_a_list_of_what_is_open(timeline: dict[str, Any], seed: int, limit: int) -> None:
    assert clean(outcome("healthy_snapshot", timeline, seed, max_fetch=str(limit)))


@WORLDS
@given(timelines(latest_s=600, most=25, ties=6), SEEDS, st.integers(1, 10))
def test_alerts_until_acknowledged(timeline: dict[str, Any], seed: int, limit: int) -> None:
    timeline["generate"]["fields"]["acknowledged"] = False
    assert clean(outcome("healthy_acknowledged", timeline, seed, max_fetch=str(limit)))


@WORLDS
@given(timelines(latest_s=0, most=25, ties=6), SEEDS, st.integers(1, 10))
def test_a_filter_by_state(timeline: dict[str, Any], seed: int, limit: int) -> None:
    timeline["generate"]["fields"] |= {"severity": 3, "status": "open"}
    assert clean(outcome("healthy_state_filter", timeline, seed, max_fetch=str(limit)))


def test_beyond_its_minutes_the_look_back_loses_events() -> None:
    """Some of a few worlds with events that come too late: the property above can fail."""
    timeline = {"generate": {"count": 40, "every": "20s", "late": {"share": 0.3, "by": "2h"}}}
    timeline["generate"]["fields"] = {"title": "x"}
    assert not all(
        clean(outcome("healthy_look_back", timeline, seed, max_fetch="3")) for seed in range(3)
    )
