"""Grounds for the tests: those of the samples."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from xfetch.emulator.exploring.ground import Ground, ground_of
from xfetch.emulator.request.from_scenario import find_scenario, with_scenario
from xfetch.emulator.request.request import Request
from xfetch.emulator.settings.isolation import PROCESS, Isolation

SAMPLES = Path(__file__).parents[3] / "sample_integrations"


def request_of(path: Path, scenario: Path | None = None) -> Request:
    target, file = find_scenario(path, scenario)
    request = Request(target, isolation=Isolation(PROCESS), stated=frozenset())
    return request if file is None else with_scenario(request, file, frozenset())


@cache
def sample(name: str) -> Ground:
    """The ground of a sample: its scenario without events, faults and expectations."""
    return ground_of(request_of(SAMPLES / name))


def ground() -> Ground:
    """A ground for tests that draw worlds and run none."""
    return replace(sample("ties_dropped"), precision_s=1.0)
