"""What the user said himself on the command line, and what a scenario says in its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from xfetch.emulator.request.request import Request
    from xfetch.emulator.request.scenario_file.scenario_file import ScenarioFile

SCENARIO = click.option(
    "--scenario",
    "scenario_path",
    type=click.Path(path_type=Path),
    metavar="FILE.yml",
    help="The product, its events, and what shall come of them. Options beat it.",
)
EVENTS = click.option(
    "--events",
    "events_path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A timeline for the vendor: .json, .jsonl or .csv.",
)

# As the options call them, and as the request does.
_NAMES = {"vendor": "vendor_file", "replay": "vendor_file", "events_path": "timeline"}
# Whoever sets one of these runs another scenario than the one beside the integration.
_SHAPING = frozenset(
    (
        *("cycles", "interval", "start", "tz", "latency", "timeout", "command", "fail_cycles"),
        "platform",
        *("last_run", "context", "timeline", "params", "params_file", "assumptions"),
    )
)
_OTHER_VENDORS = frozenset({"vendor_file", "replies", "network"})


def given_names(ctx: click.Context) -> frozenset[str]:
    """The names of all that stood on the command line."""
    names = (
        name
        for name in ctx.params
        if ctx.get_parameter_source(name) not in (ParameterSource.DEFAULT, None)
    )
    return frozenset(_NAMES.get(name, name) for name in names)


def scenario_of(ctx: click.Context, target: Path) -> tuple[Path, ScenarioFile | None]:
    """The integration to run, and its scenario: given, the target itself, or beside it."""
    from xfetch.emulator.request.from_scenario import find_scenario

    beside = not _OTHER_VENDORS & given_names(ctx)
    return find_scenario(target, ctx.params["scenario_path"], beside=beside)


def shaped_by(ctx: click.Context, request: Request, file: ScenarioFile | None) -> Request:
    """The request with the timeline of ``--events`` and everything else of the scenario.

    What a scenario beside the integration expects holds only for that scenario as it stands.
    """
    from xfetch.emulator.request.from_recording import replayed
    from xfetch.emulator.request.from_scenario import with_scenario
    from xfetch.emulator.timeline.loaded import Loaded
    from xfetch.emulator.timeline.timeline import Timeline

    names = given_names(ctx)
    path = ctx.params["events_path"]
    if path is not None:
        request = replace(request, timeline=Timeline((Loaded(path),)))
    if file is None:
        return replayed(request, names)
    shaped = replayed(with_scenario(request, file, names), names | file.stated)
    if ctx.params["scenario_path"] is None and _SHAPING & names:
        shaped = replace(shaped, expect=None)
    return shaped


def one_run(ctx: click.Context, request: Request) -> Request:
    """The request as one command run: of the scenario's cycles, faults and expectations nothing holds,
    and its last run is read only where the user gave it himself (documented)."""
    scenario = replace(request.scenario, cycles=1, drain=None)
    if "last_run" not in given_names(ctx):
        scenario = replace(scenario, stores=replace(scenario.stores, last_run={}))
    return replace(request, scenario=scenario, cycles_given=True, faults=(), expect=None)
