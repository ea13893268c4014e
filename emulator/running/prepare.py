"""Read and check everything that can be wrong before a cycle runs.

The supervisor and its child both do this. So this module imports nothing that only one of them needs: no
judging, no reports, and not the objects that run a cycle.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UsageError
from ..integration.checkout import Checkout, find_checkout
from ..integration.command_choice import Choice, chosen_command
from ..integration.common_server import CommonServer, choose_common_server
from ..integration.environment import named_values
from ..integration.manifest import Manifest
from ..integration.parameters.given_secrets import given_secrets
from ..integration.parameters.parameters import Parameters, build_params
from ..integration.source import Integration, load
from ..integration.stand_in import StandIn, parse_stand_ins
from ..masking.credentials import tokens_kept
from ..masking.mask import Mask
from ..masking.masked_error import masked_errors
from ..record.product_event import VendorEvent
from ..request.request import Request
from ..request.target import target_of
from ..settings.instance import Instance, default_name
from ..settings.platforms import Platform, platform_named, usual_platform
from ..settings.settings import RunSettings, switch_of
from .prepare_faults import FaultPlan, planned_faults
from .run_length import check_clock, planned
from .seeded import random_restored

if TYPE_CHECKING:
    from ..product.protocol import Vendor

_PARAM_NAMES = re.compile(r"""params?(?:\(\))?\s*(?:\.get\(|\[)\s*['"]([\w .-]+)['"]""", re.I)


@dataclass(frozen=True)
class Prepared:
    """A run that is ready to start.

    A run in a child process has its vendor there. In the supervisor ``vendor`` is None, and ``truth`` and
    ``vendor_label`` are empty until the child sends them.
    """

    scenario: RunSettings  # the settings of the run
    instance: Instance  # the instance's name and parameters
    integration: Integration  # the code and its manifest
    parameters: Parameters  # of the instance
    mask: Mask  # replaces secrets in what is kept and reported
    request: Request  # what the caller asked for
    checkout: Checkout | None  # of the content repository
    common_server: CommonServer  # the CommonServerPython that the code gets
    stand_ins: tuple[StandIn, ...]  # modules in the place of libraries
    faults: FaultPlan  # what goes wrong on purpose
    vendor: Vendor | None  # the simulated product
    vendor_label: str  # the vendor's name for reports
    truth: tuple[VendorEvent, ...] | None  # every event of the product; None when they are unknown
    choice: Choice  # the command, and why it was chosen
    # Whether the child process cannot reach the network; None where that was not asked for.
    shut_in: bool | None = None


def prepare(request: Request, begin: Callable[[], None] = lambda: None) -> Prepared:
    """Read and check everything that can be wrong before a cycle runs.

    ``begin`` is called before the code of a vendor file runs, when the timeline is ready.

    Raises UsageError, LoadError or VendorError with what, where and what to do; no error says a secret.
    """
    check_isolation(request)
    request = replace(request, target=target_of(request.target))
    integration = load(request.target)
    with masked_errors(Mask(secrets_given(request, integration.manifest))):
        return _prepared(request, integration, begin)


def check_isolation(request: Request) -> None:
    """Raise UsageError for strict isolation together with access to the real network."""
    if request.scenario.live and request.isolation.strict:
        raise UsageError(
            "strict isolation gives the integration no network, and --network allow needs the real one",
            where="--isolation strict",
            advice=("use one of the two options",),
        )


def secrets_given(request: Request, manifest: Manifest | None) -> Iterator[str]:
    """Yield the request's secrets: of parameters, of faults that change parameters, of the environment."""
    declared = manifest.parameters if manifest is not None else ()
    yield from given_secrets(declared, request.instance.params)
    for fault in request.product.faults:
        if fault.kind == "params":
            yield from given_secrets(declared, fault.value)
    yield from (os.environ[name] for name in request.container.env if name in os.environ)


def _prepared(request: Request, integration: Integration, begin: Callable[[], None]) -> Prepared:
    scenario = request.scenario
    choice = chosen_command(integration, scenario.command if "command" in request.stated else None)
    platform = _platform(integration, scenario.platform, choice.command)
    scenario = replace(scenario, command=choice.command, platform=platform.name)
    manifest = integration.manifest.on(platform.marketplaces)
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
            switch=switch_of(scenario.command),
        )
        name = request.instance.name or default_name(integration.manifest.name)
        instance = Instance(name, parameters.values, switch_of(scenario.command))
        scenario = _scheduled(request, scenario, instance)
    check_clock(scenario)
    events = request.product.timeline.events(scenario.start) if request.product.timeline else None
    if request.product.api is None:
        begin()
    vendor, label, told = (
        (None, "", None) if request.isolation.outside else _vendor(request, events)
    )
    truth = events if told is None else told
    if request.product.replies:
        # A fixed reply does not serve the timeline's events.
        truth = None
    scenario = planned(scenario, truth, cycles_given="cycles" in request.stated)
    check_clock(scenario)
    faults = planned_faults(request, scenario, integration.manifest, parameters, code_names)
    common_server = choose_common_server(request.container.common_server, checkout)
    stand_ins = tuple(parse_stand_ins(request.container.modules, Path.cwd()))
    passed_on = named_values(os.environ, request.container.env)
    secrets = (*parameters.secrets, *faults.secrets, *passed_on)
    mask = Mask(secrets, public=parameters.placeholders)
    for token in tokens_kept(scenario.stores.context):
        mask.learn(token)
    return Prepared(
        scenario=scenario,
        instance=instance,
        integration=integration,
        parameters=parameters,
        mask=mask,
        request=request,
        checkout=checkout,
        common_server=common_server,
        stand_ins=stand_ins,
        faults=faults,
        vendor=vendor,
        vendor_label=label,
        truth=truth,
        choice=choice,
        # The child says so where the system refuses it.
        shut_in=True if request.isolation.outside and not scenario.live else None,
    )


def _platform(integration: Integration, name: str, command: str) -> Platform:
    if name:
        return platform_named(name, "--platform")
    manifest = integration.manifest
    return usual_platform(command, manifest.marketplaces, manifest.from_version)


def _vendor(
    request: Request, events: tuple[VendorEvent, ...] | None
) -> tuple[Vendor | None, str, tuple[VendorEvent, ...] | None]:
    """Return the vendor, its name for reports, and its events, None where it does not list them."""
    # Imported here: the supervisor has no vendor, and needs none of what answers requests.
    from ..product.protocol import ground_truth
    from .choose_vendor import choose_vendor

    with random_restored():
        vendor, label = choose_vendor(request, events)
        return vendor, label, ground_truth(vendor) if vendor is not None else None


def _scheduled(request: Request, scenario: RunSettings, instance: Instance) -> RunSettings:
    """Return the scenario with the instance's incidentFetchInterval, unless ``--interval`` was given.

    Raises UsageError when the instance does not fetch.
    """
    if scenario.command.startswith("fetch-") and not instance.fetches:
        raise UsageError(
            f"{instance.switch} is false: the server would not call this instance",
            where=f"--param {instance.switch}",
        )
    if "interval" not in request.stated and instance.incident_fetch_interval_s:
        return replace(scenario, interval_s=instance.incident_fetch_interval_s)
    return scenario
