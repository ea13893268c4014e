"""What is sound under one limit stays so under another; what is not gets the cause that fits the limit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from xfetch.emulator.emulate import emulate, prepare
from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.request.from_scenario import with_scenario
from xfetch.emulator.request.request import InstanceParams, Request
from xfetch.emulator.request.scenario_file.read import read_scenario
from xfetch.emulator.settings.isolation import Isolation
from xfetch.emulator.settings.settings import RunSettings

SAMPLES = Path(__file__).parents[4] / "sample_integrations"
HEALTHY = [
    path.stem
    for path in sorted(SAMPLES.glob("healthy_*/healthy_*.yml"))
    if "name: max_fetch" in path.read_text(encoding="utf-8")
]


def limited(name: str, limit: int, cycles: int | None = None) -> Outcome:
    """Run a sample with another ``max_fetch``."""
    file = replace(read_scenario(SAMPLES / name / "scenario.yml"), expect=None)
    instance = InstanceParams({"max_fetch": str(limit)})
    request = Request(SAMPLES / name, instance=instance, isolation=Isolation("inline"))
    if cycles is not None:
        request = replace(request, scenario=RunSettings(cycles=cycles))
    given = frozenset({"cycles"} if cycles is not None else ())
    return emulate(prepare(with_scenario(request, file, given)))


@pytest.mark.parametrize("name", HEALTHY)
def test_a_sound_sample_is_accused_under_no_limit(name: str) -> None:
    assert [one.cause for one in limited(name, 1).findings if one.cause is not None] == []


def test_a_page_that_is_full_of_known_events_is_named_as_such() -> None:
    (finding,) = [one for one in limited("ids_for_ever", 1, 6).findings if one.cause is not None]
    assert finding.cause is not None
    assert (finding.cause.code, str(finding.cause.line)) == (
        "known-fill-the-page",
        "ids_for_ever.py:41",
    )
