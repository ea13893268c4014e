"""Decide which parameter names a user may set: those in the yml, of the platform, and in the code."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from ...errors import UsageError
from ...record.entries import Json
from ..manifest import Manifest
from ..parameter import CREDENTIALS, Parameter
from .typed import BOOLEAN, UNDECLARED

# Parameters that the platform sets on every instance, even if the yml does not declare them.
_PLATFORM = {
    "isFetch": BOOLEAN,
    "isFetchEvents": BOOLEAN,
    "isFetchAssets": BOOLEAN,
    "longRunning": BOOLEAN,
    "incidentType": 13,
    "incidentFetchInterval": 19,
    "eventFetchInterval": 19,
    "assetsFetchInterval": 19,
    "feed": BOOLEAN,
    "feedFetchInterval": 19,
}
_BOOLEAN_BY_CONVENTION = frozenset({"insecure", "unsecure", "proxy", "use_proxy", "useproxy"})


def undeclared(
    manifest: Manifest, given: Mapping[str, Json], code_names: frozenset[str]
) -> Iterator[tuple[str, Parameter]]:
    """Yield name and Parameter for each parameter that the user gave and the yml does not declare.

    Without a yml any name is accepted. With a yml it must be a parameter of the platform, or one that the
    code reads; for other names UsageError is raised, with the nearest known names.
    """
    declared = {parameter.name for parameter in manifest.parameters}
    for name in given:
        base = name.partition(".")[0]
        if name in declared or base in declared or _inside(name, declared):
            continue
        if manifest.parameters and not {name, base} & (code_names | _PLATFORM.keys()):
            raise _unknown(name, manifest, code_names)
        dotted = base != name and name not in code_names
        shown = base if dotted else name
        yield shown, _by_convention(shown, dotted or _is_mapping(given[name]))


def _inside(name: str, declared: set[str]) -> bool:
    """Whether a name such as ``a.b.password`` means a field of a declared parameter (``a.b``) with dots in
    its name.
    """
    return any(name.startswith(f"{one}.") for one in declared)


def _is_mapping(value: Json) -> bool:
    return isinstance(value, dict) and bool({"identifier", "password"} & value.keys())


def _by_convention(name: str, has_fields: bool) -> Parameter:
    if has_fields:
        return Parameter(name, CREDENTIALS)
    if name.lower() in _BOOLEAN_BY_CONVENTION:
        return Parameter(name, BOOLEAN)
    return Parameter(name, _PLATFORM.get(name, UNDECLARED))


def _unknown(name: str, manifest: Manifest, code_names: frozenset[str]) -> UsageError:
    names = {parameter.name: parameter.name for parameter in manifest.parameters}
    labels = {item.display: item.name for item in manifest.parameters if item.display}
    known = {key.lower(): right for key, right in {**labels, **names}.items()}
    known.update((key.lower(), key) for key in code_names)
    near = difflib.get_close_matches(name.partition(".")[0].lower(), known, n=3, cutoff=0.6)
    right = dict.fromkeys(known[key] for key in near)
    listed = ", ".join(item.name for item in manifest.parameters if not item.hidden)
    advice = f"did you mean {', '.join(right)}?" if right else f"the integration has: {listed}"
    return UsageError(
        f"{manifest.name} has no parameter {name!r}", where=f"--param {name}", advice=(advice,)
    )
