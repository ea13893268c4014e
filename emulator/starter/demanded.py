"""Find, in an integration's error message, the parameters without a value that the code requires."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..integration.manifest import Manifest
from ..integration.parameter import Parameter
from ..integration.parameters.placeholders import placeholder
from ..integration.parameters.wanted import is_secret
from ..record.demand import demands
from ..record.entries import CheckedJson, Json

_SWITCH, _HIDDEN = 8, 17


def demanded(message: str, manifest: Manifest, given: Mapping[str, Json]) -> dict[str, CheckedJson]:
    """Return placeholders, by name, for the optional parameters that the message reports as missing.

    The placeholder of a secret is None: a scenario file must not hold one, so ``fill: secrets`` makes it.
    ``given`` are the parameters that have a value.
    """
    return {
        one.name: None if is_secret(one) else placeholder(one)
        for one in manifest.parameters
        if _may_lack(one, given) and demands(message, _names(one))
    }


def _may_lack(parameter: Parameter, given: Mapping[str, Json]) -> bool:
    if parameter.hidden or parameter.type in (_SWITCH, _HIDDEN) or parameter.name in given:
        return False
    return parameter.default in (None, "") and not parameter.required


def _names(parameter: Parameter) -> tuple[str, ...]:
    labels = [
        re.sub(r"\s*[(:].*", "", one) for one in (parameter.display, parameter.display_password)
    ]
    return (parameter.name, parameter.name.replace("_", " "), *labels)
