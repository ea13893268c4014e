"""Find the values that may be secret among the parameter values that the user gave.

This happens before the instance's parameters are built. Error messages about a parameter, a vendor file or a
fault are printed with these values masked. More values count as secret here than later in the run; an error
message can be understood even if all values in it are masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ...record.entries import Json
from ...record.json_value import json_or_none
from ..parameter import CREDENTIALS, ENCRYPTED, Parameter

SECRET_NAME = re.compile(
    r"pass(word|phrase|wd)|secret|api_?key|private_?key|credential"
    r"|(access|auth|api|refresh|bearer|session)_?token|^token$",
    re.I,
)


def given_secrets(declared: Iterable[Parameter], given: Mapping[str, Json]) -> Iterator[str]:
    """Yield the texts and numbers in those of the user's parameters that may be secret.

    A parameter may be secret by its type or its name, or because its value is a mapping.
    """
    types = {parameter.name: parameter.type for parameter in declared}
    for name, value in given.items():
        kind = types.get(name, types.get(name.partition(".")[0]))
        secret = kind in ENCRYPTED or kind == CREDENTIALS or SECRET_NAME.search(name)
        if secret or isinstance(value, Mapping):
            yield from every_text(value)


def every_text(value: Json) -> Iterator[str]:
    """Yield all texts and numbers inside a parameter's value; a text that is JSON is parsed, too."""
    if isinstance(value, Mapping):
        for item in value.values():
            yield from every_text(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from every_text(item)
    elif isinstance(value, str):
        yield value
        if value.lstrip().startswith(("{", "[")):
            yield from every_text(json_or_none(value))
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield str(value)
