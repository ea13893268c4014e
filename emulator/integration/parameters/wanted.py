"""Decides which parameters without a value get a placeholder."""

from __future__ import annotations

import re

from ..parameter import CREDENTIALS, ENCRYPTED, Parameter
from .placeholder_rules import ParameterTexts
from .typed import SELECT

NONE, REQUIRED, SECRETS = "none", "required", "secrets"
_TEXT = 0
# Some labels call a parameter mandatory for fetching that the yml declares as optional.
_FETCH_NEEDS_IT = re.compile(r"\b(?:mandatory|required)\b[^.;]*\bfetch", re.I)
_NAMES_THE_CLIENT = re.compile(
    r"\b(client|app|application|tenant|auth|authentication|enterprise|organi[sz]ation|customer"
    r"|subscription|user) ids?\b|\baccess ?key\b|\buser ?name\b|\bdomain\b|\bregion\b"
)
_ADDRESS = re.compile(r"\b(ur[li]|end ?point|host|server)\b")
_OTHER_ADDRESS = re.compile(r"call ?back|proxy|web ?hook|type|version|name to|time ?zone")


def wanted(parameter: Parameter, fill: str) -> bool:
    """Whether a parameter without a value gets a placeholder.

    With ``fill`` none it never does; a hidden parameter never does either. With ``required`` it does if the
    yml requires it, or if its label calls it mandatory for fetching. ``secrets`` adds optional secrets, and
    the names and addresses that a login needs beside a secret.
    """
    if parameter.hidden or fill == NONE:
        return False
    if parameter.required or _FETCH_NEEDS_IT.search(f"{parameter.display}. {parameter.additional}"):
        return True
    return fill == SECRETS and (is_secret(parameter) or _goes_with_a_secret(parameter))


def is_secret(parameter: Parameter) -> bool:
    return parameter.type in ENCRYPTED or parameter.type == CREDENTIALS


def _goes_with_a_secret(parameter: Parameter) -> bool:
    if parameter.type not in (_TEXT, SELECT):
        return False
    words = ParameterTexts(parameter.name, parameter.display).words
    if _NAMES_THE_CLIENT.search(words):
        return True
    return bool(_ADDRESS.search(words)) and not _OTHER_ADDRESS.search(words)
