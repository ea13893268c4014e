"""Find the scenario that belongs to the user's TARGET, and add its settings to the Request."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from shlex import quote

from ..errors import UsageError
from ..integration.source import package_folder
from ..record.entries import CheckedJson, Json
from ..settings.guess import Guess, place_of
from ..settings.instance import Stores
from ..settings.settings import RunSettings
from .request import InstanceParams, Request
from .scenario_file.read import is_scenario, read_alternative, read_scenario
from .scenario_file.scenario_file import ScenarioFile
from .target import target_of

# The scenario in a package folder, as the samples have it.
BESIDE = "scenario.yml"


def find_scenario(
    target: Path, given: Path | None, *, beside: bool = True
) -> tuple[Path, ScenarioFile | None]:
    """Return the path of the integration and its scenario (None without one).

    The scenario is ``given``, else the target itself if it is a scenario file, else (with ``beside``) the one
    in the package folder. A pack's folder or a sample's name is replaced by its integration.

    Raises UsageError for a scenario as target that names no integration, LoadError for a broken scenario and
    for a folder with several integrations.
    """
    target = target_of(target)
    if given is not None:
        return target, read_scenario(given)
    if is_scenario(target):
        scenario = read_scenario(target)
        if scenario.integration is None:
            raise UsageError(
                "the scenario names no integration",
                where=str(target),
                advice=(
                    "add a line to it: integration: PATH",
                    f"or: xfetch run TARGET --scenario {quote(str(target))}",
                ),
            )
        return scenario.integration, scenario
    folder = package_folder(target) if beside else None
    if folder is not None and (folder / BESIDE).is_file():
        return target, read_scenario(folder / BESIDE)
    return target, None


def with_scenario(request: Request, file: ScenarioFile, given: frozenset[str]) -> Request:
    """Return the Request with the settings of the scenario file added.

    ``given`` names the settings that the caller chose (``cycles``, ``start``, ``vendor_file`` …, as the file
    or the Request calls them): they override the file's. Parameters are merged one by one. A run against the
    real product takes neither start, events, api nor vendor from the file.
    """
    live = request.scenario.live
    own_vendor = live or "vendor_file" in given or "replies" in given
    instance, product, judging = request.instance, request.product, request.judging
    return replace(
        request,
        scenario=_scenario(request.scenario, file, given),
        instance=replace(
            instance,
            params={**file.params, **instance.params},
            origins=_origins(instance, file),
            fill=instance.fill if "fill" in given or file.fill is None else file.fill,
            name=instance.name if "instance" in given else file.instance,
        ),
        product=replace(
            product,
            vendor_file=product.vendor_file if own_vendor else file.product.vendor_file,
            api=None if own_vendor else file.product.api,
            timeline=product.timeline if "timeline" in given or live else file.product.timeline,
            faults=file.product.faults,
            seed=file.product.seed,
        ),
        judging=replace(
            judging,
            expect=file.expect,
            id_field=judging.id_field if "id_field" in given else file.id_field,
        ),
        stated=given | file.stated,
        scenario_file=file.path,
        guesses=tuple(guess for guess in file.guesses if _counts(guess, own_vendor, given, live)),
    )


def _counts(guess: Guess, own_vendor: bool, given: frozenset[str], live: bool) -> bool:
    """Whether a guessed value of the scenario has an effect on this run.

    It has none if the caller chose another product or other events.
    """
    section = place_of(guess.path)[0]
    if section == "events":
        return "timeline" not in given and not live
    if section == "tz":
        return "tz" not in given
    return section != "api" or not own_vendor


def _origins(instance: InstanceParams, file: ScenarioFile) -> dict[str, str]:
    own = {name for name in file.params if name not in instance.params}
    return {**dict.fromkeys(own, f"{file.path}: params"), **instance.origins}


def _scenario(scenario: RunSettings, file: ScenarioFile, given: frozenset[str]) -> RunSettings:
    changes = file.run.by_field(given | {"start"} if scenario.live else given)
    stores = Stores(
        last_run=_either(scenario.stores.last_run, file.last_run, "last_run" in given),
        context=_either(scenario.stores.context, file.context, "context" in given),
    )
    return replace(scenario, **changes, stores=stores, drain=file.drain)


def _either(own: CheckedJson, files: CheckedJson, given: bool) -> CheckedJson:
    return own if given or files is None else files


def with_alternative(
    request: Request, guess: Guess, other: Json, *more: tuple[Guess, Json]
) -> Request:
    """Return the Request with ``other`` in place of a value that its scenario only guesses.

    ``more`` are further guesses with the values for them. What the caller has settled stays. Only the
    product's part and the time zone change; settings of the caller that override the scenario stay. Raises
    LoadError if the scenario is not valid with the new values, or no longer has the place of a guess.
    """
    assert request.scenario_file is not None
    changes = ((guess, other), *more, *request.settled)
    file = read_alternative(request.scenario_file, changes)
    product, scenario = request.product, request.scenario
    for section in {place_of(one.path)[0] for one, _ in changes}:
        if section == "api":
            product = replace(product, api=file.product.api)
        elif section == "events":
            product = replace(product, timeline=file.product.timeline)
        elif section == "tz":
            scenario = replace(scenario, tz=file.run.tz or scenario.tz)
        else:
            product = replace(product, faults=file.product.faults)
    return replace(request, product=product, scenario=scenario)
