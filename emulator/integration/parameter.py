"""A parameter of an integration, as its yml declares it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..record.entries import CheckedJson, Json

# The platform's numbers for credentials and for encrypted texts.
CREDENTIALS = 9
ENCRYPTED = frozenset({4, 14})
TRUE_WORDS = frozenset({"true", "yes", "y", "on", "1"})
FALSE_WORDS = frozenset({"false", "no", "n", "off", "0", ""})


@dataclass(frozen=True)
class Parameter:
    """A parameter of an integration: one entry of ``configuration`` in its yml.

    ``type`` is the platform's number (0 short text, 9 credentials …; observed in production's code).
    ``default`` is the ``defaultvalue``; ``has_default`` tells an explicit empty default from no default.
    ``display_password`` is the label of the password field of type 9, ``additional`` the tooltip.
    """

    name: str
    type: int
    display: str = ""
    default: str | bool | None = None
    has_default: bool = False
    required: bool = False
    hidden: bool = False
    hidden_username: bool = False
    options: tuple[str, ...] = ()
    additional: str = ""
    display_password: str = ""


def parse_parameters(
    configuration: Json, marketplaces: Sequence[str] = ("xsoar",)
) -> tuple[Parameter, ...]:
    """Parse ``configuration`` in an integration's yml to Parameters.

    Entries without a name are skipped; of two with the same name the first is used. ``marketplaces`` are the
    names of the marketplace that the instance runs on.
    """
    entries = configuration if isinstance(configuration, list) else []
    found: dict[str, Parameter] = {}
    for entry in entries:
        if isinstance(entry, dict) and isinstance(entry.get("name"), str) and entry["name"]:
            parameter = _parameter(entry, marketplaces)
            found.setdefault(parameter.name, parameter)
    return tuple(found.values())


def _parameter(entry: Mapping[str, CheckedJson], marketplaces: Sequence[str]) -> Parameter:
    default = entry.get("defaultvalue")
    options = entry.get("options")
    return Parameter(
        name=entry["name"],
        type=_number(entry.get("type")),
        display=text_of(entry.get("display")),
        default=default if isinstance(default, (str, bool)) else None,
        # ``defaultvalue:`` without a value means that there is no default.
        has_default=isinstance(default, (str, bool)),
        required=flag(entry.get("required")),
        hidden=_hidden(entry.get("hidden"), marketplaces),
        hidden_username=flag(entry.get("hiddenusername")),
        options=tuple(map(text_of, options)) if isinstance(options, list) else (),
        additional=text_of(entry.get("additionalinfo")),
        display_password=text_of(entry.get("displaypassword")),
    )


def _hidden(value: Json, marketplaces: Sequence[str]) -> bool:
    """Whether the platform's form hides a parameter: ``hidden`` is a boolean or a list of marketplaces.

    ``xsoar`` in the list means XSOAR 6 and XSOAR 8, since both have that name.
    """
    if isinstance(value, list):
        return any(text_of(item) in marketplaces for item in value)
    return flag(value)


def flag(value: Json) -> bool:
    """Whether a value in a yml is true: the boolean, or a word such as ``yes`` or ``on``."""
    return value is True or (isinstance(value, str) and value.strip().lower() in TRUE_WORDS)


def text_of(value: Json) -> str:
    """Return a text or boolean of a yml as one line of text; an empty text for any other value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return re.sub(r"\s*\n\s*", " ", value).strip() if isinstance(value, str) else ""


def _number(value: Json) -> int:
    text = value if isinstance(value, str) else ""
    return int(text) if text.isdecimal() and len(text) < 4 else 0
