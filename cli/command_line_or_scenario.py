"""Combines the command line with the scenario: what the user states on the command line wins."""

from __future__ import annotations

from dataclasses import replace

import click
from click.core import ParameterSource

from xfetch.emulator.request.from_recording import replayed
from xfetch.emulator.request.from_scenario import find_scenario, with_scenario
from xfetch.emulator.request.given_masked import given_masked
from xfetch.emulator.request.request import Request
from xfetch.emulator.timeline.loaded import Loaded
from xfetch.emulator.timeline.timeline import Timeline

from .options import ProductOptions

# The names of options whose field in the request is called otherwise.
_NAMES = {"vendor": "vendor_file", "replay": "vendor_file", "events_path": "timeline"}
# With one of these options the run is no longer the one that the scenario beside the integration describes.
_SHAPING = frozenset(
    (
        *("cycles", "interval", "start", "tz", "latency", "timeout", "command", "fail_cycles"),
        "platform",
        *("last_run", "context", "timeline", "params", "params_file", "assumptions"),
    )
)
_OTHER_VENDORS = frozenset({"vendor_file", "replies", "network"})


def given_names(ctx: click.Context) -> frozenset[str]:
    """Return the names of all options that stand on the command line, as the Request calls them. A default of
    ``pyproject.toml`` does not count: a scenario overrides it.
    """
    names = (name for name in ctx.params if is_given(ctx, name))
    return frozenset(_NAMES.get(name, name) for name in names)


def is_given(ctx: click.Context, name: str) -> bool:
    """Whether the option with this parameter name stands on the command line."""
    usual = (ParameterSource.DEFAULT, ParameterSource.DEFAULT_MAP, None)
    return ctx.get_parameter_source(name) not in usual


def shaped(ctx: click.Context, request: Request, product: ProductOptions) -> Request:
    """Return the request, completed with the scenario and with the timeline of ``--events``.

    The scenario is the one of ``--scenario``, the target itself, or a file in the integration's folder. If an
    option changes the run, the expectations of a scenario that ``--scenario`` does not name are dropped.
    Raises LoadError for a broken scenario or recording, UsageError for a scenario that names no integration.
    """
    with given_masked(request.target, request.instance.params):
        return _shaped(ctx, request, product)


def _shaped(ctx: click.Context, request: Request, product: ProductOptions) -> Request:
    names = given_names(ctx)
    beside = not _OTHER_VENDORS & names
    target, file = find_scenario(request.target, product.scenario_path, beside=beside)
    request = replace(request, target=target)
    if product.events_path is not None:
        timeline = Timeline((Loaded(product.events_path),))
        request = replace(request, product=replace(request.product, timeline=timeline))
    if file is None:
        return replayed(request, names)
    request = replayed(with_scenario(request, file, names), names | file.stated)
    if product.scenario_path is None and _SHAPING & names:
        request = replace(request, judging=replace(request.judging, expect=None))
    return request


def one_run(ctx: click.Context, request: Request, *, debug: bool) -> Request:
    """Return the request for a single run of the command, as in the Playground (documented).

    The scenario's cycles, faults and expectations do not apply. The last run is empty unless ``--last-run``
    was given. ``debug`` switches the platform's debug mode on.
    """
    scenario = replace(request.scenario, cycles=1, drain=None, debug_mode=debug)
    if "last_run" not in given_names(ctx):
        scenario = replace(scenario, stores=replace(scenario.stores, last_run={}))
    return replace(
        request,
        scenario=scenario,
        product=replace(request.product, faults=()),
        judging=replace(request.judging, expect=None),
        stated=request.stated | {"cycles"},
        sample=True,
    )
