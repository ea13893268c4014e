"""Checks a scenario's faults, and divides them into faults of the product, the intake and the server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..errors import UsageError
from ..faults.fault import INTAKE, Fault
from ..faults.occasions import Occasions
from ..integration.manifest import Manifest
from ..integration.parameters.parameters import Parameters, build_params
from ..record.entries import Json
from ..request.request import Request
from ..settings.settings import RunSettings, switch_of
from .fault_plan import FaultPlan


def planned_faults(
    request: Request,
    scenario: RunSettings,
    manifest: Manifest,
    parameters: Parameters,
    code_names: frozenset[str],
) -> FaultPlan:
    """Divide the request's faults between product, intake and server, and resolve changed parameters.

    Raises UsageError for faults with the real product, and for a parameter that does not exist.
    """
    if request.product.faults and scenario.live:
        raise UsageError(
            "a scenario's faults cannot be used with the real product",
            where="--network",
            advice=("leave --network allow out, or remove the faults from the scenario",),
        )
    numbered = tuple(enumerate(request.product.faults))
    of_vendor = tuple(
        (number, fault)
        for number, fault in numbered
        if fault.is_vendors and fault.when.on != INTAKE
    )
    # Every request to the intake has the same method and path.
    of_intake = tuple(
        (number, replace(fault, when=replace(fault.when, on="")))
        for number, fault in numbered
        if fault.when.on == INTAKE
    )
    of_server = tuple((number, fault) for number, fault in numbered if not fault.is_vendors)
    changes: dict[int, Mapping[str, Json]] = {}
    secrets: tuple[str, ...] = ()
    for number, fault in of_server:
        if fault.kind == "params":
            changed = _changed(request, fault, manifest, code_names, switch_of(scenario.command))
            secrets += changed.secrets
            changes[number] = {
                name: value
                for name, value in changed.values.items()
                if value != parameters.values.get(name)
            }
    occasions = Occasions(request.product.seed, scenario.start)
    return FaultPlan(of_vendor, of_server, occasions, changes, secrets, of_intake)


def _changed(
    request: Request,
    fault: Fault,
    manifest: Manifest,
    code_names: frozenset[str],
    switch: str,
) -> Parameters:
    faults = f"{request.scenario_file or 'the scenario'}: faults"
    own = request.instance
    origins = {**own.origins, **dict.fromkeys(fault.value, faults)}
    changed = replace(own, params={**own.params, **fault.value}, origins=origins)
    with changed.naming_origins():
        return build_params(
            manifest,
            changed.params,
            fill=changed.fill,
            unset=changed.unset,
            code_names=code_names,
            switch=switch,
        )
