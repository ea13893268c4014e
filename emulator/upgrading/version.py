"""A version of an integration, with the instance that it gets."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from ..integration.parameter import Parameter
from ..integration.parameters.typed import unset_value
from ..record.entries import Json
from ..running.prepare import Prepared

OLD, NEW = "old", "new"


@dataclass(frozen=True)
class Version:
    """A version of an integration, ready to run. ``name`` is old or new; ``label`` is how the user named
    it.
    """

    name: str
    label: str
    prepared: Prepared

    @property
    def file(self) -> str:
        """The name of the code's file in messages and records."""
        return self.prepared.integration.file

    @property
    def params(self) -> Mapping[str, Json]:
        """The parameters of the instance, as the integration gets them."""
        return self.prepared.instance.params


def with_file(version: Version, file: str) -> Version:
    """Return the version with another name for its file, so that the lines of two versions differ."""
    plan = version.prepared.plan
    integration = replace(plan.integration, file=file)
    prepared = replace(version.prepared, plan=replace(plan, integration=integration))
    return replace(version, prepared=prepared)


def installed_over(new: Version, old: Version, chosen: Collection[str]) -> Version:
    """Return the new version with the instance that the user configured for the old one.

    An existing instance keeps the values that it was saved with, the defaults of the old yml among them. A
    parameter that only the new yml declares has no value until the user saves the instance again (assumed).
    ``chosen`` names the parameters that the caller sets for the new version.
    """
    before = old.params
    declared = {one.name: one for one in new.prepared.integration.manifest.parameters}
    params = {
        name: value
        if name in chosen
        else before[name]
        if name in before
        else _unset(declared.get(name), value)
        for name, value in new.params.items()
    }
    plan = new.prepared.plan
    instance = replace(plan.instance, params=params)
    prepared = replace(new.prepared, plan=replace(plan, instance=instance))
    return replace(new, prepared=prepared)


def other_defaults(old: Version, new: Version) -> tuple[str, ...]:
    """Return the names of parameters whose value in a new instance differs between the versions, sorted."""
    shared = old.params.keys() & new.params.keys()
    return tuple(sorted(name for name in shared if old.params[name] != new.params[name]))


def added(old: Version, new: Version) -> tuple[str, ...]:
    """Return the names of the parameters that only the new version has, sorted."""
    return tuple(sorted(new.params.keys() - old.params.keys()))


def _unset(parameter: Parameter | None, value: Json) -> Json:
    """Return what a parameter reads that has never been saved. A switch that no yml declares stays on."""
    return value if parameter is None else unset_value(parameter, None)
