"""The sound integrations that get mistakes."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

from tests.emulator.exploring.grounds import SAMPLES, request_of
from xfetch.emulator.emulate import prepare
from xfetch.emulator.errors import XfetchError
from xfetch.emulator.exploring.generated import world_of
from xfetch.emulator.exploring.ground import Ground, ground_of
from xfetch.emulator.exploring.searching.coverage import Watch
from xfetch.emulator.exploring.searching.runner import request_of as world_request
from xfetch.emulator.exploring.shapes import SHAPES
from xfetch.emulator.running.bench import bench_of
from xfetch.emulator.running.simulation import simulate
from xfetch.emulator.settings.isolation import Isolation

SEED = 1
STRANGERS = Path(__file__).with_name("strangers")
_OWN = (
    "healthy_seen_ids",
    "healthy_cursor",
    "healthy_look_back",
    "healthy_queue",
    "healthy_state_filter",
    "healthy_acknowledged",
    "healthy_collector",
)


def folders() -> tuple[Path, ...]:
    """The folders of the integrations: samples, and those that a stranger to the worlds has written."""
    return (*(SAMPLES / name for name in _OWN), *sorted(STRANGERS.glob("[A-Z]*/")))


def ground(folder: Path) -> Ground:
    """The ground of an integration: its scenario without events, faults and expectations."""
    return ground_of(request_of(folder))


def code(folder: Path) -> str:
    return (folder / f"{folder.name}.py").read_text(encoding="utf-8")


def lines_of_the_fetch(one: Ground) -> frozenset[int]:
    """The lines that the fetch runs in the first world of each shape, in this process."""
    found: set[int] = set()
    for index in range(len(SHAPES)):
        request = world_request(one, world_of(one, SEED, index))
        prepared = prepare(replace(request, isolation=Isolation("inline")))
        watch = Watch(prepared.integration.filename)
        events = simulate(bench_of(prepared.plan, prepared.stage), prepared.mask)
        with closing(events), watch.watching(), suppress(XfetchError):
            for _ in events:
                pass
        found |= watch.lines
    return frozenset(found)
