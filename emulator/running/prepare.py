"""Reads and checks everything that can be wrong before a run starts.

The supervisor does this and sends the plan to its child process, so this module does not import what runs
fetches.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import UsageError
from ..integration.checkout import find_checkout
from ..integration.command_choice import Choice, chosen_command, fetch_of
from ..integration.common_server import choose_common_server
from ..integration.environment import named_values
from ..integration.manifest import Manifest, argument_defaults
from ..integration.parameters.given_secrets import given_secrets
from ..integration.parameters.parameters import Parameters, build_params
from ..integration.source import Integration, load
from ..integration.stand_in import parse_stand_ins
from ..masking.mask import Mask
from ..masking.masked_error import masked_errors
from ..request.request import Request
from ..request.target import target_of
from ..settings.instance import Instance, default_name
from ..settings.platforms import Platform, platform_named, usual_platform
from ..settings.settings import (
    DEFAULT_ASSETS_INTERVAL_S,
    DEFAULT_FEED_INTERVAL_S,
    FETCH_ASSETS,
    FETCH_EVENTS,
    FETCH_INDICATORS,
    RunSettings,
    interval_of,
    switch_of,
)
from .plan import Plan
from .prepare_faults import planned_faults
from .run_length import check_clock
from .stage import Stage, staged

_PARAM_NAMES = re.compile(r"""params?(?:\(\))?\s*(?:\.get\(|\[)\s*['"]([\w .-]+)['"]""", re.I)


@dataclass(frozen=True)
class Prepared:
    """A run that has been checked and can start."""

    plan: Plan  # what the cycles need
    stage: Stage  # the product, its events, and the number of cycles
    parameters: Parameters  # of the instance
    mask: Mask  # replaces secrets in what is kept and reported
    choice: Choice  # the command, and why it was chosen
    # Whether the child process cannot reach the network; None where that was not asked for.
    shut_in: bool | None = None

    @property
    def request(self) -> Request:
        return self.plan.request

    @property
    def integration(self) -> Integration:
        return self.plan.integration

    @property
    def instance(self) -> Instance:
        return self.plan.instance

    @property
    def scenario(self) -> RunSettings:
        """The settings of the run, with its number of cycles."""
        return self.stage.scenario


def prepare(request: Request) -> Prepared:
    """Read and check everything that can be wrong before a run starts.

    If the run uses a child process, the vendor (the object that simulates the product) is made there, so its
    mistakes are reported later, by ``staged``.

    Raises UsageError, LoadError or VendorError with what, where and what to do; no error contains a secret.
    """
    check_isolation(request)
    request = replace(request, target=target_of(request.target))
    integration = load(request.target)
    with masked_errors(Mask(secrets_given(request, integration.manifest))):
        return _prepared(request, integration)


def check_isolation(request: Request) -> None:
    """Raise UsageError for strict isolation together with access to the real network."""
    if request.scenario.live and request.isolation.strict:
        raise UsageError(
            "strict isolation gives the integration no network, and --network allow needs the real one",
            where="--isolation strict",
            advice=("use one of the two options",),
        )


def secrets_given(request: Request, manifest: Manifest | None) -> Iterator[str]:
    """Yield the secrets of the request: those of parameters, of faults that change parameters, of
    environment variables.
    """
    declared = manifest.parameters if manifest is not None else ()
    yield from given_secrets(declared, request.instance.params)
    for fault in request.product.faults:
        if fault.kind == "params":
            yield from given_secrets(declared, fault.value)
    yield from (os.environ[name] for name in request.container.env if name in os.environ)


def _prepared(request: Request, integration: Integration) -> Prepared:
    scenario = request.scenario
    if scenario.platform:
        # A yml may declare another fetch for each marketplace, as in ``isfetch:marketplacev2: false``.
        stated = platform_named(scenario.platform, "--platform").marketplaces
        integration = replace(integration, manifest=integration.manifest.on(stated))
    choice = chosen_command(
        integration,
        scenario.command if "command" in request.stated else None,
        request.instance.params,
        sample=request.sample,
    )
    fetch = fetch_of(integration, choice.command)
    platform = _platform(integration, scenario.platform, fetch)
    scenario = replace(scenario, command=choice.command, platform=platform.name)
    manifest = integration.manifest.on(platform.marketplaces)
    defaults = argument_defaults(manifest, choice.command)
    if defaults:
        scenario = replace(scenario, arguments={**defaults, **scenario.arguments})
    integration = replace(integration, manifest=manifest)
    checkout = find_checkout(
        request.target, request.container.content, request.container.content_variable
    )
    code_names = frozenset(_PARAM_NAMES.findall(integration.text))
    with request.instance.naming_origins():
        parameters = build_params(
            integration.manifest,
            request.instance.params,
            fill=request.instance.fill,
            unset=request.instance.unset,
            code_names=code_names,
            switch=switch_of(fetch),
        )
        name = request.instance.name or default_name(integration.manifest.name)
        instance = Instance(name, parameters.values, switch_of(scenario.command))
        scenario = _scheduled(request, scenario, instance, manifest)
    check_clock(scenario)
    faults = planned_faults(request, scenario, integration.manifest, parameters, code_names)
    passed_on = named_values(os.environ, request.container.env)
    plan = Plan(
        request=request,
        scenario=scenario,
        instance=instance,
        integration=integration,
        checkout=checkout,
        common_server=choose_common_server(request.container.common_server, checkout),
        stand_ins=tuple(parse_stand_ins(request.container.modules, Path.cwd())),
        faults=faults,
        secrets=(*parameters.secrets, *faults.secrets, *passed_on),
        public=parameters.placeholders,
    )
    outside = request.isolation.outside
    return Prepared(
        plan=plan,
        stage=staged(plan, None if outside else lambda: None),
        parameters=parameters,
        mask=plan.mask(),
        choice=choice,
        # The child says so where the system refuses it.
        shut_in=True if outside and not scenario.live else None,
    )


def _platform(integration: Integration, name: str, command: str) -> Platform:
    if name:
        return platform_named(name, "--platform")
    manifest = integration.manifest
    return usual_platform(command, manifest.marketplaces, manifest.from_version)


def _scheduled(
    request: Request, scenario: RunSettings, instance: Instance, manifest: Manifest
) -> RunSettings:
    """Return the settings with the interval that the instance's parameters name, unless ``--interval`` was
    given; and with that of its assets, if the instance fetches them beside its events.

    Raises UsageError if the instance does not fetch.
    """
    if scenario.command.startswith("fetch-") and not instance.fetches:
        raise UsageError(
            f"{instance.switch} is false: the server would not call this instance",
            where=f"--param {instance.switch}",
        )
    own_s = instance.fetch_interval_s(interval_of(scenario.command))
    if own_s is None and scenario.command == FETCH_INDICATORS:
        own_s = DEFAULT_FEED_INTERVAL_S
    if "interval" not in request.stated and own_s:
        scenario = replace(scenario, interval_s=own_s)
    both = manifest.is_fetch_assets and instance.params.get(switch_of(FETCH_ASSETS)) is True
    if both and scenario.command == FETCH_EVENTS and "command" not in request.stated:
        assets_s = instance.fetch_interval_s(interval_of(FETCH_ASSETS))
        return replace(scenario, assets_interval_s=assets_s or DEFAULT_ASSETS_INTERVAL_S)
    return scenario
